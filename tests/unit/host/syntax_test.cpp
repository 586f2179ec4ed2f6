// SPDX-License-Identifier: MIT
#include "wrapper/host/syntax.hpp"

#include <gmock/gmock.h>

namespace vipwarden::host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(LinesOf, LeavesOutCommentsAndEmptyLinesAndKeepsTheNumbers) {
    EXPECT_THAT(lines_of("# a\n\n  b # c\r\n\t#d\ne#f", Syntax::script),
                ElementsAre(Line{3, "b"}, Line{5, "e#f"}));
    EXPECT_THAT(lines_of("; a\n[b]\nc=d;e # f\n", Syntax::ini),
                ElementsAre(Line{2, "[b]"}, Line{3, "c=d;e"}));
    EXPECT_THAT(lines_of("! a\nb !c\n# d\n", Syntax::frr), ElementsAre(Line{2, "b !c"}));
    EXPECT_THAT(lines_of("; a", Syntax::script), ElementsAre(Line{1, "; a"}));
}

TEST(LinesOf, KeepWhatStandsBehindASignInQuotes) {
    for (const auto* line : {R"(logger "vip # 1"; ip addr add 10.0.0.1/24 dev eth0)",
                             "sed 's/ #.*//' x; ip a a 10.0.0.1 dev lo"}) {
        EXPECT_THAT(lines_of(line, Syntax::script), ElementsAre(Line{1, line}));
    }
    EXPECT_THAT(lines_of(R"(echo "a" 'b' # c)", Syntax::script), ElementsAre(Line{1, R"(echo "a" 'b')"}));
}

TEST(LinesOf, LeavesOutCommentsOfXmlAlsoOverSeveralLines) {
    EXPECT_THAT(lines_of("<a/><!-- <b/> --><c/>\n<!--\n<d/>\n-->\n<e/>\n<!-- <f/>", Syntax::xml),
                ElementsAre(Line{1, "<a/>             <c/>"}, Line{5, "<e/>"}));
}

TEST(LinesOf, TakesEverythingOfJson) {
    EXPECT_THAT(lines_of(R"({"#": "!"})", Syntax::json), ElementsAre(Line{1, R"({"#": "!"})"}));
}

TEST(LinesOf, TakesOnlyTheBlocksOfAddressesOfKeepalived) {
    EXPECT_THAT(lines_of("static_ipaddress\n"
                         "{\n"
                         "  10.0.0.1/24 dev eth0 # mine\n"
                         "}\n"
                         "vrrp_instance a {\n"
                         "  unicast_src_ip 10.0.0.2\n"
                         "  virtual_ipaddress {\n"
                         "    10.0.0.3!10.0.0.9\n"
                         "    !10.0.0.4\n"
                         "  }\n"
                         "  virtual_ipaddress_excluded { 10.0.0.5 }\n"
                         "  virtual_routes {\n"
                         "    10.0.0.6 via 10.0.0.7\n"
                         "  }\n"
                         "}\n"
                         "} virtual_server 10.0.0.3 80 {\n"
                         "  real_server 10.0.0.8 80 { }\n"
                         "}\n",
                         Syntax::keepalived),
                ElementsAre(Line{3, "10.0.0.1/24 dev eth0"}, Line{8, "10.0.0.3"}, Line{11, "10.0.0.5"}));
}

TEST(LinesOf, AreJoinedInAUnit) {
    EXPECT_THAT(lines_of("ExecStart=sh -c \\\n# comment\n  a \\\n  b\nc\n", Syntax::unit),
                ElementsAre(Line{1, "ExecStart=sh -c  a  b"}, Line{5, "c"}));
    EXPECT_THAT(lines_of("a \\\nb\n", Syntax::script), ElementsAre(Line{1, "a \\"}, Line{2, "b"}));
}

TEST(LinesOf, AreNoneOfNothing) {
    EXPECT_THAT(lines_of("", Syntax::script), IsEmpty());
    EXPECT_THAT(lines_of("\n \n", Syntax::keepalived), IsEmpty());
}

TEST(MaySetAddresses, LeavesOutReferencesWhereLinesHaveKeys) {
    for (const auto* line :
         {"gateway 10.0.0.1", "gateway4: 10.0.0.1", "via: 10.0.0.1", "- via: 10.0.0.1", "DNS2=10.0.0.1",
          "dns-nameservers 10.0.0.1", "nameservers: {addresses: [10.0.0.1]}", "Gateway=10.0.0.1",
          "ListenStream=10.0.0.1:80", "IPAddressAllow=10.0.0.1", "NTP=10.0.0.1"}) {
        EXPECT_FALSE(may_set_addresses(line, Syntax::settings)) << line;
        EXPECT_FALSE(may_set_addresses(line, Syntax::ini)) << line;
        EXPECT_TRUE(may_set_addresses(line, Syntax::script)) << line;
    }
    for (const auto* line : {"address 10.0.0.1", "up ip address add 10.0.0.1/24 dev eth0", "- 10.0.0.1/24",
                             "IPADDR2=10.0.0.1", "ucarp-vip 10.0.0.1", "ExecStart=ip addr add 10.0.0.1"}) {
        EXPECT_TRUE(may_set_addresses(line, Syntax::settings)) << line;
        EXPECT_TRUE(may_set_addresses(line, Syntax::unit)) << line;
    }
}

TEST(MaySetAddresses, KnowsTheTwoCommandsOfFrr) {
    EXPECT_TRUE(may_set_addresses("vrrp 5 ip 10.0.0.1", Syntax::frr));
    EXPECT_TRUE(may_set_addresses("ip address 10.0.0.1/24", Syntax::frr));
    EXPECT_TRUE(may_set_addresses("ipv6 address 2001:db8::1/64", Syntax::frr));
    EXPECT_FALSE(may_set_addresses("bgp router-id 10.0.0.1", Syntax::frr));
    EXPECT_FALSE(may_set_addresses("ip route 0.0.0.0/0 10.0.0.1", Syntax::frr));
}

TEST(MayStartKeepalived, KnowsTheProgramAndTheService) {
    for (const auto* line :
         {"/usr/sbin/keepalived -n", "keepalived", "systemctl start keepalived.service",
          "service keepalived start", "pgrep x || 'keepalived'", "/etc/init.d/keepalived restart",
          "systemctl start keepalived@a", R"("Image":"osixia/keepalived:2.0.20")", "(keepalived;true)",
          "/usr/local/sbin/restart-keepalived.sh", "docker start vrrp_keepalived_1",
          "podman start vrrp-keepalived-1"}) {
        EXPECT_TRUE(may_start_keepalived(line, Syntax::script)) << line;
    }
}

TEST(MayStartKeepalived, KnowsItsFilesAndOtherProgramsFromIt) {
    for (const auto* line : {"vi /etc/keepalived/keepalived.conf", "run keepalived_exporter",
                             "prometheus-keepalived-exporter", "xkeepalived", "keepalived2",
                             "/run/keepalived.pid", "vipwarden-release@keepalived.service", "keep"}) {
        EXPECT_FALSE(may_start_keepalived(line, Syntax::script)) << line;
    }
}

TEST(MayStartKeepalived, KnowsWhatInAUnitStartsAnything) {
    for (const auto* line : {"ExecStart=/usr/sbin/keepalived", "ExecStartPost=-systemctl start keepalived",
                             "Wants=keepalived.service", "Requires=a.service keepalived.service",
                             "Unit=keepalived.service", "BindsTo=keepalived.service"}) {
        EXPECT_TRUE(may_start_keepalived(line, Syntax::unit)) << line;
    }
    for (const auto* line : {"Description=beside keepalived", "After=keepalived.service",
                             "Conflicts=keepalived.service", "[keepalived]"}) {
        EXPECT_FALSE(may_start_keepalived(line, Syntax::unit)) << line;
    }
}

}  // namespace
}  // namespace vipwarden::host
