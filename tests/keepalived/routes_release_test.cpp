// SPDX-License-Identifier: MIT
// Virtual routes and rules that real keepalived has left go; all others stay.
#include <string>
#include <vector>

#include "tests/support/routing_fixture.hpp"

namespace vipwarden {
namespace {

using support::config_of;
using support::config_with;
using support::Fate;
using support::only;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// The last of a few rules, for an instance with two routes and two rules.
constexpr std::uint32_t kLastRule = 71;

std::vector<std::string> routing_block() {
    return {"virtual_routes {",
            "10.100.1.0/24 via 10.9.0.2",
            "10.100.2.0/24 dev eth0 src 10.9.0.100",
            "}",
            "virtual_rules {",
            "from 10.101.0.0/16 table 100 priority 70",
            "from 10.102.0.0/16 table 101 priority 71",
            "}"};
}

std::string small_config() {
    return config_of({{.vips = {"10.9.0.100/32"}, .extra = routing_block()}});
}

class VirtualRoutingRelease : public support::RoutingTest {
 protected:
    void SetUp() override {
        RoutingTest::SetUp();
        if (!IsSkipped()) {
            routes_before_ = routes();
            rules_before_ = rules();
        }
    }

    void expect_as_before() {
        EXPECT_EQ(routes(), routes_before_);
        EXPECT_EQ(rules(), rules_before_);
        EXPECT_EQ(support::addresses("eth0").size(), 2U);  // The host's own, IPv4 and IPv6.
    }

    std::vector<std::string> routes_before_{};
    std::vector<std::string> rules_before_{};
};

TEST_F(VirtualRoutingRelease, RemovesEveryKindAfterEverythingWasKilled) {
    const auto text =
        config_with(only(support::route_lines(), Fate::made), only(support::rule_lines(), Fate::made));
    const auto instance = parse(text).configuration.instances.at(0);
    start_run(text);
    wait_for_rule(instance.rules.back().priority.value());
    kill_everything();
    ASSERT_THAT(routes(), SizeIs(instance.routes.size() + routes_before_.size()));

    const auto released = release();

    EXPECT_EQ(released.code, 0);
    expect_as_before();
}

TEST_F(VirtualRoutingRelease, RemovesEveryKindWithoutASnapshotAndInTheOtherOrder) {
    const auto text =
        config_with(only(support::route_lines(), Fate::made), only(support::rule_lines(), Fate::made));
    start_keepalived(text, kConfig);
    wait_for_rule(parse(text).configuration.instances.at(0).rules.back().priority.value());
    kill_everything();
    ip("addr del 10.9.0.100/32 dev eth0");  // Takes the routes along that have it as their source.

    EXPECT_EQ(release().code, 0);

    expect_as_before();
}

TEST_F(VirtualRoutingRelease, SuspectsWhatBearsAnotherMark) {
    const auto text = config_with(only(support::route_lines(), Fate::unmarked),
                                  only(support::rule_lines(), Fate::unmarked));
    start_run(text);
    wait_for_rule(parse(text).configuration.instances.at(0).rules.back().priority.value());
    kill_everything();

    const auto released = release();

    EXPECT_EQ(released.code, 80);
    EXPECT_THAT(released.err, AllOf(HasSubstr("suspect route 10.100.16.0/24 dev eth0 proto 4"),
                                    HasSubstr("suspect rule pref 16384 table 114 protocol 99"),
                                    HasSubstr("suspect rule pref 16383 table 115: declared by")));
    EXPECT_THAT(routes(), SizeIs(routes_before_.size() + 2));
}

TEST_F(VirtualRoutingRelease, HasNothingToDoAfterACleanEnd) {
    auto& run = start_run(small_config());
    wait_for_rule(kLastRule);

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_THAT(run.err(), Not(HasSubstr("removed route")));
    expect_as_before();
}

TEST_F(VirtualRoutingRelease, ReleasesAtOnceWhenKeepalivedWasKilled) {
    auto& run = start_run(small_config());
    wait_for_rule(kLastRule);

    kill_keepalived_of(run);

    EXPECT_EQ(run.wait().code, 128 + SIGKILL);
    EXPECT_THAT(run.err(),
                HasSubstr("removed route 10.100.1.0/24 via 10.9.0.2 dev eth0 proto keepalived: declared by "
                          "instance V1 (/run/test/keepalived.conf:"));
    expect_as_before();
}

TEST_F(VirtualRoutingRelease, RemembersWhatTheConfigurationNoLongerSays) {
    start_run(small_config());
    wait_for_rule(kLastRule);
    kill_everything();
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    const auto released = release();

    EXPECT_EQ(released.code, 0);
    EXPECT_THAT(released.err, HasSubstr("while keepalived ran"));
    expect_as_before();
}

TEST_F(VirtualRoutingRelease, ReleasesAfterAReloadThatKeepalivedDidNotSurvive) {
    auto& run = start_run(small_config());
    wait_for_rule(kLastRule);
    write_config(
        config_of({{.interface = "gone0", .vips = {"10.9.0.100/32"}}}));  // keepalived ends: no gone0.

    run.signal(SIGHUP);

    (void)run.wait();
    expect_as_before();
}

TEST_F(VirtualRoutingRelease, LeavesTheHostsOwnRouteToTheSameDestination) {
    ip("route add 10.100.1.0/24 via 10.9.0.2 proto static");
    ip("rule add from 10.101.0.0/16 table 100 priority 70 protocol static");
    routes_before_ = routes();
    rules_before_ = rules();
    start_run(small_config());
    wait_for_rule(kLastRule);
    kill_everything();
    ASSERT_THAT(routes(), SizeIs(routes_before_.size() + 2));

    EXPECT_EQ(release().code, 0);

    expect_as_before();
}

TEST_F(VirtualRoutingRelease, LeavesStaticRoutesAndRules) {
    start_run(
        "static_routes {\n10.103.0.0/16 via 10.9.0.2\n}\nstatic_rules {\nfrom 10.104.0.0/16 table 77\n}\n" +
        small_config());
    wait_for_rule(kLastRule);
    kill_everything();

    const auto released = release();

    EXPECT_EQ(released.code, 0);
    EXPECT_THAT(released.err, HasSubstr("kept route 10.103.0.0/16 via 10.9.0.2 dev eth0 proto keepalived: "));
    EXPECT_THAT(routes(), SizeIs(routes_before_.size() + 1));
    EXPECT_THAT(rules(), SizeIs(rules_before_.size() + 1));
}

TEST_F(VirtualRoutingRelease, LeavesWhatASecondKeepalivedHolds) {
    start_run(small_config());
    wait_for_rule(kLastRule);
    kill_everything();
    start_keepalived(config_of({{.vips = {"10.9.0.100/32", "10.9.0.102/32"}, .extra = routing_block()}}),
                     "/run/test/second.conf");
    wait_for("eth0 10.9.0.102/32");  // keepalived removes what it finds first.
    wait_for_rule(kLastRule);

    const auto released = release();

    EXPECT_EQ(released.code, 0);
    EXPECT_THAT(released.err, AllOf(HasSubstr("kept rule pref 71 from 10.102.0.0/16 table 101 protocol "
                                              "keepalived: keepalived (pid "),
                                    HasSubstr("/run/test/second.conf) runs and holds it")));
    EXPECT_THAT(routes(), SizeIs(routes_before_.size() + 2));
    EXPECT_THAT(rules(), SizeIs(rules_before_.size() + 2));
}

TEST_F(VirtualRoutingRelease, ShowsWhatItWouldDoAndDoesNothingTwice) {
    start_keepalived(small_config(), kConfig);
    wait_for_rule(kLastRule);
    kill_everything();

    const auto shown = vipwarden({"release", "-f", kConfig, "--dry-run"});
    EXPECT_THAT(shown.out,
                AllOf(HasSubstr("rule pref 70 from 10.101.0.0/16 table 100 protocol keepalived  declared "
                                "by instance V1"),
                      HasSubstr("route 10.100.1.0/24 via 10.9.0.2 dev eth0 proto keepalived")));
    EXPECT_THAT(routes(), SizeIs(routes_before_.size() + 2));
    EXPECT_THAT(vipwarden({"list", "-f", kConfig}).out, HasSubstr("leftover: declared by instance V1"));

    EXPECT_EQ(release().code, 0);
    const auto again = release();

    EXPECT_EQ(again.code, 0);
    EXPECT_THAT(again.err, Not(HasSubstr("removed r")));
    expect_as_before();
}

TEST_F(VirtualRoutingRelease, IsMadeUpForByTheNextStart) {
    start_run(small_config());
    wait_for_rule(kLastRule);
    kill_everything();

    auto& next = start_run(config_of({{.vips = {"10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");

    EXPECT_EQ(routes(), routes_before_);
    EXPECT_EQ(rules(), rules_before_);
    next.signal(SIGTERM);
    EXPECT_EQ(next.wait().code, 0);
}

}  // namespace
}  // namespace vipwarden
