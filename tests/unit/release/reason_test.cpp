// SPDX-License-Identifier: MIT
// The words of a verdict, as the operator reads them.
#include <array>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {
namespace {

constexpr std::array kAllReasons{Reason::declared,
                                 Reason::recorded,
                                 Reason::learnt,
                                 Reason::not_in_baseline,
                                 Reason::protocol_keepalived,
                                 Reason::prefix_zero,
                                 Reason::any_prefix,
                                 Reason::host_address,
                                 Reason::held,
                                 Reason::kept_by_operator,
                                 Reason::dont_release,
                                 Reason::elsewhere,
                                 Reason::other_prefix,
                                 Reason::owner,
                                 Reason::baseline_damaged,
                                 Reason::maybe_held,
                                 Reason::doubtful};

PlannedAddress planned_for(Reason reason, const Vip& vip) {
    PlannedAddress planned;
    planned.reason = reason;
    planned.vip = vip;
    return planned;
}

std::string explained(Reason reason) {
    auto planned = planned_for(reason, vip("10.0.0.1/32", "eth0"));
    planned.holder = 123;
    planned.holder_config = "/etc/keepalived/b.conf";
    planned.reading = "2.1.5";
    return explain(planned);
}

TEST(Reason, ExplainsWhyAnAddressGoes) {
    EXPECT_EQ(explained(Reason::declared), "declared by instance V1 (keepalived.conf:12)");
    EXPECT_EQ(explained(Reason::recorded),
              "declared by instance V1 (keepalived.conf:12) while keepalived ran");
    EXPECT_EQ(explained(Reason::learnt),
              "keepalived was seen adding it, and the configuration does not declare it");
    EXPECT_EQ(
        explained(Reason::not_in_baseline),
        "same IP as VIP 10.0.0.1/32 of instance V1 (keepalived.conf:12) under another prefix, which was "
        "not there before keepalived started");
    EXPECT_EQ(explained(Reason::protocol_keepalived),
              "same IP as VIP 10.0.0.1/32 of instance V1 (keepalived.conf:12) under another prefix, which "
              "keepalived marked as its own (address protocol 18)");
    EXPECT_EQ(explained(Reason::prefix_zero),
              "same IP as VIP 10.0.0.1/32 of instance V1 (keepalived.conf:12) under another prefix, and no "
              "host address has prefix length 0");
    EXPECT_EQ(explained(Reason::any_prefix),
              "same IP as VIP 10.0.0.1/32 of instance V1 (keepalived.conf:12) under another prefix, which "
              "--any-prefix takes along");
}

TEST(Reason, ExplainsWhyAnAddressStays) {
    EXPECT_EQ(explained(Reason::host_address), "it was there before keepalived started");
    EXPECT_EQ(explained(Reason::held), "keepalived (pid 123, /etc/keepalived/b.conf) runs and holds it");
    EXPECT_EQ(explained(Reason::kept_by_operator), "--keep names it");
    EXPECT_EQ(explained(Reason::dont_release),
              "keepalived ran with --dont-release-vrrp (-V), so its VIPs are to stay");
    EXPECT_EQ(explained(Reason::elsewhere),
              "same IP as VIP 10.0.0.1/32 of instance V1 (keepalived.conf:12), but that belongs on eth0, and "
              "nothing names this interface");
}

TEST(Reason, TellsWhatToDoAboutASuspect) {
    EXPECT_EQ(explained(Reason::other_prefix),
              "same IP as VIP 10.0.0.1/32 of instance V1 (keepalived.conf:12) under another prefix, and "
              "nothing proves that keepalived put it there; remove it with --any-prefix");
    EXPECT_EQ(explained(Reason::owner),
              "instance V1 (keepalived.conf:12) has priority 255, so this may be the host's own address, and "
              "no snapshot shows the interfaces before keepalived; remove it with --include-owner");
    EXPECT_EQ(
        explained(Reason::baseline_damaged),
        "declared by instance V1 (keepalived.conf:12), but the snapshot's record of the host's own "
        "addresses is damaged, so this may be one of them; if it is not, delete the snapshot and release "
        "again");
    EXPECT_EQ(explained(Reason::maybe_held),
              "keepalived (pid 123, /etc/keepalived/b.conf) runs, and its configuration can't be read, so it "
              "may hold this address; stop it, or make its configuration readable, and release again");
    EXPECT_EQ(
        explained(Reason::doubtful),
        "would be a VIP of instance V1 (keepalived.conf:12) if keepalived 2.1.5 read the file; kept, "
        "since nothing proves it; if that version has run here, release with --keepalived-version 2.1.5");
}

TEST(Reason, BlamesExactForWhatItKeeps) {
    auto planned = planned_for(Reason::other_prefix, vip("10.0.0.1/32", "eth0"));
    planned.kept_by_exact = true;

    EXPECT_EQ(explain(planned),
              "same IP as VIP 10.0.0.1/32 of instance V1 (keepalived.conf:12) under another prefix, which "
              "--exact leaves alone; it goes without --exact");
}

TEST(Reason, SaysOnlyWhatItKnows) {
    auto vip = release::vip("10.0.0.1/32", "eth0");
    vip.where.clear();
    EXPECT_EQ(explain(planned_for(Reason::declared, vip)), "declared by instance V1");
    vip.instance.clear();
    EXPECT_EQ(explain(planned_for(Reason::declared, vip)), "declared by an instance without a name");
    auto held = planned_for(Reason::held, vip);
    held.holder = 123;
    EXPECT_EQ(explain(held), "keepalived (pid 123) runs and holds it");
}

TEST(Reason, HasItsOwnNameInKebabCase) {
    std::set<std::string_view> names;
    for (const auto reason : kAllReasons) {
        names.insert(name(reason));
        EXPECT_THAT(std::string{name(reason)}, testing::MatchesRegex("[a-z]+(-[a-z]+)*"));
    }
    EXPECT_EQ(names.size(), kAllReasons.size());
    EXPECT_EQ(name(Reason::prefix_zero), "prefix-zero");
}

TEST(Reason, GoesOrStaysAndOnlyWhatStaysIsASuspect) {
    std::set<std::string_view> going;
    std::set<std::string_view> suspects;
    for (const auto reason : kAllReasons) {
        if (goes(reason)) {
            going.insert(name(reason));
        }
        if (is_suspect(reason)) {
            suspects.insert(name(reason));
        }
    }
    EXPECT_THAT(going, testing::ElementsAre("any-prefix", "declared", "learnt", "not-in-baseline",
                                            "prefix-zero", "protocol-keepalived", "recorded"));
    EXPECT_THAT(suspects,
                testing::ElementsAre("baseline-damaged", "doubtful", "maybe-held", "other-prefix", "owner"));
}

}  // namespace
}  // namespace vipwarden::release
