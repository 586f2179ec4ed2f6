// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "netlink/ip_address.hpp"

namespace vipwarden::config {

// The parameters of route and rule words, taken as keepalived takes them: nothing where it refuses one.
// Names for numbers are the machine's own (iproute2's files below /etc/iproute2); known here are those that
// iproute2 comes with. A name that an administrator has added counts as unknown.

/// A decimal number from 0 to `max`: white space and '+' may stand before it, nothing behind. An empty word
/// is 0.
[[nodiscard]] std::optional<std::uint64_t> unsigned_value(std::string_view text, std::uint64_t max);

/// The same with C's prefixes: 0x and 0.
[[nodiscard]] std::optional<std::uint64_t> c_value(std::string_view text, std::uint64_t max);

/// RT_TABLE_*: any number with C's prefixes, cut to 32 bits, negative ones too; `main`, `local`, `default`.
[[nodiscard]] std::optional<std::uint32_t> table_value(std::string_view text);

/// `tos`, `dsfield`: a number up to 255 with C's prefixes, or a name such as AF11.
[[nodiscard]] std::optional<std::uint8_t> tos_value(std::string_view text);

/// RTPROT_*
[[nodiscard]] std::optional<std::uint8_t> protocol_value(std::string_view text);

/// RTN_*, the types of routes: a name or a number up to 255.
[[nodiscard]] std::optional<std::uint8_t> type_value(std::string_view text);

[[nodiscard]] bool is_scope(std::string_view text);

/// "REALM" or "REALM/REALM"
[[nodiscard]] bool is_realms(std::string_view text);

/// RFC 4191: low, medium, high or a number up to 255.
[[nodiscard]] bool is_router_preference(std::string_view text);

[[nodiscard]] bool is_interface_group(std::string_view text);

/// A time with or without a unit (s, sec, secs, ms ...), of at most two minutes; without a unit, so many
/// parts of a millisecond.
[[nodiscard]] bool is_round_trip_time(std::string_view text, unsigned parts);

/// "FROM-TO": what stands behind the second number does not matter.
[[nodiscard]] bool is_range(std::string_view text);

/// The destination of a route or a selector of a rule.
struct RoutePrefix {
    std::optional<netlink::Family> family{};  ///< Nothing for `default`, which is of any family.
    netlink::IpAddress address{};
    std::uint8_t length{0};

    bool operator==(const RoutePrefix&) const = default;
};

/// "ADDRESS[/LENGTH]", `default` or `default6`; a length that is out of range is that of the whole address.
[[nodiscard]] std::optional<RoutePrefix> route_prefix(std::string_view text);

}  // namespace vipwarden::config
