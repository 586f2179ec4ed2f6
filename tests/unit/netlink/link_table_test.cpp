// SPDX-License-Identifier: MIT
#include "netlink/link_table.hpp"

#include <gmock/gmock.h>

namespace vipwarden::netlink {
namespace {

TEST(FindLink, FindsByIndexAndByName) {
    const std::vector<Link> links{{.index = 1, .name = "lo"}, {.index = 7, .name = "eth0"}};

    EXPECT_EQ(find_link(links, 7), &links[1]);
    EXPECT_EQ(find_link(links, "lo"), &links[0]);
}

TEST(FindLink, GivesNothingForOneThatIsNotThere) {
    const std::vector<Link> links{{.index = 7, .name = "eth0"}};

    EXPECT_EQ(find_link(links, 0), nullptr);
    EXPECT_EQ(find_link(links, "eth"), nullptr);
    EXPECT_EQ(find_link(links, ""), nullptr);
}

}  // namespace
}  // namespace vipwarden::netlink
