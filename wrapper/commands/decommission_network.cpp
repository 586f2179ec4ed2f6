// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_network.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "netlink/diag_socket_table.hpp"
#include "netlink/packet_neighbour_prober.hpp"
#include "wrapper/commands/decommission_attempt.hpp"
#include "wrapper/commands/decommission_host.hpp"
#include "wrapper/commands/decommission_release.hpp"
#include "wrapper/commands/other_namespaces.hpp"
#include "wrapper/host/processes.hpp"
#include "wrapper/host/uses.hpp"
#include "wrapper/release/interfaces.hpp"

namespace vipwarden::commands {

namespace {

/// How keepalived marks routes and rules: 2.1.4 and later, and the versions before that.
constexpr std::array<std::uint8_t, 2> kMarks{netlink::kRouteProtocolKeepalived,
                                             netlink::kRouteProtocolOldKeepalived};

/// `links` must outlive what is returned.
netlink::InterfaceName names_of(const std::vector<netlink::Link>& links) {
    return [interfaces = release::Interfaces{links}](int index) { return interfaces.name_of(index); };
}

/// Nothing where there is no such namespace any more.
template <typename Action>
Steps look_into(const std::string& name, const std::string& net_namespace, Action action) {
    return attempt(name, [&] {
        const auto site = open_site(net_namespace);
        return site ? action(*site) : Steps{};
    });
}

}  // namespace

Holders ask_who_answers(const VipsByNamespace& vips, Steps& problems) {
    Holders all;
    const auto ask = [&all](const Site& site, std::vector<Vip> wanted) {
        spdlog::info("asking the network who else answers for the VIPs, {} s",
                     std::chrono::duration_cast<std::chrono::seconds>(kProbeWindow).count());
        std::ranges::stable_sort(wanted, {}, &Vip::address);
        const auto links = site.links->list();
        const auto name_of = names_of(links);
        const auto prober = netlink::open_neighbour_prober(site.where);
        auto answers = ask_for(questions_for(wanted, links), links, *prober);
        std::ranges::move(answers.asked, std::back_inserter(all.others.asked));
        all.others.lost += answers.lost;
        for (const auto& address : site.addresses->list()) {
            const auto* place = place_to_ask(name_of(address.ifindex), links);
            if (place != nullptr) {
                all.here.push_back({.address = address.local, .interface = place->name});
            }
        }
    };
    for (const auto& [net_namespace, wanted] : vips) {
        append(problems, look_into("answers", net_namespace, [&, &some = wanted](const Site& site) {
                   if (!some.empty()) {
                       ask(site, some);
                   }
                   return Steps{};
               }));
    }
    return all;
}

Steps static_steps(const Target& target) {
    return look_into("static", target.net_namespace, [&target](const Site& site) {
        const auto links = site.links->list();
        return static_steps(target, site.addresses->list(), names_of(links));
    });
}

Steps use_steps(const Target& target, const std::vector<Vip>& vips) {
    auto steps = look_into("loopback", target.net_namespace, [&vips](const Site& site) {
        return finding_steps("loopback", host::find_on_loopback(site.addresses->list(), vips),
                             "no VIP is on lo");
    });
    append(steps, look_into("sockets", target.net_namespace, [&vips](const Site& site) {
               return finding_steps("sockets",
                                    host::find_sockets(netlink::open_socket_table(site.where)->list(), vips),
                                    "no socket is bound to a VIP");
           }));
    return steps;
}

Steps namespace_steps(const VipsByNamespace& vips) {
    const auto processes = supervisor::list_processes();
    const auto namespaces = host::look_at_namespaces(processes);
    Steps steps;
    for (const auto& [net_namespace, some] : vips) {
        append(steps, look_into("namespaces", net_namespace, [&, &wanted = some](const Site& site) {
                   return finding_steps("namespaces",
                                        find_in_other_namespaces(processes, namespaces, site.where, wanted),
                                        "no VIP is in another network namespace of this host");
               }));
    }
    return steps;
}

Steps look_for_marks(const Target& target, const std::vector<release::PlannedRouting>& judged) {
    return look_into("marked", target.net_namespace, [&](const Site& site) {
        const auto links = site.links->list();
        return marked_steps(target.subject(), site.routing->list(kMarks), judged, names_of(links));
    });
}

}  // namespace vipwarden::commands
