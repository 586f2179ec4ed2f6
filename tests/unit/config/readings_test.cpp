// SPDX-License-Identifier: MIT
// What other versions of keepalived would take for a VIP.
#include "wrapper/config/readings.hpp"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

/// "eth0 10.0.0.1/32 2.1.5" for each.
std::vector<std::string> doubts_about(const std::string& text, const Version& version = kDefaultVersion) {
    MemoryFileReader files{{{"k.conf", text}}};
    const ParseOptions options{.config_id = "node1", .version = version};
    const auto declared = declared_vips(parse("k.conf", files, options).configuration);
    std::vector<std::string> lines;
    for (const auto& [vip, reading] : doubtful_vips("k.conf", files, options, declared)) {
        lines.push_back(vip.interface + ' ' + netlink::to_string(vip.address) + '/' +
                        std::to_string(vip.prefix_length) + ' ' + reading);
    }
    return lines;
}

constexpr const char* kAddressBeforeInterface =
    "vrrp_instance V1 {\n"
    "virtual_router_id 5\n"
    "virtual_ipaddress {\n10.0.0.1\n}\n"
    "interface eth1\n"
    "}\n";

TEST(DoubtfulVips, AreNoneWhereAllVersionsAgree) {
    EXPECT_THAT(doubts_about("vrrp_instance V1 {\n"
                             "interface eth0\n"
                             "virtual_router_id 5\n"
                             "virtual_ipaddress {\n10.0.0.1/24\n10.0.0.2 dev eth1\n}\n"
                             "}\n"),
                IsEmpty());
}

TEST(DoubtfulVips, NameTheNewestVersionThatReadsItOtherwise) {
    EXPECT_THAT(doubts_about(kAddressBeforeInterface), Contains("eth0 10.0.0.1/32 2.0.20"));
}

TEST(DoubtfulVips, AreThoseThatAMistakeHides) {
    const std::string instance = "vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\n";
    EXPECT_THAT(doubts_about(instance + "nonsense {\n}\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n"),
                Contains("eth0 10.0.0.1/32 "));
    EXPECT_THAT(doubts_about(instance + "virtual_ipaddress {\n${NOTHING}\n10.0.0.1\n}\n}\n"),
                Contains("eth0 10.0.0.1/32 "));
}

TEST(DoubtfulVips, HoldOnTheInterfaceOfAnotherReading) {
    EXPECT_THAT(doubts_about("vrrp_instance V1 {\n"
                             "interface eth0\n"
                             "virtual_router_id 5\n"
                             "use_vmac\n"
                             "virtual_ipaddress {\n10.0.0.1 dev eth0\n}\n"
                             "}\n"),
                Contains("eth0 10.0.0.1/32 2.1.5"));
}

TEST(DoubtfulVips, DoNotComeFromTheVersionThatIsRead) {
    for (const auto& line : doubts_about(kAddressBeforeInterface, {.major = 2, .minor = 0, .patch = 20})) {
        EXPECT_THAT(line, Not(testing::EndsWith("2.0.20")));
    }
}

TEST(DoubtfulVips, AreNeverDeclaredAndAreListedOnce) {
    const std::string text = std::string{kAddressBeforeInterface} +
                             "vrrp_instance V2 {\ninterface eth0\nvirtual_router_id 6\n"
                             "virtual_ipaddress { 10.0.0.2\n10.0.0.3/ dev eth1\n10.0.0.3/32 dev eth1 }\n}\n";
    const auto declared = declared_in(text);

    std::set<std::string> seen;
    for (const auto& line : doubts_about(text)) {
        const auto address = line.substr(0, line.rfind(' '));
        EXPECT_THAT(declared, Not(Contains(address)));
        EXPECT_TRUE(seen.insert(address).second) << address;
    }
}

TEST(DoubtfulVips, AreNoneInAFileThatCannotBeRead) {
    MemoryFileReader files;

    EXPECT_THAT(doubtful_vips("k.conf", files, {}, {}), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::config
