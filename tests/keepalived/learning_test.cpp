// SPDX-License-Identifier: MIT
// What keepalived adds counts, whatever its configuration seems to say; what others do to its addresses is
// told.
#include <csignal>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using nlohmann::json;
using support::addresses;
using support::config_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using testing::Not;

/// From 2.4.0 on $_ENV stands for a variable of the environment, here for none, and an address without its
/// label is dropped; before that it is a name that nobody has defined, and a label.
std::string with_hidden_vip(const std::string& more = {}) {
    return more + config_of({{.vips = {"10.9.0.140/32", "10.9.0.150/32 dev eth1 label $_ENV"}}});
}

const char* const kHidden = "eth1 10.9.0.150/32 label $_ENV";

class Learning : public support::KeepalivedTest {
 protected:
    static inline const std::set<std::string> kHostOnEth1{"10.8.0.1/24"};

    /// Reads the configuration as another keepalived than the one that runs: so the parser misses a VIP.
    support::Process& start_misread(const std::string& config) {
        write_config(config);
        return start_run_with({"--keepalived-version", "2.4.0", "--", "-f", kConfig});
    }

    /// "eth0 10.9.0.150/32 present" for each learnt address, as `list` shows it.
    std::vector<std::string> learnt() {
        const auto listed = json::parse(vipwarden({"list", "--json", "-f", kConfig}).out);
        std::vector<std::string> found;
        for (const auto& row : listed.at("targets").at(0).at("addresses")) {
            if (row.at("learnt").get<bool>()) {
                found.push_back(fmt::format("{} {} {}", row.at("interface").get<std::string>(),
                                            row.at("address").get<std::string>(),
                                            row.at("present").get<bool>() ? "present" : "absent"));
            }
        }
        return found;
    }

    static void wait_for_log(const support::Process& run, const std::string& text) {
        support::wait_until([&] { return run.err().find(text) != std::string::npos; }, text);
    }

    /// With an ip(8) that is still there when somebody wants to know who it was.
    void lasting_ip(const std::string& words) {
        start({"sh", "-c", fmt::format("{{ echo '{}'; sleep 600; }} | ip -batch -", words)});
    }
};

TEST_F(Learning, AnAddressThatKeepalivedAddsAndNothingDeclaresIsRecordedAndReleased) {
    const auto& run = start_misread(with_hidden_vip());
    wait_for(kHidden);
    wait_for_log(run, "recorded as learnt");
    EXPECT_THAT(run.err(), HasSubstr("warning: keepalived has added 10.9.0.150/32 on eth1, which its "
                                     "configuration does not declare"));
    EXPECT_THAT(learnt(), ElementsAre("eth1 10.9.0.150/32 present"));
    ip("address add 10.8.0.7/24 dev eth1");
    kill_everything();

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("removed 10.9.0.150/32 from eth1: keepalived was seen adding it"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(addresses("eth1"), ElementsAre("10.8.0.1/24", "10.8.0.7/24"));
    EXPECT_THAT(learnt(), IsEmpty());
}

TEST_F(Learning, TheEndOfARunReleasesItToo) {
    auto& run = start_misread(with_hidden_vip());
    wait_for_log(run, "recorded as learnt");
    kill_keepalived_of(run);

    EXPECT_EQ(run.wait().code, 137);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_EQ(addresses("eth1"), kHostOnEth1);
}

TEST_F(Learning, TheNextRunReleasesWhatADeadOneHasLearnt) {
    const auto& run = start_misread(with_hidden_vip());
    wait_for_log(run, "recorded as learnt");
    kill_everything();

    auto& next = start_run_with({"--keepalived", "/bin/true", "--", "-f", kConfig});

    next.wait();
    EXPECT_THAT(next.err(), HasSubstr("removed 10.9.0.150/32 from eth1: keepalived was seen adding it"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_EQ(addresses("eth1"), kHostOnEth1);
}

TEST_F(Learning, WhatALivingKeepalivedAddedIsLeftAlone) {
    const auto& run = start_misread(with_hidden_vip());
    wait_for_log(run, "recorded as learnt");
    const support::ChangeMonitor changes;

    EXPECT_EQ(vipwarden({"check", "--recorded"}).code, 0);
    EXPECT_EQ(vipwarden({"release", "--recorded"}).code, 0);
    EXPECT_EQ(release().code, 0);

    EXPECT_TRUE(changes.is_quiet());
    EXPECT_THAT(learnt(), ElementsAre("eth1 10.9.0.150/32 present"));
}

TEST_F(Learning, WhatIsLoadedIsDeclaredAndNotLearnt) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    kill(keepalived_of(run), SIGHUP);
    wait_for("eth0 10.9.0.101/32");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    support::wait_until(
        [&] {
            const auto listed = vipwarden({"list", "-f", kConfig}).out;
            return listed.find("10.9.0.101/32") != std::string::npos;
        },
        "10.9.0.101 to be recorded");
    EXPECT_THAT(learnt(), IsEmpty());
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Learning, StaticAddressesAndThoseThatItReadsAreNotLearnt) {
    const auto& run = start_misread(with_hidden_vip("static_ipaddress {\n    10.9.0.141/32 dev eth0\n}\n"));
    wait_for_log(run, "recorded as learnt");

    EXPECT_THAT(learnt(), ElementsAre("eth1 10.9.0.150/32 present"));
    EXPECT_THAT(addresses("eth0"), testing::Contains("10.9.0.141/32"));
}

TEST_F(Learning, AHostAddressThatIsPromotedWhenKeepalivedRemovesItsPrimaryStays) {
    set_sysctl("ipv4/conf/eth0/promote_secondaries", "1");
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.7.0.100/24"}}}));
    wait_for("eth0 10.7.0.100/24");
    ip("address add 10.7.0.1/24 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    run.signal(SIGHUP);
    wait_until_absent("eth0 10.7.0.100/24");
    wait_for("eth0 10.9.0.101/32");
    EXPECT_THAT(learnt(), IsEmpty());
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.7.0.1/24", "10.9.0.1/24"));
}

TEST_F(Learning, WhatSomebodyElseAddsOnceKeepalivedHasRemovedItIsTheirs) {
    auto& run = start_misread(with_hidden_vip());
    wait_for_log(run, "recorded as learnt");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    run.signal(SIGHUP);
    wait_until_absent(kHidden);
    lasting_ip("address add 10.9.0.150/32 dev eth1");
    wait_for_log(run, "it counts as theirs now");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(addresses("eth1"), ElementsAre("10.8.0.1/24", "10.9.0.150/32"));
}

TEST_F(Learning, WhoTakesAVipAwayOrAddsOneIsLogged) {
    const auto& run =
        start_run(config_of({{.vips = {"10.9.0.100/32"}, .extra = {"nopreempt", "state BACKUP"}}}));
    wait_for("eth0 10.9.0.100/32");

    lasting_ip("address del 10.9.0.100/32 dev eth0");
    wait_for_log(run, "was removed by");
    lasting_ip("address add 10.9.0.100/24 dev eth0");
    wait_for_log(run, "and a release removes it");

    EXPECT_THAT(run.err(),
                testing::ContainsRegex("warning: VIP 10.9.0.100/32 of instance V1 on eth0 was removed by ip "
                                       "\\(pid [0-9]+\\), not by keepalived"));
    EXPECT_THAT(run.err(),
                testing::ContainsRegex(
                    "warning: 10.9.0.100/24 on eth0 was added by ip \\(pid [0-9]+\\), and a release"));
}

TEST_F(Learning, KeepalivedsOwnTransitionsAreNotLogged) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "2001:db8::100/128"}}}));
    wait_for("eth0 10.9.0.100/32");
    ip("link set eth0 down");
    wait_until_absent("eth0 10.9.0.100/32");
    ip("link set eth0 up");
    wait_for("eth0 10.9.0.100/32");
    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);

    EXPECT_THAT(run.err(), Not(HasSubstr("not by keepalived")));
    EXPECT_THAT(run.err(), Not(HasSubstr("has added")));
}

}  // namespace
}  // namespace vipwarden
