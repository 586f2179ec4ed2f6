// SPDX-License-Identifier: MIT
#include "wrapper/config/routing_values.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>

#include "wrapper/config/number.hpp"

namespace vipwarden::config {
namespace {

struct Name {
    std::string_view name;
    std::uint8_t number;
};

// linux/rtnetlink.h: RT_TABLE_*, RTPROT_*, RTN_*, RT_SCOPE_*.
constexpr auto kTables =
    std::to_array<Name>({{"unspec", 0}, {"default", 253}, {"main", 254}, {"local", 255}});

constexpr auto kProtocols = std::to_array<Name>(
    {{"unspec", 0}, {"none", 0},   {"redirect", 1}, {"kernel", 2},      {"boot", 3},   {"static", 4},
     {"gated", 8},  {"ra", 9},     {"mrt", 10},     {"zebra", 11},      {"bird", 12},  {"dnrouted", 13},
     {"xorp", 14},  {"ntk", 15},   {"dhcp", 16},    {"keepalived", 18}, {"babel", 42}, {"openr", 99},
     {"bgp", 186},  {"isis", 187}, {"ospf", 188},   {"rip", 189},       {"eigrp", 192}});

constexpr auto kTypes = std::to_array<Name>({{"unicast", 1},
                                             {"local", 2},
                                             {"broadcast", 3},
                                             {"brd", 3},
                                             {"anycast", 4},
                                             {"multicast", 5},
                                             {"blackhole", 6},
                                             {"unreachable", 7},
                                             {"prohibit", 8},
                                             {"throw", 9},
                                             {"nat", 10},
                                             {"xresolve", 11}});

constexpr auto kScopes =
    std::to_array<Name>({{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}});

// RFC 2474, RFC 2597, RFC 3246: the code point in the upper six bits.
constexpr auto kServices = std::to_array<Name>(
    {{"default", 0x00}, {"CS1", 0x20},  {"CS2", 0x40},  {"CS3", 0x60},  {"CS4", 0x80},  {"CS5", 0xa0},
     {"CS6", 0xc0},     {"CS7", 0xe0},  {"AF11", 0x28}, {"AF12", 0x30}, {"AF13", 0x38}, {"AF21", 0x48},
     {"AF22", 0x50},    {"AF23", 0x58}, {"AF31", 0x68}, {"AF32", 0x70}, {"AF33", 0x78}, {"AF41", 0x88},
     {"AF42", 0x90},    {"AF43", 0x98}, {"EF", 0xb8}});

constexpr auto kRealms = std::to_array<Name>({{"cosmos", 0}});
constexpr auto kGroups = std::to_array<Name>({{"default", 0}});

/// strtoul(3) with base 0, if that takes the whole text.
std::optional<unsigned long> c_number(std::string_view text) {
    const std::string copy{text};
    char* end = nullptr;
    const unsigned long value = std::strtoul(copy.c_str(), &end, 0);
    const bool whole = end != copy.c_str() && *end == '\0';
    return whole ? std::optional{value} : std::nullopt;
}

template <std::size_t Size>
std::optional<std::uint8_t> number_of(std::string_view name, const std::array<Name, Size>& names) {
    const auto found = std::ranges::find(names, name, &Name::name);
    return found == names.end() ? std::nullopt : std::optional{found->number};
}

/// A number, of which keepalived looks at 32 bits, or a name.
template <std::size_t Size>
std::optional<std::uint32_t> numbered(std::string_view text, std::uint32_t max,
                                      const std::array<Name, Size>& names) {
    if (const auto number = c_number(text)) {
        const auto low = static_cast<std::uint32_t>(*number);
        return low <= max ? std::optional{low} : std::nullopt;
    }
    return number_of(text, names);
}

template <std::size_t Size>
std::optional<std::uint8_t> small_number(std::string_view text, const std::array<Name, Size>& names) {
    const auto number = numbered(text, std::numeric_limits<std::uint8_t>::max(), names);
    return number ? std::optional{static_cast<std::uint8_t>(*number)} : std::nullopt;
}

bool is_realm(std::string_view text) {
    return small_number(text, kRealms).has_value();
}

std::string_view without_blanks(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(" \t\f\n\r\v"), text.size()));
}

/// Cuts the unit off; 3 for seconds, 0 for milliseconds and none: so many decimal places count.
std::optional<std::size_t> take_unit(std::string_view& text) {
    const std::size_t unit = text.find_first_of("sS");
    if (unit == std::string_view::npos) {
        return 0;
    }
    std::string name{text.substr(unit)};
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    text = text.substr(0, unit);
    const bool milliseconds = text.ends_with('m') || text.ends_with('M');
    if (milliseconds) {
        text.remove_suffix(1);
    }
    const bool known = name == "s" || name == "sec" || name == "secs";
    return known && !text.empty() ? std::optional<std::size_t>{milliseconds ? 0 : 3} : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> unsigned_value(std::string_view text, std::uint64_t max) {
    text = without_blanks(text);
    const LeadingNumber number = read_leading_number(text);
    const bool good =
        !number.negative && number.complete && (number.digits > 0 || text.empty()) && number.value <= max;
    return good ? std::optional{number.value} : std::nullopt;
}

std::optional<std::uint64_t> c_value(std::string_view text, std::uint64_t max) {
    text = without_blanks(text);
    const auto number = text.empty() ? std::optional{0UL} : c_number(text);
    return number && *number <= max && !text.starts_with('-') ? number : std::nullopt;
}

std::optional<std::uint32_t> table_value(std::string_view text) {
    return numbered(text, std::numeric_limits<std::uint32_t>::max(), kTables);
}

std::optional<std::uint8_t> tos_value(std::string_view text) {
    return small_number(text, kServices);
}

std::optional<std::uint8_t> protocol_value(std::string_view text) {
    return small_number(text, kProtocols);
}

std::optional<std::uint8_t> type_value(std::string_view text) {
    if (const auto type = number_of(text, kTypes)) {
        return type;
    }
    if (text.empty()) {
        return 0;  // strtoul(3) makes 0 of nothing, and nothing is left behind it.
    }
    const auto number = text.starts_with('-') ? std::nullopt : c_number(text);
    return number && *number <= 255 ? std::optional{static_cast<std::uint8_t>(*number)} : std::nullopt;
}

bool is_scope(std::string_view text) {
    return small_number(text, kScopes).has_value();
}

bool is_realms(std::string_view text) {
    const std::size_t slash = text.find('/');
    return is_realm(text.substr(0, slash)) &&
           (slash == std::string_view::npos || is_realm(text.substr(slash + 1)));
}

bool is_router_preference(std::string_view text) {
    return text == "low" || text == "medium" || text == "high" || unsigned_value(text, 255).has_value();
}

bool is_interface_group(std::string_view text) {
    return numbered(text, std::numeric_limits<std::int32_t>::max(), kGroups).has_value();
}

bool is_round_trip_time(std::string_view text, unsigned parts) {
    constexpr std::uint64_t kLongest = 120'000;  // ms, TCP_RTO_MAX of net/tcp.h.
    text = without_blanks(text);
    const auto places = take_unit(text);
    if (!places || text.starts_with('-') || text.find_first_of("eE") != std::string_view::npos) {
        return false;
    }
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string digits{text.substr(0, point)};
    std::string_view decimals = text.substr(std::min(point + 1, text.size()));
    decimals = decimals.substr(0, *places);
    digits += decimals;
    digits.append(*places - decimals.size(), '0');
    return unsigned_value(digits, kLongest * parts).has_value();
}

bool is_range(std::string_view text) {
    const std::size_t dash = text.find('-');
    const LeadingNumber from = read_leading_number(text.substr(0, dash));
    return dash != std::string_view::npos && from.digits > 0 && from.complete &&
           read_leading_number(text.substr(dash + 1)).digits > 0;
}

std::optional<RoutePrefix> route_prefix(std::string_view text) {
    if (text == "default" || text == "any" || text == "all") {
        return RoutePrefix{};
    }
    if (text == "default6") {
        return RoutePrefix{.family = netlink::Family::ipv6, .address = {.family = netlink::Family::ipv6}};
    }
    const std::size_t slash = text.find('/');
    const auto address = netlink::parse_ip_address(text.substr(0, slash));
    if (!address) {
        return std::nullopt;
    }
    RoutePrefix prefix{.family = address->family,
                       .address = *address,
                       .length = netlink::max_prefix_length(address->family)};
    if (slash != std::string_view::npos) {
        const LeadingNumber length = read_leading_number(text.substr(slash + 1));
        if (!length.negative && length.value <= prefix.length) {
            prefix.length = static_cast<std::uint8_t>(length.value);
        }
    }
    return prefix;
}

}  // namespace vipwarden::config
