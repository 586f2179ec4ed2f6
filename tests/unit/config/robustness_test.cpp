// SPDX-License-Identifier: MIT
// Input that is no configuration: parse() has to come back, in time and without an exception.
#include <chrono>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(Robustness, NothingIsAConfigurationWithoutAddresses) {
    EXPECT_THAT(declared_in(""), IsEmpty());
    EXPECT_THAT(declared_in("\n\n"), IsEmpty());
    EXPECT_THAT(declared_in(std::string(100, '\0')), IsEmpty());
}

TEST(Robustness, OneLineOfAMegabyteIsReadInPieces) {
    EXPECT_THAT(declared_in(std::string(1 << 20, 'x')), IsEmpty());
}

TEST(Robustness, ALineOfNothingButOneSignIsNoTrouble) {
    for (const char sign : {'{', '}', '"', '\\', '$', '#', '@', '~', ' ', '\xff'}) {
        EXPECT_THAT(declared_in(std::string(100'000, sign)), IsEmpty()) << sign;
    }
}

TEST(Robustness, RemarksDoNotGrowWithTheFile) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += "?\n";
    }
    EXPECT_THAT(parse_text(text).diagnostics, SizeIs(1001));
}

TEST(Robustness, DefinitionsThatMultiplyAreStopped) {
    std::string text;
    for (char name = 'A'; name < 'Z'; ++name) {
        const char next = static_cast<char>(name + 1);
        text += std::string{"$"} + name + "=${" + next + "}${" + next + "}\n";
    }
    text += "$Z=\n";
    for (int i = 0; i < 1000; ++i) {
        text += "${A}\n";
    }
    EXPECT_THAT(declared_in(text), IsEmpty());
}

/// Words and signs of the language in random order, from a fixed seed: every run is the same.
std::string random_text(std::mt19937& random) {
    static const std::vector<std::string> pieces{"vrrp_instance",
                                                 " V1",
                                                 "{",
                                                 "}",
                                                 "\n",
                                                 "\n",
                                                 "\n",
                                                 " ",
                                                 "interface eth0\n",
                                                 "virtual_router_id 5\n",
                                                 "10.0.0.1",
                                                 "/",
                                                 "24",
                                                 " dev ",
                                                 "eth1",
                                                 "\"",
                                                 "\\",
                                                 "#",
                                                 "!",
                                                 "$A",
                                                 "$A=",
                                                 "${A}",
                                                 "@node1 ",
                                                 "~SEQ(",
                                                 "include a.inc\n",
                                                 "global_defs",
                                                 "\xff",
                                                 "virtual_ipaddress",
                                                 "use_vmac\n",
                                                 "'"};
    std::string text;
    std::uniform_int_distribution<std::size_t> pick{0, pieces.size() - 1};
    for (int i = 0; i < 200; ++i) {
        text += pieces[pick(random)];
    }
    text += std::string(random() % 3, '\0');
    return text;
}

TEST(Robustness, RandomTextIsReadTheSameTwice) {
    std::mt19937 random{20'260'101};
    for (int i = 0; i < 100; ++i) {
        const std::string text = random_text(random);
        const Files files{{"a.inc", random_text(random)}};
        ASSERT_EQ(parse_text(text, files).diagnostics, parse_text(text, files).diagnostics) << text;
    }
}

TEST(Robustness, TimeGrowsOnlyLinearlyWithTheNumberOfInstances) {
    const auto configuration = [](int instances) {
        std::string text;
        for (int i = 0; i < instances; ++i) {
            text += "vrrp_instance V" + std::to_string(i) + " {\ninterface e" + std::to_string(i) +
                    "\nvirtual_router_id 5\n" + "use_vmac\nvirtual_ipaddress {\n";
            for (int j = 0; j < 10; ++j) {
                text += "10." + std::to_string(i / 250) + '.' + std::to_string(i % 250) + '.' +
                        std::to_string(j) + "/24\n";
            }
            text += "}\n}\n";
        }
        return text;
    };
    const auto seconds = [&](int instances) {
        const std::string text = configuration(instances);
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_THAT(declared_in(text), SizeIs(static_cast<std::size_t>(instances) * 10));
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    const double few = seconds(500);
    const double many = seconds(5000);
    EXPECT_LT(many, 50 * few) << "ten times as many take 100 times as long if something is quadratic";
}

}  // namespace
}  // namespace vipwarden::config
