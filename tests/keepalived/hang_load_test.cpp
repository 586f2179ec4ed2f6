// SPDX-License-Identifier: MIT
// A machine that has too much to do is no keepalived that hangs. Takes a minute, and all processors.
#include <thread>
#include <vector>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

constexpr std::chrono::seconds kMinute{60};

class HangUnderLoad : public support::KeepalivedTest {
 protected:
    void run_forever(const std::string& turn) {
        load_.push_back(&start({"sh", "-c", "while :; do " + turn + "; done"}));
    }

    /// Twice as many as the machine can run at once, none of them nicer than keepalived.
    void keep_all_processors_busy() {
        for (unsigned i = 0; i < 2 * std::thread::hardware_concurrency(); ++i) {
            run_forever(":");
        }
    }

    void start_programs_all_the_time() { run_forever("/bin/true"); }

    /// The kernel lets one at a time do this, and has each wait for all processors.
    void change_addresses_and_links_all_the_time() {
        ip("link add busy0 type veth peer name busy1");
        ip("link set busy0 up");
        run_forever("ip addr add 10.50.0.1/24 dev busy0; ip addr del 10.50.0.1/24 dev busy0");
        run_forever("ip link add busy2 type veth peer name busy3; ip link set busy2 up; ip link del busy2");
    }

    void end_load() {
        for (auto* program : load_) {
            program->signal(SIGKILL);
            program->wait();
        }
    }

 private:
    std::vector<support::Process*> load_{};
};

TEST_F(HangUnderLoad, IsNeverSeen) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24"}}}));
    wait_for("eth0 10.9.0.101/24");
    const auto vrrp = vrrp_child_of(run);
    keep_all_processors_busy();
    start_programs_all_the_time();
    change_addresses_and_links_all_the_time();

    const auto end = std::chrono::steady_clock::now() + kMinute;
    std::this_thread::sleep_until(end);  // the minute is the test
    end_load();

    EXPECT_THAT(run.err(), Not(HasSubstr("hangs")));
    EXPECT_EQ(vrrp_child_of(run), vrrp);
    EXPECT_THAT(addresses("eth0"), IsSupersetOf({"10.9.0.100/32", "10.9.0.101/24"}));
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

}  // namespace
}  // namespace vipwarden
