// SPDX-License-Identifier: MIT
#include "wrapper/commands/check_vips.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vipwarden::commands {

namespace {

using report::Finding;
using report::FindingKind;
using report::Severity;

std::string address_of(const Vip& vip) {
    return fmt::format("{}/{}", to_string(vip.address), vip.prefix_length);
}

/// An instance's VIPs, as far as keepalived would really configure them.
struct Held {
    std::vector<const Vip*> present{};
    std::vector<const Vip*> absent{};
};

/// Keeps pointers into `vips`.
std::map<std::string_view, Held> by_instance(const std::vector<Vip>& vips, const Presence& presence,
                                             const std::function<bool(const Vip&)>& expected) {
    std::map<std::string_view, Held> instances;
    for (const auto& vip : vips) {
        auto& held = instances[vip.instance];
        if (presence.has(vip)) {
            held.present.push_back(&vip);
        } else if (expected(vip)) {
            held.absent.push_back(&vip);
        }
    }
    return instances;
}

/// Beside a MAC address of ours, another one is another host's.
constexpr const char* kMaybeOneHost =
    "; a single host with two interfaces in this network, or with a VMAC and arp_ignore=0, answers like that "
    "too";

Finding missing(const Vip& vip, const std::string& net_namespace) {
    return {.kind = FindingKind::missing,
            .interface = vip.interface,
            .address = address_of(vip),
            .instance = vip.instance,
            .net_namespace = net_namespace};
}

Finding surely_missing(const Vip& vip, const std::string& net_namespace) {
    auto finding = missing(vip, net_namespace);
    finding.severity = Severity::critical;
    finding.message = fmt::format("{} is missing, though keepalived is MASTER of instance {}",
                                  place(finding.address, finding.interface, net_namespace), vip.instance);
    finding.advice = "somebody has removed it: restart keepalived";
    return finding;
}

Finding probably_missing(const Vip& vip, const std::string& net_namespace, const Held& held) {
    auto finding = missing(vip, net_namespace);
    finding.severity = Severity::warning;
    finding.message = fmt::format("{} is missing, though instance {} holds {} of its {} VIPs, {} for one",
                                  place(finding.address, finding.interface, net_namespace), vip.instance,
                                  held.present.size(), held.present.size() + held.absent.size(),
                                  address_of(*held.present.front()));
    finding.advice =
        "if this node is MASTER, restart keepalived; if it is not, what it holds is too many ('enable_dbus' "
        "in keepalived's configuration would tell)";
    return finding;
}

}  // namespace

Presence::Presence(const release::KernelState& present) : interfaces_{present.links} {
    for (const auto& address : present.addresses) {
        by_ip_.emplace(address.local, &address);
    }
}

bool Presence::has(const Vip& vip) const {
    const auto [first, last] = by_ip_.equal_range(vip.address);
    return std::any_of(first, last, [&](const auto& entry) {
        return entry.second->prefix_length == vip.prefix_length &&
               interfaces_.belongs(vip, entry.second->ifindex);
    });
}

bool Presence::answers_for(const netlink::IpAddress& address) const {
    const auto [first, last] = by_ip_.equal_range(address);
    return std::any_of(first, last, [&](const auto& entry) {
        const auto* link = interfaces_.find(entry.second->ifindex);
        return link == nullptr || !link->loopback;
    });
}

std::vector<KnownVip> known_vips(const release::PlanInput& input) {
    std::set<std::tuple<std::string, netlink::IpAddress, std::uint8_t>> seen;
    std::vector<KnownVip> known;
    const auto add = [&](const std::vector<Vip>& vips, bool declared) {
        for (const auto& vip : vips) {
            if (seen.emplace(vip.interface, vip.address, vip.prefix_length).second) {
                known.push_back({.vip = vip, .declared = declared});
            }
        }
    };
    add(input.declared, true);
    if (input.snapshot) {
        add(snapshot::recorded_vips(*input.snapshot), false);
    }
    return known;
}

report::CheckedVip checked(const KnownVip& known, const Presence& presence,
                           const std::string& net_namespace) {
    const auto& vip = known.vip;
    return {.interface = vip.interface,
            .address = address_of(vip),
            .instance = vip.instance,
            .net_namespace = net_namespace,
            .declared = known.declared,
            .present = presence.has(vip)};
}

std::vector<Finding> missing_vips(const release::PlanInput& input, const std::string& net_namespace,
                                  const report::InstanceStates& states,
                                  const std::function<bool(const Vip&)>& expected) {
    const auto own = std::ranges::find(input.holders, true, &release::Holder::same_configuration);
    if (own == input.holders.end() || !own->vips) {
        return {};
    }
    const Presence presence{input.present};
    std::vector<Finding> findings;
    for (const auto& [instance, held] : by_instance(*own->vips, presence, expected)) {
        const auto state = states.find(std::string{instance});
        const auto is_known = state != states.end();
        for (const auto* vip : held.absent) {
            if (is_known && state->second == "MASTER") {
                findings.push_back(surely_missing(*vip, net_namespace));
            } else if (!is_known && !held.present.empty()) {
                findings.push_back(probably_missing(*vip, net_namespace, held));
            }
        }
    }
    return findings;
}

std::vector<Finding> duplicate(const report::CheckedVip& vip, const Asked& asked, bool we_answer) {
    std::vector<std::string> hosts;
    std::ranges::transform(asked.macs, std::back_inserter(hosts), netlink::describe);
    if (we_answer) {
        hosts.insert(hosts.begin(), "this one");
    }
    if (hosts.size() < 2) {
        return {};
    }
    return {{.severity = Severity::critical,
             .kind = FindingKind::duplicate,
             .interface = vip.interface,
             .address = vip.address,
             .instance = vip.instance,
             .net_namespace = vip.net_namespace,
             .message =
                 fmt::format("{} {} answer for {}: {}", hosts.size(), we_answer ? "hosts" : "MAC addresses",
                             place(vip.address, vip.interface, vip.net_namespace), fmt::join(hosts, ", ")),
             .advice = fmt::format("run 'vipwarden check' on each of them, and 'vipwarden release' where "
                                   "keepalived does not hold it{}",
                                   we_answer ? "" : kMaybeOneHost)}};
}

std::string place(const std::string& address, const std::string& interface,
                  const std::string& net_namespace) {
    return fmt::format("{} on {}{}", address, interface,
                       net_namespace.empty() ? "" : fmt::format(" in namespace {}", net_namespace));
}

}  // namespace vipwarden::commands
