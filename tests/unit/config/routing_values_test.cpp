// SPDX-License-Identifier: MIT
#include "wrapper/config/routing_values.hpp"

#include <gtest/gtest.h>

namespace vipwarden::config {
namespace {

netlink::IpAddress ip(std::string_view text) {
    return *netlink::parse_ip_address(text);
}

TEST(UnsignedValue, IsDecimalAndComplete) {
    EXPECT_EQ(unsigned_value("7", 9), 7U);
    EXPECT_EQ(unsigned_value("+7", 9), 7U);
    EXPECT_EQ(unsigned_value(" 7", 9), 7U);
    EXPECT_EQ(unsigned_value("", 9), 0U);
    for (const char* text : {"10", "-7", "7x", "7 ", "0x7", "+", "99999999999999999999"}) {
        EXPECT_EQ(unsigned_value(text, 9), std::nullopt) << text;
    }
}

TEST(CValue, KnowsThePrefixesOfC) {
    EXPECT_EQ(c_value("80", 100), 80U);
    EXPECT_EQ(c_value("0x50", 100), 80U);
    EXPECT_EQ(c_value("010", 100), 8U);
    EXPECT_EQ(c_value("", 100), 0U);
    for (const char* text : {"101", "-1", "5x", "five"}) {
        EXPECT_EQ(c_value(text, 100), std::nullopt) << text;
    }
}

TEST(Table, IsAnyNumberOrAWellKnownName) {
    EXPECT_EQ(table_value("100"), 100U);
    EXPECT_EQ(table_value("0x100"), 256U);
    EXPECT_EQ(table_value("-1"), 4294967295U);
    EXPECT_EQ(table_value("4294967297"), 1U);
    EXPECT_EQ(table_value("main"), 254U);
    EXPECT_EQ(table_value("local"), 255U);
    EXPECT_EQ(table_value("default"), 253U);
    EXPECT_EQ(table_value("Main"), std::nullopt);
    EXPECT_EQ(table_value("100 "), std::nullopt);
    EXPECT_EQ(table_value(""), std::nullopt);
}

TEST(TypeOfService, IsANumberOrTheNameOfACodePoint) {
    EXPECT_EQ(tos_value("0x10"), 16);
    EXPECT_EQ(tos_value("4294967312"), 16);
    EXPECT_EQ(tos_value("AF11"), 0x28);
    EXPECT_EQ(tos_value("EF"), 0xb8);
    EXPECT_EQ(tos_value("256"), std::nullopt);
    EXPECT_EQ(tos_value("-1"), std::nullopt);
    EXPECT_EQ(tos_value("af11"), std::nullopt);
}

TEST(Protocol, IsANumberOrAWellKnownName) {
    EXPECT_EQ(protocol_value("static"), 4);
    EXPECT_EQ(protocol_value("bgp"), 186);
    EXPECT_EQ(protocol_value("99"), 99);
    EXPECT_EQ(protocol_value("256"), std::nullopt);
    EXPECT_EQ(protocol_value("nosuch"), std::nullopt);
}

TEST(RouteType, IsANameOrANumber) {
    EXPECT_EQ(type_value("unicast"), 1);
    EXPECT_EQ(type_value("brd"), 3);
    EXPECT_EQ(type_value("throw"), 9);
    EXPECT_EQ(type_value("6"), 6);
    EXPECT_EQ(type_value("+6"), 6);
    EXPECT_EQ(type_value(""), 0);
    EXPECT_EQ(type_value("256"), std::nullopt);
    EXPECT_EQ(type_value("-1"), std::nullopt);
    EXPECT_EQ(type_value("10.0.0.0"), std::nullopt);
}

TEST(Scope, IsANameOrANumber) {
    EXPECT_TRUE(is_scope("link"));
    EXPECT_TRUE(is_scope("0xfe"));
    EXPECT_FALSE(is_scope("256"));
    EXPECT_FALSE(is_scope("nosuch"));
}

TEST(Realms, AreOneOrTwo) {
    EXPECT_TRUE(is_realms("5"));
    EXPECT_TRUE(is_realms("cosmos/255"));
    EXPECT_FALSE(is_realms("256"));
    EXPECT_FALSE(is_realms("5/"));
    EXPECT_FALSE(is_realms("1/2/3"));
}

TEST(InterfaceGroup, IsANumberOrDefault) {
    EXPECT_TRUE(is_interface_group("default"));
    EXPECT_TRUE(is_interface_group("2147483647"));
    EXPECT_FALSE(is_interface_group("2147483648"));
    EXPECT_FALSE(is_interface_group("nosuch"));
}

TEST(RouterPreference, IsANameOrANumber) {
    EXPECT_TRUE(is_router_preference("low"));
    EXPECT_TRUE(is_router_preference("255"));
    EXPECT_FALSE(is_router_preference("256"));
    EXPECT_FALSE(is_router_preference("High"));
}

TEST(RoundTripTime, HasAUnitOrNone) {
    for (const char* text : {"1s", "0.2s", "300ms", "1.5SEC", "2secs", "8000", "1.x", "", " 5"}) {
        EXPECT_TRUE(is_round_trip_time(text, 8)) << text;
    }
    for (const char* text : {"s", "ms", "1sx", "1e3", "-1s", "1m", "960001", "x"}) {
        EXPECT_FALSE(is_round_trip_time(text, 8)) << text;
    }
    EXPECT_TRUE(is_round_trip_time("120000", 1));
    EXPECT_FALSE(is_round_trip_time("120001", 1));
}

TEST(Range, HasTwoNumbers) {
    EXPECT_TRUE(is_range("80-90"));
    EXPECT_TRUE(is_range("80-90x"));
    EXPECT_FALSE(is_range("80"));
    EXPECT_FALSE(is_range("80-"));
    EXPECT_FALSE(is_range("-90"));
    EXPECT_FALSE(is_range("a-b"));
}

TEST(RoutePrefixOf, IsAnAddressWithOrWithoutLength) {
    EXPECT_EQ(route_prefix("10.0.0.0/8"),
              (RoutePrefix{.family = netlink::Family::ipv4, .address = ip("10.0.0.0"), .length = 8}));
    EXPECT_EQ(route_prefix("10.0.0.1"),
              (RoutePrefix{.family = netlink::Family::ipv4, .address = ip("10.0.0.1"), .length = 32}));
    EXPECT_EQ(route_prefix("2001:db8::/32"),
              (RoutePrefix{.family = netlink::Family::ipv6, .address = ip("2001:db8::"), .length = 32}));
    EXPECT_EQ(route_prefix("10.0.0.0/33")->length, 32);
    EXPECT_EQ(route_prefix("10.0.0.0/-1")->length, 32);
    EXPECT_EQ(route_prefix("10.0.0.0/24abc")->length, 24);
    EXPECT_EQ(route_prefix("10.0.0.0/")->length, 0);
    EXPECT_EQ(route_prefix("10.0.0"), std::nullopt);
    EXPECT_EQ(route_prefix("Default"), std::nullopt);
}

TEST(RoutePrefixOf, OfDefaultHasAnyFamily) {
    for (const char* text : {"default", "any", "all"}) {
        EXPECT_EQ(route_prefix(text), RoutePrefix{}) << text;
    }
    EXPECT_EQ(route_prefix("default6"),
              (RoutePrefix{.family = netlink::Family::ipv6, .address = ip("::"), .length = 0}));
}

}  // namespace
}  // namespace vipwarden::config
