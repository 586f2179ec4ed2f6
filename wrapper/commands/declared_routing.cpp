// SPDX-License-Identifier: MIT
#include "wrapper/commands/declared_routing.hpp"

#include "wrapper/config/placement.hpp"

namespace vipwarden::commands {

namespace {

DeclaredRoute declared(const config::VirtualRoute& line) {
    DeclaredRoute result{.route = {.family = line.family,
                                   .destination = line.destination,
                                   .prefix_length = line.prefix_length,
                                   .table = line.table,
                                   .metric = line.metric,
                                   .type = line.type,
                                   .tos = line.tos,
                                   .protocol = line.protocol,
                                   .from = line.from,
                                   .from_length = line.from_length,
                                   .source = line.source},
                         .any_table = !line.vrf.empty()};
    for (const auto& hop : line.nexthops) {
        result.route.hops.push_back({.via = hop.via});
        result.interfaces.push_back(hop.device);
    }
    return result;
}

DeclaredRule declared(const config::VirtualRule& line) {
    return {.rule = {.family = line.family,
                     .priority = line.priority.value_or(0),
                     .action = line.action,
                     .target = line.target,
                     .tos = line.tos,
                     .protocol = line.protocol,
                     .from = line.from,
                     .from_length = line.from_length,
                     .to = line.to,
                     .to_length = line.to_length,
                     .fwmark = line.fwmark,
                     .fwmask = line.fwmask,
                     .input = line.input,
                     .output = line.output},
            .any_priority = !line.priority.has_value()};
}

template <typename Line, typename Declared>
void append(const std::vector<Line>& lines, const config::Instance& instance,
            const config::Configuration& configuration, std::vector<Declared>& to) {
    for (const auto& line : lines) {
        auto& added = to.emplace_back(declared(line));
        added.instance = instance.name;
        added.where = place_of(configuration, line.where);
    }
}

}  // namespace

DeclaredRouting declared_routing(const config::Configuration& configuration) {
    DeclaredRouting routing;
    for (const auto& instance : configuration.instances) {
        append(instance.rules, instance, configuration, routing.rules);
        append(instance.routes, instance, configuration, routing.routes);
    }
    return routing;
}

}  // namespace vipwarden::commands
