// SPDX-License-Identifier: MIT
#include "wrapper/host/ip_text.hpp"

#include <gmock/gmock.h>

namespace vipwarden::host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> found_in(std::string_view text) {
    std::vector<std::string> words;
    for (const auto& address : addresses_in(text)) {
        words.push_back(netlink::to_string(address));
    }
    return words;
}

TEST(AddressesIn, FindsIpv4HoweverItIsWrittenAround) {
    for (const auto* text :
         {"172.31.161.41", "172.31.161.41/24", "IPADDR=172.31.161.41", "IPADDR='172.31.161.41'",
          "\"172.31.161.41/32\"", "[172.31.161.41/24]", "addresses1=172.31.161.41;24;0.0.0.0;"}) {
        EXPECT_EQ(found_in(text).at(0), "172.31.161.41") << text;
    }
    for (const auto* text :
         {"- 172.31.161.41:", "PublishPort=172.31.161.41:80:80", "(172.31.161.41)", "use 172.31.161.41.",
          "${VIP:-172.31.161.41}", "ucarp -a172.31.161.41 --addr=172.31.161.41",
          R"({"HostIp":"172.31.161.41","HostPort":"80"})", "http://172.31.161.41:8080/x",
          "<ip address='172.31.161.41'/>", "ip:172.31.161.41"}) {
        EXPECT_THAT(found_in(text), testing::Contains("172.31.161.41")) << text;
    }
}

TEST(AddressesIn, FindsIpv6HoweverItIsSpelt) {
    for (const auto* text : {"2001:db8::41", "2001:DB8::0041/64", "2001:0db8:0:0:0:0:0:41",
                             "[2001:db8::41]:80", "IPV6ADDR=2001:db8::41", "'2001:db8::41/128',",
                             "2001:db8::41%eth0", "- 2001:db8::41:", "${VIP6:-2001:db8::41}"}) {
        EXPECT_THAT(found_in(text), ElementsAre("2001:db8::41")) << text;
    }
    EXPECT_THAT(found_in("fe80:: ::"), ElementsAre("fe80::", "::"));
}

TEST(AddressesIn, FindsAllOfALineInTheirOrder) {
    EXPECT_THAT(found_in("ip addr add 10.0.0.2/24 brd 10.0.0.255; ip -6 addr add 2001:db8::1 dev lo"),
                ElementsAre("10.0.0.2", "10.0.0.255", "2001:db8::1"));
}

TEST(AddressesIn, FindsNoneInsideOfALongerNumberOrName) {
    for (const auto* text : {"11.2.3.41.5", "1.2.3.410", "1.2.3.4.41", "41.161.31.172.in-addr.arpa",
                             "ip-1.2.3.41", "host_1.2.3.41", "v1.2.3.41", "1.2.3.041", "1.2.3.41x", "a::g",
                             "12:30:45", "00:11:22:33:44:55", "1.2.3", "--", ":-", "...", ""}) {
        EXPECT_THAT(found_in(text), IsEmpty()) << text;
    }
    EXPECT_THAT(found_in("11.2.3.41"), ElementsAre("11.2.3.41"));
    EXPECT_THAT(found_in("1:2001:db8::41"), ElementsAre("1:2001:db8::41"));
}

TEST(AddressesIn, TakesBinaryDataForSeparators) {
    EXPECT_THAT(found_in(std::string_view{"\0\xff"
                                          "10.0.0.1\0\x01",
                                          12}),
                ElementsAre("10.0.0.1"));
}

}  // namespace
}  // namespace vipwarden::host
