// SPDX-License-Identifier: MIT
// What is so plain that every version of keepalived reads the same addresses out of it, or fewer.
#include "wrapper/config/plain_text.hpp"

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"
#include "wrapper/config/keyword_table.hpp"
#include "wrapper/config/readings.hpp"

namespace vipwarden::config {
namespace {

using testing::IsEmpty;

constexpr std::string_view kUsual =
    "! Configuration File for keepalived\n"
    "global_defs {\n"
    "   notification_email {\n"
    "     admin@example.com\n"
    "   }\n"
    "   router_id LVS_1 # ours\n"
    "}\n"
    "vrrp_script chk {\n"
    "    script \"/usr/bin/pidof haproxy\"\n"
    "}\n"
    "\n"
    "vrrp_instance VI_1 {\n"
    "    state MASTER\n"
    "    interface eth0\n"
    "    virtual_router_id 51\n"
    "    authentication {\n"
    "        auth_type PASS\n"
    "        auth_pass 1111\n"
    "    }\n"
    "    virtual_ipaddress {\n"
    "        10.0.0.1/24 brd 10.0.0.255 dev eth1 label eth1:1\n"
    "        10.0.0.2 home\n"
    "    }\n"
    "    virtual_ipaddress_excluded {\n"
    "        2001:db8::1/64\n"
    "    }\n"
    "    track_script {\n"
    "        chk\n"
    "    }\n"
    "    notify_master \"/bin/x master\"\n"
    "}\n"
    "virtual_server 10.0.0.1 80 {\n"
    "    real_server 10.0.1.1 80 {\n"
    "        weight 1\n"
    "    }\n"
    "}\n";

std::string instance(const std::string& lines) {
    return "vrrp_instance V1 {\n" + lines + "}\n";
}

std::string addresses(const std::string& lines) {
    return instance("interface eth0\nvirtual_ipaddress {\n" + lines + "}\n");
}

TEST(PlainText, IsWhatMostConfigurationsAre) {
    EXPECT_TRUE(is_plain(kUsual));
    EXPECT_TRUE(is_plain(""));
    EXPECT_TRUE(is_plain(addresses("10.0.0.1/32\n")));
}

TEST(PlainText, HasNoSignThatReplacesAnything) {
    EXPECT_FALSE(is_plain("$A=1\n"));
    EXPECT_FALSE(is_plain(addresses("10.0.0.$A\n")));
    EXPECT_FALSE(is_plain(addresses("~SEQ(i, 1, 9) 10.0.0.1\n")));
    EXPECT_FALSE(is_plain("@host net_namespace blue\n"));
    EXPECT_FALSE(is_plain("include other.conf\n"));
    EXPECT_FALSE(is_plain("# \\\n"));
    EXPECT_FALSE(is_plain(std::string_view{"#\0\n", 3}));
    EXPECT_FALSE(is_plain("#\r\n"));
    EXPECT_FALSE(is_plain("# " + std::string(1000, 'x') + "\n"));
}

TEST(PlainText, HasCommentsAndBracesAsWords) {
    EXPECT_TRUE(is_plain(addresses("10.0.0.1 # one\n")));
    EXPECT_FALSE(is_plain(addresses("10.0.0.1#2\n")));
    EXPECT_FALSE(is_plain(instance("state MASTER!\n")));
    EXPECT_FALSE(is_plain("vrrp_instance V1{\n}\n"));
    EXPECT_FALSE(is_plain("vrrp_instance V1\n{\n}\n"));
    EXPECT_FALSE(is_plain("vrrp_instance V1 { }\n"));
    EXPECT_FALSE(is_plain("vrrp_instance V1 {\n"));
    EXPECT_FALSE(is_plain("}\n"));
    EXPECT_FALSE(is_plain(addresses("10.0.0.1 }\n")));
    EXPECT_FALSE(is_plain(instance("interface eth0 }\n")));
}

TEST(PlainText, HasOneInterfaceBeforeTheAddresses) {
    EXPECT_FALSE(is_plain(instance("virtual_ipaddress {\n10.0.0.1\n}\ninterface eth0\n")));
    EXPECT_FALSE(is_plain(instance("interface eth0\ninterface eth1\n")));
    EXPECT_FALSE(is_plain(instance("interface lo\n")));
    EXPECT_FALSE(is_plain(instance("interface \"eth0\"\n")));
    EXPECT_FALSE(is_plain(instance("interface sixteen-letters0\n")));
    EXPECT_FALSE(is_plain(instance("interface eth0\nuse_vmac\n")));
    EXPECT_FALSE(is_plain(instance("interface eth0\nuse_ipvlan\n")));
}

TEST(PlainText, HasAddressesThatAllVersionsReadAlike) {
    for (const char* line :
         {"10.0.0.1/0", "10.0.0.1/", "10.0.0.1/032", "10.0.0.1/24x", "10.0.0.1 dev lo", "10.0.0.1 dev",
          "10.0.0.1 dev \"eth1\"", "10.0.0.1 dev eth1 dev eth2", "dev eth1 10.0.0.1",
          "10.0.0.1 brd + dev eth1", "10.0.0.1 peer 10.0.0.2", "10.0.0.1 autojoin", "10.0.0.1 mngtmpaddr",
          "10.0.0.1 use_vmac", "10.0.0.1 scope 200", "10.0.0.1 preferred_lft 0",
          "10.0.0.1 label sixteen-letters0", "eth0"}) {
        EXPECT_FALSE(is_plain(addresses(std::string{line} + "\n"))) << line;
    }
}

TEST(PlainText, HasNoKeywordWhereAVersionMayReadTheBlockAsAnother) {
    EXPECT_FALSE(is_plain(instance("track_process {\ninterface\n}\n")));
    EXPECT_FALSE(is_plain("global_defs {\nvrrp_instance V1\n}\n"));
    EXPECT_FALSE(is_plain("nonsense {\n}\n"));
    EXPECT_FALSE(is_plain(instance("nonsense\n")));
    EXPECT_FALSE(is_plain(instance("track_script {\nchk {\n}\n}\n")));
}

/// is_plain() asks for the newest version only.
TEST(PlainText, CanRelyOnKeywordsThatNeverChangeWhatTheyTake) {
    const Keywords oldest{Version{.major = 1}};
    const Keywords newest{Version{.major = 99}};
    for (const KeywordGroup& group : keyword_groups()) {
        std::string_view names = group.names;
        while (!names.empty()) {
            const std::string_view name = names.substr(0, names.find(' '));
            const Keyword* keyword = newest.find(group.where, name);
            ASSERT_NE(keyword, nullptr) << name;
            EXPECT_EQ(keyword->takes, group.as.takes) << name;
            names.remove_prefix(std::min(name.size() + 1, names.size()));
        }
    }
    EXPECT_NE(oldest.find(Level::instance, "virtual_ipaddress"), nullptr);
}

constexpr std::array kVersions{Version{1, 2, 9},  Version{1, 2, 19}, Version{1, 3, 5}, Version{1, 4, 5},
                               Version{2, 0, 20}, Version{2, 1, 5},  Version{2, 2, 4}, Version{2, 2, 7},
                               Version{2, 3, 1},  Version{2, 4, 3}};

std::vector<DoubtfulVip> doubts(const std::string& text, const ParseOptions& options,
                                const ParseResult& result) {
    MemoryFileReader files{{{"k.conf", text}}};
    return doubtful_vips("k.conf", files, options, declared_vips(result.configuration));
}

ParseResult parse_file(const std::string& text, const ParseOptions& options) {
    MemoryFileReader files{{{"k.conf", text}}};
    return parse("k.conf", files, options);
}

/// What is near to plain: lines of a pool in any order, so that most texts have a mistake or two.
class Texts {
 public:
    explicit Texts(unsigned seed) : random_{seed} {}

    std::string next() {
        std::string text;
        for (std::size_t count = pick(3) + 1; count > 0; --count) {
            text += instance_block();
        }
        return mutated(std::move(text));
    }

 private:
    static constexpr std::array<std::string_view, 24> kLines{"interface eth0",
                                                             "interface eth1",
                                                             "use_vmac",
                                                             "virtual_router_id 5",
                                                             "native_ipv6",
                                                             "mcast_src_ip ::1",
                                                             "state BACKUP",
                                                             "authentication {",
                                                             "auth_hmac {",
                                                             "track_process {",
                                                             "unicast_peer {",
                                                             "virtual_ipaddress {",
                                                             "virtual_ipaddress_excluded {",
                                                             "}",
                                                             "10.0.0.1",
                                                             "10.0.0.1/24 dev eth1",
                                                             "10.0.0.2/32",
                                                             "2001:db8::1/64",
                                                             "10.0.0.3 # x",
                                                             "global_defs {",
                                                             "vrrp_instance V9 {",
                                                             "10.0.0.4 brd + dev eth1",
                                                             "224.0.0.9 autojoin",
                                                             "no_virtual_ipaddress"};

    std::size_t pick(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>{0, count - 1}(random_);
    }

    std::string instance_block() {
        std::string text = "vrrp_instance V" + std::to_string(pick(3)) + " {\n interface eth" +
                           std::to_string(pick(2)) + "\n virtual_router_id " + std::to_string(pick(9) + 1) +
                           "\n virtual_ipaddress {\n";
        for (std::size_t count = pick(4); count > 0; --count) {
            text += "  10.0.0." + std::to_string(pick(9) + 1) + (pick(2) == 0 ? "/24\n" : "\n");
        }
        return text + " }\n}\n";
    }

    std::string mutated(std::string text) {
        static constexpr std::string_view kSigns{"{}#!\"\\$@~ \n\t0/.%i"};
        for (std::size_t count = pick(4); count > 0; --count) {
            const std::size_t at = pick(text.size());
            const std::size_t line = text.find('\n', at) + 1;
            switch (pick(4)) {
                case 0:
                    text.insert(line, std::string{kLines.at(pick(kLines.size()))} + '\n');
                    break;
                case 1:
                    text.insert(at, 1, kSigns[pick(kSigns.size())]);
                    break;
                case 2:
                    text.erase(at, line - at);
                    break;
                default:
                    text.insert(line, text.substr(at, line - at));
                    break;
            }
            text += text.ends_with('\n') ? "" : "\n";
        }
        return text;
    }

    std::mt19937 random_;
};

/// Every fourth of these texts is undoubted.
TEST(PlainText, LeavesNoDoubtInRandomTexts) {
    Texts texts{7};
    int undoubted = 0;
    for (int i = 0; i < 4000; ++i) {
        const std::string text = texts.next();
        const ParseOptions options{.config_id = "node1",
                                   .version = kVersions.at(static_cast<std::size_t>(i) % kVersions.size())};
        const ParseResult result = parse_file(text, options);
        if (result.undoubted) {
            ++undoubted;
            ASSERT_THAT(doubts(text, options, result), IsEmpty()) << to_string(options.version) << '\n'
                                                                  << text;
        }
    }
    EXPECT_GT(undoubted, 500);
}

/// A comment with an escape has no meaning, but is not plain: the text is then read through the copy.
TEST(PlainText, IsReadAsAnyOther) {
    Texts texts{11};
    int plain = 0;
    for (int i = 0; i < 4000; ++i) {
        const std::string text = texts.next();
        const ParseOptions options{.config_id = "node1",
                                   .version = kVersions.at(static_cast<std::size_t>(i) % kVersions.size())};
        plain += is_plain(text) ? 1 : 0;
        const ParseResult one = parse_file(text, options);
        const ParseResult other = parse_file(text + "# a\\b\n", options);
        ASSERT_EQ(one.configuration, other.configuration) << to_string(options.version) << '\n' << text;
        ASSERT_EQ(one.diagnostics, other.diagnostics) << to_string(options.version) << '\n' << text;
    }
    EXPECT_GT(plain, 500);
}

}  // namespace
}  // namespace vipwarden::config
