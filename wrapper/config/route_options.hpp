// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace vipwarden::config {

/// A word of a route line whose parameter tells the route apart from no other: it matters only because
/// keepalived drops a line with a bad one.
struct RouteOption {
    enum class Kind : std::uint8_t { number, time, scope, anything };
    std::string_view name{};
    Kind kind{Kind::anything};
    std::uint64_t max{0};  ///< Of a number; of a time, the parts of a millisecond that count as 1.
    bool lockable{false};  ///< `lock` may stand before the parameter.
};

/// Null if it is none.
[[nodiscard]] const RouteOption* find_route_option(std::string_view name);

[[nodiscard]] bool takes(const RouteOption& option, std::string_view parameter);

}  // namespace vipwarden::config
