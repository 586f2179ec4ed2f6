// SPDX-License-Identifier: MIT
// Which addresses may be silenced before they are removed.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "tests/unit/release/releasing.hpp"
#include "wrapper/release/prepared_release.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<InterfaceAddress> vips(const std::string& network, int count) {
    std::vector<InterfaceAddress> entries;
    for (int i = 1; i <= count; ++i) {
        entries.push_back(on(2, fmt::format("{}.{}/32", network, i)));
    }
    return entries;
}

/// The host's addresses before and after the VIPs, in the kernel's order.
std::vector<InterfaceAddress> silenced(const std::vector<InterfaceAddress>& before,
                                       const std::vector<InterfaceAddress>& going,
                                       const std::vector<InterfaceAddress>& after = {}) {
    auto present = before;
    present.insert(present.end(), going.begin(), going.end());
    present.insert(present.end(), after.begin(), after.end());
    auto expected = before;
    expected.insert(expected.end(), after.begin(), after.end());
    return worth_silencing(present, going, expected);
}

TEST(WorthSilencing, ChoosesManyInTheSubnetOfTheHost) {
    EXPECT_EQ(silenced({on(2, "10.0.0.254/24")}, vips("10.0.0", 200)), vips("10.0.0", 200));
}

TEST(WorthSilencing, LeavesFewAlone) {
    EXPECT_THAT(silenced({on(2, "10.0.0.254/24")}, vips("10.0.0", 199)), IsEmpty());
}

TEST(WorthSilencing, CountsByInterface) {
    auto going = vips("10.0.0", 199);
    going.push_back(on(3, "10.0.0.200/32"));

    EXPECT_THAT(silenced({on(2, "10.0.0.254/24")}, going), IsEmpty());
}

TEST(WorthSilencing, CountsIpv6OfAllInterfaces) {
    std::vector<InterfaceAddress> going;
    for (int i = 0; i < 99; ++i) {
        going.push_back(on(2, fmt::format("2001:db8::{:x}/128", 0x100 + i)));
    }
    EXPECT_THAT(silenced({}, going), IsEmpty());

    going.push_back(on(3, "2001:db8::500/128"));

    EXPECT_EQ(silenced({}, going), going);
    EXPECT_THAT(silenced({on(3, "2001:db8::500/64")}, going), SizeIs(99));
    EXPECT_THAT(silenced({on(2, "2001:db8::400/120")}, going), SizeIs(100));
    EXPECT_THAT(silenced({on(2, "2001:db8::1ff/120")}, going), SizeIs(99));  // 2001:db8::100: anycast
}

// From here on: the kernel would ask for the VIP in the name of the VIP itself.

TEST(WorthSilencing, LeavesWhatIsInNoSubnetThatStays) {
    EXPECT_THAT(silenced({}, vips("10.0.0", 200)), IsEmpty());
    EXPECT_THAT(silenced({on(2, "10.1.0.254/24")}, vips("10.0.0", 200)), IsEmpty());
    EXPECT_THAT(silenced({on(3, "10.0.0.254/24")}, vips("10.0.0", 200)), IsEmpty());
}

TEST(WorthSilencing, LeavesWhatStandsBeforeTheHostsAddress) {
    EXPECT_THAT(silenced({}, vips("10.0.0", 200), {on(2, "10.0.0.254/24")}), IsEmpty());
}

TEST(WorthSilencing, DoesNotCountOnASecondaryOfTheHost) {
    auto of_the_host = on(2, "10.0.0.254/24");
    of_the_host.flags |= IFA_F_SECONDARY;

    EXPECT_THAT(silenced({of_the_host}, vips("10.0.0", 200)), IsEmpty());
}

TEST(WorthSilencing, DoesNotCountOnAnAddressThatIsForTheHostAlone) {
    auto of_the_host = on(2, "10.0.0.254/24");
    of_the_host.scope = RT_SCOPE_HOST;

    EXPECT_THAT(silenced({of_the_host}, vips("10.0.0", 200)), IsEmpty());
}

TEST(WorthSilencing, TakesThePeersSubnet) {
    auto of_the_host = on(2, "10.1.0.254/24");
    of_the_host.peer = ip("10.0.0.9");

    EXPECT_THAT(silenced({of_the_host}, vips("10.0.0", 200)), SizeIs(200));
}

// The two entries share the route.
TEST(WorthSilencing, LeavesAnAddressOfWhichAnotherEntryStays) {
    const auto staying = on(2, "10.0.0.7/24");

    const auto chosen = silenced({on(2, "10.0.0.254/24"), staying}, vips("10.0.0", 201));

    EXPECT_THAT(chosen, SizeIs(200));
    EXPECT_THAT(chosen, Each(Not(::testing::Field(&InterfaceAddress::local, staying.local))));
}

}  // namespace
}  // namespace vipwarden::release
