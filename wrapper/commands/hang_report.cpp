// SPDX-License-Identifier: MIT
#include "wrapper/commands/hang_report.hpp"

#include <string_view>

#include <fmt/format.h>

namespace vipwarden::commands {

namespace {

using supervisor::HangEvidence;

double seconds(std::chrono::milliseconds time) {
    return std::chrono::duration<double>{time}.count();
}

std::string_view meaning_of(char state) {
    switch (state) {
        case 'R':
            return "running";
        case 'S':
            return "sleeping";
        case 'D':
            return "waiting for the kernel";
        case 'T':
            return "stopped";
        case 't':
            return "stopped by a debugger";
        default:
            return "unknown";
    }
}

std::string evidence_of(const HangEvidence& evidence, const std::string& waits_in) {
    return fmt::format(
        "keepalived's VRRP process (pid {}) hangs: it has not taken a SIGCHLD that was sent {:.1f} s ago; "
        "its "
        "state is {} ({}{}{}), it has used {:.2f} s of processor time meanwhile",
        evidence.vitals.pid, seconds(evidence.pending), evidence.vitals.state,
        meaning_of(evidence.vitals.state), waits_in.empty() ? "" : " in ", waits_in, seconds(evidence.cpu));
}

}  // namespace

std::string hang_with_vips(const HangEvidence& evidence, const std::string& waits_in, std::size_t held) {
    return fmt::format(
        "{}. It holds {} VIPs, and another node may hold them too by now: keepalived is killed, its VIPs are "
        "released, and the exit status is 137, so that a service manager with Restart=on-failure starts it "
        "anew. If it was only busy, give it longer with --hang-timeout",
        evidence_of(evidence, waits_in), held);
}

std::string hang_without_vips(const HangEvidence& evidence, const std::string& waits_in) {
    return fmt::format(
        "{}. It holds no VIP, so it is left alone; if it does not go on, restart keepalived: until then this "
        "node takes over nothing, and the service manager's watchdog gets no sign of life",
        evidence_of(evidence, waits_in));
}

}  // namespace vipwarden::commands
