// SPDX-License-Identifier: MIT
#include "wrapper/config/route_options.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "wrapper/config/routing_values.hpp"

namespace vipwarden::config {
namespace {

using Kind = RouteOption::Kind;

constexpr std::uint64_t kAny = std::numeric_limits<std::uint32_t>::max();

// ip-route(8)
constexpr auto kOptions = std::to_array<RouteOption>({
    {.name = "mtu", .kind = Kind::number, .max = kAny, .lockable = true},
    {.name = "advmss", .kind = Kind::number, .max = kAny, .lockable = true},
    {.name = "reordering", .kind = Kind::number, .max = kAny, .lockable = true},
    {.name = "cwnd", .kind = Kind::number, .max = kAny, .lockable = true},
    {.name = "ssthresh", .kind = Kind::number, .max = kAny, .lockable = true},
    {.name = "rtt", .kind = Kind::time, .max = 8, .lockable = true},
    {.name = "rttvar", .kind = Kind::time, .max = 4, .lockable = true},
    {.name = "rto_min", .kind = Kind::time, .max = 1, .lockable = true},
    {.name = "congctl", .lockable = true},
    {.name = "hoplimit", .kind = Kind::number, .max = 255},
    {.name = "window", .kind = Kind::number, .max = kAny},
    {.name = "initcwnd", .kind = Kind::number, .max = kAny},
    {.name = "initrwnd", .kind = Kind::number, .max = kAny},
    {.name = "quickack", .kind = Kind::number, .max = 1},
    {.name = "fastopen_no_cookie", .kind = Kind::number, .max = 1},
    {.name = "scope", .kind = Kind::scope},
    {.name = "features"},
    {.name = "ttl-propagate"},
});

}  // namespace

const RouteOption* find_route_option(std::string_view name) {
    const auto* const found = std::ranges::find(kOptions, name, &RouteOption::name);
    return found == kOptions.end() ? nullptr : found;
}

bool takes(const RouteOption& option, std::string_view parameter) {
    switch (option.kind) {
        case Kind::number:
            return unsigned_value(parameter, option.max).has_value();
        case Kind::time:
            return is_round_trip_time(parameter, static_cast<unsigned>(option.max));
        case Kind::scope:
            return is_scope(parameter);
        case Kind::anything:
            return true;
    }
    return true;
}

}  // namespace vipwarden::config
