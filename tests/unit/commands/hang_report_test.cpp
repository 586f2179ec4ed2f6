// SPDX-License-Identifier: MIT
#include "wrapper/commands/hang_report.hpp"

#include <gtest/gtest.h>

namespace vipwarden::commands {
namespace {

using std::chrono::milliseconds;

TEST(HangReport, SaysWhatHangsWhyAndWhatIsDone) {
    EXPECT_EQ(
        hang_with_vips({.vitals = {.pid = 4711, .state = 'T'}, .pending = milliseconds{5140}},
                       "do_signal_stop", 2),
        "keepalived's VRRP process (pid 4711) hangs: it has not taken a SIGCHLD that was sent 5.1 s ago; "
        "its state is T (stopped in do_signal_stop), it has used 0.00 s of processor time meanwhile. It "
        "holds 2 VIPs, and another node may hold them too by now: keepalived is killed, its VIPs are "
        "released, and the exit status is 137, so that a service manager with Restart=on-failure starts "
        "it anew. If it was only busy, give it longer with --hang-timeout");
}

TEST(HangReport, SaysWhyAHangIsLeftAlone) {
    EXPECT_EQ(
        hang_without_vips(
            {.vitals = {.pid = 4711, .state = 'R'}, .pending = milliseconds{5000}, .cpu = milliseconds{4980}},
            ""),
        "keepalived's VRRP process (pid 4711) hangs: it has not taken a SIGCHLD that was sent 5.0 s ago; "
        "its state is R (running), it has used 4.98 s of processor time meanwhile. It holds no VIP, so "
        "it is left alone; if it does not go on, restart keepalived: until then this node takes over "
        "nothing, and the service manager's watchdog gets no sign of life");
}

}  // namespace
}  // namespace vipwarden::commands
