// SPDX-License-Identifier: MIT
#include "wrapper/commands/loaded_configuration.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

namespace vipwarden::commands {
namespace {

constexpr const char* kCopy =
    "# /etc/keepalived/keepalived.conf\n"
    "\n"
    "# /etc/keepalived/conf.d/a.conf\n"
    "vrrp_instance V1 {\n"
    "interface eth0\n"
    "virtual_router_id 51\n"
    "virtual_ipaddress {\n"
    "10.0.0.12\n"
    "}\n"
    "}\n"
    "!\n"
    "!\n";

TEST(LoadedCopy, IsCompleteOnlyWhenEveryFileHasEnded) {
    const std::string copy{kCopy};

    for (std::size_t length = 0; length < copy.size(); ++length) {
        EXPECT_FALSE(is_complete(std::string_view{copy}.substr(0, length))) << length;
    }
    EXPECT_TRUE(is_complete(copy));
}

TEST(LoadedCopy, MayHoldSeveralFilesAndErrorMessages) {
    EXPECT_TRUE(is_complete("# a\n#! include file b not found\n!\n# c\n!\n"));
}

TEST(LoadedCopy, IsNothingForAProcessThatHasNone) {
    EXPECT_EQ(loaded_text(getpid()), std::nullopt);
    EXPECT_EQ(loaded_text(-1), std::nullopt);
}

TEST(ParseLoaded, ReadsTheCopyWithItsIncludes) {
    const auto parsed = parse_loaded(kCopy, "/etc/keepalived/keepalived.conf", {});

    const auto vips = declared_vips(parsed.configuration);
    ASSERT_EQ(vips.size(), 1U);
    EXPECT_EQ(to_string(vips[0].address), "10.0.0.12");
    EXPECT_EQ(vips[0].interface, "eth0");
}

TEST(ParseLoaded, TakesNoVersionForTheRunningOneThatKeepsNoCopy) {
    const auto parsed = parse_loaded(kCopy, "/etc/k.conf", {.version = {.major = 2, .minor = 1, .patch = 5}});

    EXPECT_EQ(parsed.configuration.version, config::kDefaultVersion);
}

}  // namespace
}  // namespace vipwarden::commands
