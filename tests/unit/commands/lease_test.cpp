// SPDX-License-Identifier: MIT
// What a renewal does to the kernel's tables, and what is left when the lease is over.
#include "wrapper/commands/lease.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_address_table.hpp"
#include "tests/unit/commands/address_changes.hpp"

namespace vipwarden::commands {
namespace {

using release::was_on;
using testing::ElementsAre;
using testing::IsEmpty;

/// eth0 with the host's 10.0.0.7/24, and a keepalived that declares the VIPs it has added.
class LeaseTest : public ::testing::Test {
 protected:
    LeaseTest() {
        kernel.put(on(kEth0, "10.0.0.7/24"));
        scene.target.snapshot->baseline = {was_on("eth0", on(kEth0, "10.0.0.7/24"))};
    }

    void keepalived_adds(const char* text) {
        scene.target.declared.push_back(vip(text, "eth0"));
        kernel.put(on(kEth0, text));
        scene.authors.note(added(text, Author::keepalived));
    }

    void keepalived_removes(const char* text) {
        (void)kernel.addresses().remove(std::vector{on(kEth0, text)});
    }

    std::vector<int> renew() { return lease.renew(tables, scene.target, scene.authors); }

    /// "10.0.0.1/32 10", "10.0.0.7/24 forever"
    std::vector<std::string> lives() {
        std::vector<std::string> lines;
        for (const auto& address : kernel.addresses().list()) {
            const auto forever = address.valid_seconds == netlink::kForever;
            lines.push_back(fmt::format("{} {}", to_string(address),
                                        forever ? "forever" : std::to_string(address.valid_seconds)));
        }
        return lines;
    }

    Scene scene{};
    support::FakeKernel kernel{scene.links};
    Lease::Tables tables{kernel.addresses(), kernel.links()};
    int caught_up{0};
    Lease lease{std::chrono::seconds{10}, [this] { ++caught_up; }};
};

TEST_F(LeaseTest, LimitsTheLifeOfVipsAndOfNothingElse) {
    keepalived_adds("10.0.0.1/32");
    keepalived_adds("10.0.0.2/24");

    EXPECT_THAT(renew(), IsEmpty());

    EXPECT_THAT(lives(), ElementsAre("10.0.0.7/24 forever", "10.0.0.1/32 10", "10.0.0.2/24 10"));
}

TEST_F(LeaseTest, HearsOfChangesBeforeItLooksAndAfterItHasMadeSome) {
    keepalived_adds("10.0.0.1/32");

    (void)renew();

    EXPECT_EQ(caught_up, 2);
}

TEST_F(LeaseTest, CreatesNothingThatKeepalivedRemovesMeanwhile) {
    keepalived_adds("10.0.0.1/32");
    keepalived_adds("10.0.0.2/32");
    kernel.before_set_lifetime = [this](const netlink::InterfaceAddress& address) -> std::error_code {
        if (address.local == ip("10.0.0.1")) {
            keepalived_removes("10.0.0.1/32");
        }
        return {};
    };

    (void)renew();

    EXPECT_THAT(lives(), ElementsAre("10.0.0.7/24 forever", "10.0.0.2/32 10"));
}

TEST_F(LeaseTest, PromotesTheHostsAddressThatAVipWouldTakeAlong) {
    keepalived_removes("10.0.0.7/24");
    keepalived_adds("10.0.0.1/24");
    kernel.put(on(kEth0, "10.0.0.7/24"));

    EXPECT_THAT(renew(), ElementsAre(kEth0));

    EXPECT_TRUE(kernel.links().list().front().promote_secondaries);
    EXPECT_THAT(lives(), ElementsAre("10.0.0.1/24 10", "10.0.0.7/24 forever"));
    EXPECT_THAT(renew(), IsEmpty());  // It is on.
}

TEST_F(LeaseTest, LeavesVipsAloneWhereTheHostsAddressesCantBeProtected) {
    keepalived_removes("10.0.0.7/24");
    keepalived_adds("10.0.0.1/24");
    kernel.put(on(kEth0, "10.0.0.7/24"));
    kernel.refuse_link_changes = make_error_code(std::errc::read_only_file_system);

    EXPECT_THAT(renew(), IsEmpty());

    EXPECT_THAT(lives(), ElementsAre("10.0.0.1/24 forever", "10.0.0.7/24 forever"));
}

TEST_F(LeaseTest, EndsForAllThatIsToOutliveKeepalived) {
    keepalived_adds("10.0.0.1/32");
    keepalived_adds("10.0.0.2/32");
    (void)renew();

    lease.end(tables);

    EXPECT_THAT(lives(), ElementsAre("10.0.0.7/24 forever", "10.0.0.1/32 forever", "10.0.0.2/32 forever"));
}

TEST_F(LeaseTest, EndsForWhatAReleaseHasKept) {
    keepalived_adds("10.0.0.1/32");
    keepalived_adds("10.0.0.2/32");
    (void)renew();
    release::ReleaseReport report;
    report.kept.push_back({.address = on(kEth0, "10.0.0.2/32"), .reason = release::Reason::held});

    lease.end_for_kept(tables, report);

    EXPECT_THAT(lives(), ElementsAre("10.0.0.7/24 forever", "10.0.0.1/32 10", "10.0.0.2/32 forever"));
}

TEST_F(LeaseTest, TouchesNobodysLifetimeThatItHasNotSet) {
    auto of_dhcp = on(kEth0, "10.0.0.9/24");
    of_dhcp.valid_seconds = 3600;
    of_dhcp.preferred_seconds = 1800;
    kernel.put(of_dhcp);
    release::ReleaseReport report;
    report.kept.push_back({.address = of_dhcp, .reason = release::Reason::host_address});

    (void)renew();
    lease.end_for_kept(tables, report);
    lease.end(tables);

    EXPECT_THAT(lives(), ElementsAre("10.0.0.7/24 forever", "10.0.0.9/24 3600"));
}

TEST_F(LeaseTest, HearsOfChangesBetweenPiecesOfThousands) {
    for (int number = 0; number < 1200; ++number) {
        keepalived_adds(fmt::format("10.1.{}.{}/32", number / 250, number % 250).c_str());
    }

    (void)renew();

    EXPECT_EQ(caught_up, 4);
    EXPECT_EQ(std::ranges::count_if(kernel.addresses().list(),
                                    [](const auto& address) { return address.valid_seconds == 10; }),
              1200);
}

}  // namespace
}  // namespace vipwarden::commands
