// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "wrapper/release/routing_plan.hpp"

// What a RoutingReason is, is called, and says. Each switch names every value.

namespace vipwarden::release {
namespace {

/// "instance V1 (/etc/keepalived/keepalived.conf:12)"
std::string source(const PlannedRouting& planned) {
    const auto instance =
        planned.instance.empty() ? "an instance without a name" : "instance " + planned.instance;
    return planned.where.empty() ? instance : fmt::format("{} ({})", instance, planned.where);
}

/// "keepalived (pid 123, /etc/keepalived/b.conf)"
std::string holder(const PlannedRouting& planned) {
    return planned.holder_config.empty()
               ? fmt::format("keepalived (pid {})", planned.holder)
               : fmt::format("keepalived (pid {}, {})", planned.holder, planned.holder_config);
}

}  // namespace

bool goes(RoutingReason reason) {
    return reason == RoutingReason::declared || reason == RoutingReason::recorded;
}

bool is_suspect(RoutingReason reason) {
    return reason == RoutingReason::unmarked || reason == RoutingReason::maybe_held;
}

std::string_view name(RoutingReason reason) {
    switch (reason) {
        case RoutingReason::declared:
            return "declared";
        case RoutingReason::recorded:
            return "recorded";
        case RoutingReason::host_entry:
            return "host-entry";
        case RoutingReason::held:
            return "held";
        case RoutingReason::dont_release:
            return "dont-release";
        case RoutingReason::undeclared:
            return "undeclared";
        case RoutingReason::unmarked:
            return "unmarked";
        case RoutingReason::maybe_held:
            return "maybe-held";
    }
    return {};
}

std::string explain(const PlannedRouting& planned) {
    switch (planned.reason) {
        case RoutingReason::declared:
            return fmt::format("declared by {}", source(planned));
        case RoutingReason::recorded:
            return fmt::format("declared by {} while keepalived ran", source(planned));
        case RoutingReason::host_entry:
            return "it was there before keepalived started";
        case RoutingReason::held:
            return fmt::format("{} runs and holds it", holder(planned));
        case RoutingReason::dont_release:
            return "keepalived ran with --dont-release-vrrp (-V), so what it made is to stay";
        case RoutingReason::undeclared:
            return "keepalived made it, but no virtual_routes or virtual_rules declare it: a static one, "
                   "which "
                   "stays, or one of another configuration";
        case RoutingReason::unmarked:
            return fmt::format(
                "declared by {}, but not marked as keepalived's own, so it may be the host's; if it is not, "
                "delete it by hand",
                source(planned));
        case RoutingReason::maybe_held:
            return fmt::format(
                "{} runs, and its configuration can't be read, so it may hold this; stop it, or make its "
                "configuration readable, and release again",
                holder(planned));
    }
    return {};
}

}  // namespace vipwarden::release
