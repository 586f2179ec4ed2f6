// SPDX-License-Identifier: MIT
// I1, I2 and I5 of the release at once: keepalived's parent and its VRRP process are dead, and the VIPs go
// without any wait. The witness is another child of keepalived, of BFD, that holds nothing and is stopped:
// the whole release waits until that one is dead, so that what goes before is the work of the release at
// once.
#include <fstream>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "systemd/notify_socket.hpp"
#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::Contains;
using testing::ElementsAre;

pid_t number_in(const std::string& file) {
    pid_t number = 0;
    std::ifstream{file} >> number;
    return number;
}

class Strike : public support::KeepalivedTest {
 protected:
    static inline const std::string kOther{"/run/test/other.conf"};
    static inline const std::string kBfd{
        "bfd_instance B1 {\n    neighbor_ip 10.9.0.2\n    source_ip 10.9.0.1\n}\n"};

    /// Returns when `run` knows that so many VIPs are there: then its release of them is ready.
    support::Process& start_ready(const std::string& config, int vips, const support::Words& arguments = {}) {
        write_config(kBfd + config);
        manager_.emplace();
        support::Words command{"env",
                               "NOTIFY_SOCKET=" + manager_->address(),
                               VIPWARDEN_PATH,
                               "run",
                               "--",
                               "-f",
                               kConfig,
                               "-l",
                               "-G",
                               "-D",
                               "-P"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        run_ = &start(command);
        await_vips(vips);
        parent_ = keepalived_of(*run_);
        vrrp_ = number_in("/run/vrrp.pid");
        witness_ = number_in("/run/bfd.pid");
        EXPECT_THAT(support::children_of(parent_), testing::UnorderedElementsAre(vrrp_, witness_));
        support::freeze({witness_});
        return *run_;
    }

    void await_vips(int count) { await(fmt::format(", {} VIPs held", count)); }

    void await(const std::string& text) {
        support::wait_until(
            [&] {
                const auto message = manager_->receive();
                return message && message->text.find(text) != std::string::npos;
            },
            "the service manager to be told: " + text);
    }

    /// What happens from here on `run` finds all at once.
    void distract_run() const { support::freeze({run_->pid()}); }

    /// Both at one instant, as `run` sees it.
    void kill_parent_and_vrrp_process() const {
        distract_run();
        support::kill_at_one_instant({parent_, vrrp_});
        run_->signal(SIGCONT);
    }

    [[nodiscard]] bool whole_release_waits() const {
        return testing::Value(support::other_processes(), Contains(witness_));
    }

    /// The whole release follows.
    support::Finished end() const {
        kill(witness_, SIGKILL);
        return run_->wait();
    }

    [[nodiscard]] pid_t parent() const { return parent_; }
    [[nodiscard]] pid_t vrrp_process() const { return vrrp_; }
    [[nodiscard]] support::Process& run() const { return *run_; }

 private:
    std::optional<systemd::NotifySocket> manager_{};
    support::Process* run_{nullptr};
    pid_t parent_{0};
    pid_t vrrp_{0};
    pid_t witness_{0};
};

TEST_F(Strike, VipsOfAllKindsGoBeforeTheWholeRelease) {
    start_ready(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24", "10.77.0.102/24 label eth0:7"},
                            .excluded = {"fd00:9::103/64", "10.8.0.104/32 dev eth1"}}}),
                5);

    kill_parent_and_vrrp_process();

    changes().wait_until([] { return addresses("eth0") == kHostOnEth0; }, "the VIPs to go",
                         support::kPatience);
    wait_until_absent("eth1 10.8.0.104/32");
    EXPECT_TRUE(whole_release_waits());
    const auto finished = end();
    EXPECT_EQ(finished.code, 137);
    EXPECT_THAT(finished.err, testing::HasSubstr("removed 10.77.0.102/24"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Strike, VipsOfAReloadGo) {
    start_ready(config_of({{.vips = {"10.9.0.100/32"}}}), 1);
    write_config(kBfd + config_of({{.vips = {"10.9.0.200/32", "10.9.0.201/32"}}}));
    run().signal(SIGHUP);
    await_vips(2);

    kill_parent_and_vrrp_process();

    wait_until_absent("eth0 10.9.0.200/32");
    wait_until_absent("eth0 10.9.0.201/32");
    EXPECT_TRUE(whole_release_waits());
    EXPECT_EQ(end().code, 137);
}

TEST_F(Strike, VipsThatCameAfterThePreparationGo) {
    ip("link set eth1 down");
    start_ready(config_of({{.vips = {"10.9.0.100/32"}},
                           {.name = "V2", .interface = "eth1", .vrid = 52, .vips = {"10.8.0.100/32"}}}),
                1);
    distract_run();
    ip("link set eth1 up");
    wait_for("eth1 10.8.0.100/32");

    kill_parent_and_vrrp_process();

    wait_until_absent("eth0 10.9.0.100/32");
    wait_until_absent("eth1 10.8.0.100/32");
    EXPECT_TRUE(whole_release_waits());
    EXPECT_EQ(end().code, 137);
}

TEST_F(Strike, AddressesThatTheHostGotAfterThePreparationStay) {
    start_ready(config_of({{.vips = {"10.9.0.100/32", "10.77.0.102/24"}}}), 2);
    distract_run();
    ip("addr add 10.77.0.5/24 dev eth0");  // A secondary of the VIP.
    ip("addr add 10.9.0.7/24 dev eth0");

    kill_parent_and_vrrp_process();

    wait_until_absent("eth0 10.77.0.102/24");
    EXPECT_TRUE(whole_release_waits());
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.77.0.5/24", "10.9.0.1/24", "10.9.0.7/24"));
    EXPECT_EQ(end().code, 137);
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.77.0.5/24", "10.9.0.1/24", "10.9.0.7/24"));
}

TEST_F(Strike, WhatAnotherKeepalivedHoldsStays) {
    start_keepalived(config_of({{.name = "OTHER", .vrid = 60, .vips = {"10.9.0.200/32"}}}), kOther);
    wait_for("eth0 10.9.0.200/32");
    start_ready(config_of({{.vips = {"10.9.0.100/32", "10.9.0.200/32"}}}), 2);

    kill_parent_and_vrrp_process();

    wait_until_absent("eth0 10.9.0.100/32");
    EXPECT_TRUE(whole_release_waits());
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.200/32"));
    EXPECT_EQ(end().code, 137);
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.200/32"));
}

TEST_F(Strike, WhatAKeepalivedHoldsThatCameAfterThePreparationStays) {
    start_ready(config_of({{.vips = {"10.9.0.100/32"}}}), 1);
    distract_run();
    write_config(config_of({{.name = "OTHER", .vrid = 60, .vips = {"10.9.0.200/32", "10.9.0.100/32"}}}),
                 kOther);
    start({KEEPALIVED_PATH, "-n", "-f", kOther, "-p", kOther + ".pid", "-r", kOther + ".vrrp.pid", "-b",
           kOther + ".bfd.pid"});
    wait_for("eth0 10.9.0.200/32");
    wait_for("eth0 10.9.0.100/32");
    const support::ChangeMonitor changes_from_here;

    kill_parent_and_vrrp_process();
    await("STOPPING=1");

    EXPECT_TRUE(changes_from_here.is_quiet());
    EXPECT_TRUE(whole_release_waits());
    EXPECT_EQ(end().code, 137);
    EXPECT_TRUE(changes_from_here.is_quiet());
}

TEST_F(Strike, AVrrpProcessThatLivesIsNotRobbed) {
    start_ready(config_of({{.vips = {"10.9.0.100/32"}}}), 1);
    support::freeze({vrrp_process()});
    const support::ChangeMonitor changes_from_here;

    support::kill_at_one_instant({parent()});
    await("STOPPING=1");

    EXPECT_TRUE(changes_from_here.is_quiet());
    kill(vrrp_process(), SIGKILL);
    EXPECT_EQ(end().code, 137);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

class StrikeForbidden : public Strike, public testing::WithParamInterface<const char*> {};

TEST_P(StrikeForbidden, LeavesTheVips) {
    start_ready(config_of({{.vips = {"10.9.0.100/32"}}}), 1, {GetParam()});
    const support::ChangeMonitor changes_from_here;

    kill_parent_and_vrrp_process();
    const auto finished = end();

    EXPECT_EQ(finished.code, 137);
    EXPECT_TRUE(changes_from_here.is_quiet());
}

INSTANTIATE_TEST_SUITE_P(Spelling, StrikeForbidden,
                         testing::Values("-V", "-DV", "--dont-release-vrrp", "--dont-release-v"),
                         [](const auto& spelling) {
                             std::string name{spelling.param};
                             std::erase(name, '-');
                             return name;
                         });

}  // namespace
}  // namespace vipwarden
