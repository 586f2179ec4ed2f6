// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_host.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "wrapper/commands/by_hand.hpp"
#include "wrapper/config/placement.hpp"

namespace vipwarden::commands {

Steps finding_steps(const std::string& name, const std::vector<host::Finding>& findings,
                    const std::string& nothing_found) {
    Steps steps;
    for (const auto& finding : findings) {
        steps.push_back(warned(name, fmt::format("{}: {}", finding.where, finding.text), finding.advice));
    }
    return steps.empty() ? Steps{passed(name, nothing_found)} : steps;
}

Steps static_steps(const Target& target, const std::vector<netlink::InterfaceAddress>& present,
                   const netlink::InterfaceName& name_of) {
    const auto& configuration = target.parsed.configuration;
    Steps steps;
    for (const auto& address : present) {
        const auto declared =
            std::ranges::find_if(configuration.static_addresses, [&address](const auto& candidate) {
                return candidate.address == address.local && candidate.prefix_length == address.prefix_length;
            });
        if (declared != configuration.static_addresses.end()) {
            const auto interface = name_of(address.ifindex);
            steps.push_back(warned(
                "static",
                fmt::format("{} on {} is a static_ipaddress ({}), which keepalived may leave behind",
                            to_string(address), interface, config::place_of(configuration, declared->where)),
                fmt::format("'{}' if the host does not need it",
                            address_deletion(target.net_namespace, address, interface))));
        }
    }
    return steps.empty() ? Steps{passed("static", "no static_ipaddress is on an interface")} : steps;
}

}  // namespace vipwarden::commands
