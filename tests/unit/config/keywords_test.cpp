// SPDX-License-Identifier: MIT
// Which keywords a release of keepalived knows, and what an unknown one costs.
#include "wrapper/config/keywords.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_as.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kVip = "virtual_ipaddress {\n10.0.0.1\n}\n";

bool knows(const Version& version, Level level, std::string_view name) {
    return Keywords{version}.find(level, name) != nullptr;
}

TEST(Keywords, AreKnownFromTheirFirstReleaseOn) {
    EXPECT_FALSE(knows({1, 2, 2}, Level::instance, "use_vmac"));
    EXPECT_TRUE(knows({1, 2, 3}, Level::instance, "use_vmac"));
    EXPECT_FALSE(knows({2, 1, 5}, Level::root, "interface_up_down_delays"));
    EXPECT_TRUE(knows({2, 2, 3}, Level::root, "interface_up_down_delays"));
    EXPECT_FALSE(knows({2, 2, 7}, Level::instance, "no_virtual_ipaddress"));
    EXPECT_TRUE(knows({2, 2, 8}, Level::instance, "no_virtual_ipaddress"));
    EXPECT_FALSE(knows({2, 3, 4}, Level::instance, "auth_hmac"));
    EXPECT_TRUE(knows({2, 4, 0}, Level::auth_hmac, "active_key"));
}

TEST(Keywords, AreKnownAtTheirOwnLevelOnly) {
    EXPECT_TRUE(knows(kDefaultVersion, Level::garp_group, "interface"));
    EXPECT_FALSE(knows(kDefaultVersion, Level::sync_group, "interface"));
    EXPECT_FALSE(knows(kDefaultVersion, Level::global_defs, "net_namespace"));
}

TEST(UnknownBlock, ClosesTheInstanceInAVersionThatDoesNotKnowIt) {
    const auto with = [](const std::string& block) { return instance_with(block + " {\nx\n}\n" + kVip); };
    EXPECT_THAT(declared_as({1, 2, 7}, with("unicast_peer")), IsEmpty());
    EXPECT_THAT(declared_as({1, 2, 8}, with("unicast_peer")), SizeIs(1));
    EXPECT_THAT(declared_as({1, 2, 19}, with("virtual_rules")), IsEmpty());
    EXPECT_THAT(declared_as({1, 2, 20}, with("virtual_rules")), SizeIs(1));
    EXPECT_THAT(declared_as({1, 4, 5}, with("track_file")), IsEmpty());
    EXPECT_THAT(declared_as({2, 0, 0}, with("track_file")), SizeIs(1));
    EXPECT_THAT(declared_as({2, 0, 10}, with("track_process")), IsEmpty());
    EXPECT_THAT(declared_as({2, 0, 11}, with("track_process")), SizeIs(1));
    EXPECT_THAT(declared_as({2, 3, 4}, with("auth_hmac")), IsEmpty());
    EXPECT_THAT(declared_as({2, 4, 0}, with("auth_hmac")), SizeIs(1));
}

TEST(AuthHmac, IsABlockOfTheInstance) {
    const ParseResult result = parse_as(
        {2, 4, 0},
        instance_with(
            "auth_hmac {\nkey 1 secret\nactive_key 1\ntime_window 5\nanti_replay\nmode strict\n}\n" + kVip));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(remarks_by(result), IsEmpty());
}

TEST(MissingParameter, IsFatalForEveryKeywordThatNeedsOne) {
    for (const char* keyword :
         {"advert_int", "debug", "down_timer_adverts", "garp_master_delay", "interface", "mcast_dst_ip",
          "mcast_src_ip", "preempt_delay", "priority", "state", "unicast_src_ip", "unicast_ttl", "version",
          "virtual_router_id", "vrf", "notify", "notify_master_rx_lower_pri", "lvs_sync_daemon_interface"}) {
        EXPECT_THAT(fatal_as(kDefaultVersion, instance_with(kVip + keyword)),
                    ElementsAre("'" + std::string{keyword} +
                                "' needs a parameter: keepalived exits; we ignore the line"));
    }
    for (const char* keyword : {"use_vmac", "notify_deleted", "smtp_alert", "strict_mode", "use_ipvlan"}) {
        EXPECT_THAT(fatal_as(kDefaultVersion, instance_with(kVip + keyword)), IsEmpty()) << keyword;
    }
}

TEST(MissingParameter, OfAnUnknownKeywordIsNot) {
    EXPECT_THAT(fatal_as({2, 2, 4}, instance_with(kVip + "vrf")), IsEmpty());
    EXPECT_THAT(fatal_as({2, 1, 5}, "global_defs {\nvmac_prefix\n}\n" + instance_with(kVip)), IsEmpty());
    EXPECT_THAT(fatal_as({2, 2, 0}, "global_defs {\nvmac_prefix\n}\n" + instance_with(kVip)), SizeIs(1));
}

TEST(ScriptWithAnOpenQuote, IsFatalDependingOnTheVersion) {
    const std::string first = "vrrp_script s {\nscript \"/bin/x\n}\n" + instance_with(kVip);
    const std::string inner = "vrrp_script s {\nscript /bin/x it's\n}\n" + instance_with(kVip);
    EXPECT_THAT(fatal_as({1, 4, 5}, first), IsEmpty());
    EXPECT_THAT(fatal_as({2, 0, 0}, first), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 0, 6}, inner), IsEmpty());
    EXPECT_THAT(fatal_as({2, 0, 7}, inner), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 3, 4}, inner), SizeIs(1));
}

}  // namespace
}  // namespace vipwarden::config
