// SPDX-License-Identifier: MIT
#include "wrapper/commands/record.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "wrapper/commands/lease_plan.hpp"
#include "wrapper/release/interfaces.hpp"
#include "wrapper/release/routing_verdict.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

using netlink::InterfaceAddress;
using snapshot::BaselineAddress;

/// VIPs by IP: thousands of them meet thousands of addresses here, while keepalived waits to be started.
class VipIndex {
 public:
    explicit VipIndex(std::vector<Vip> vips) : vips_{std::move(vips)} {
        for (const auto& vip : vips_) {
            by_address_.emplace(vip.address, &vip);
        }
    }
    VipIndex(const VipIndex&) = delete;
    VipIndex& operator=(const VipIndex&) = delete;

    [[nodiscard]] bool has(const netlink::IpAddress& address) const { return by_address_.contains(address); }

    /// The VIP that this very address is: same IP, prefix length and interface.
    [[nodiscard]] const Vip* find(const BaselineAddress& known) const {
        const auto [begin, end] = by_address_.equal_range(known.address.local);
        const auto found = std::find_if(begin, end, [&](const auto& entry) {
            const Vip& vip = *entry.second;
            return known.address.prefix_length == vip.prefix_length &&
                   (known.interface == vip.interface ||
                    (vip.ifindex != 0 && vip.ifindex == known.address.ifindex));
        });
        return found != end ? found->second : nullptr;
    }

 private:
    std::vector<Vip> vips_;
    std::multimap<netlink::IpAddress, const Vip*> by_address_;
};

bool in_baseline(const InterfaceAddress& address, const snapshot::Snapshot& earlier) {
    return earlier.baseline &&
           std::any_of(earlier.baseline->begin(), earlier.baseline->end(),
                       [&](const BaselineAddress& known) { return same_entry(known.address, address); });
}

std::string name_of(const std::vector<netlink::Link>& links, int ifindex) {
    const auto* link = netlink::find_link(links, ifindex);
    return link != nullptr ? link->name : std::string{};
}

/// For ever, or for the rest of a lease (run --lease).
bool lives_like_a_vip(const InterfaceAddress& address) {
    return address.valid_seconds == netlink::kForever ||
           std::chrono::seconds{address.valid_seconds} <= kLongestLease;
}

bool looks_like_keepalived(const InterfaceAddress& address) {
    return address.prefix_length == netlink::max_prefix_length(address.local.family) && !address.broadcast &&
           lives_like_a_vip(address);
}

/// The interfaces that have an address of their own, by family: one that no VIP is spelt like.
std::set<std::pair<int, netlink::Family>> interfaces_with_own(const std::vector<InterfaceAddress>& present,
                                                              const VipIndex& declared) {
    std::set<std::pair<int, netlink::Family>> found;
    for (const auto& address : present) {
        if (!declared.has(address.local)) {
            found.emplace(address.ifindex, address.local.family);
        }
    }
    return found;
}

struct Division {
    std::vector<BaselineAddress> baseline{};
    std::vector<BaselineAddress> assumed{};
    std::vector<Vip> leftovers{};
    std::vector<snapshot::LearntAddress> learnt{};
};

int index_of(const std::vector<netlink::Link>& links, const std::string& interface) {
    const auto* link = netlink::find_link(links, interface);
    return link != nullptr ? link->index : 0;
}

/// With the indices that the interfaces have now.
std::vector<Vip> with_indices(std::vector<Vip> vips, const std::vector<netlink::Link>& links) {
    for (auto& vip : vips) {
        vip.ifindex = index_of(links, vip.interface);
        if (vip.vmac) {
            vip.vmac->base_ifindex = index_of(links, vip.vmac->base);
        }
    }
    return vips;
}

DeclaredRouting with_indices(DeclaredRouting routing, const std::vector<netlink::Link>& links) {
    for (auto& declared : routing.routes) {
        for (std::size_t i = 0; i < declared.interfaces.size(); ++i) {
            declared.route.hops[i].ifindex = index_of(links, declared.interfaces[i]);
        }
    }
    return routing;
}

std::vector<DeclaredDevice> with_indices(std::vector<DeclaredDevice> devices,
                                         const std::vector<netlink::Link>& links) {
    for (auto& device : devices) {
        device.base_ifindex = index_of(links, device.base);
    }
    return devices;
}

/// The declared routes and rules that are there already; nothing if that can't be told.
std::optional<std::vector<netlink::RoutingEntry>> baseline_routing(const Target& target,
                                                                   const release::KernelState& present) {
    if (target.routing.empty() || present.routing_error) {
        return std::nullopt;
    }
    return release::declared_among(present.routing, target.routing, release::Interfaces{present.links});
}

/// What an earlier run saw keepalived adding, and nothing declared.
bool was_learnt(const InterfaceAddress& address, const Target& target) {
    return target.snapshot &&
           std::ranges::any_of(target.snapshot->learnt, [&](const snapshot::LearntAddress& learnt) {
               return same_entry(learnt, snapshot::as_learnt(address, {}));
           });
}

/// Sorts what is present into the host's own and what an earlier keepalived left.
Division divide(const Target& target, const release::KernelState& present) {
    const VipIndex recorded{target.snapshot ? recorded_vips(*target.snapshot) : std::vector<Vip>{}};
    const VipIndex declared{target.declared};
    const auto with_own = interfaces_with_own(present.addresses, declared);
    Division result;
    for (const auto& address : present.addresses) {
        BaselineAddress known{.interface = name_of(present.links, address.ifindex), .address = address};
        const auto was_hosts = target.snapshot && in_baseline(address, *target.snapshot);
        const auto* proven = was_hosts ? nullptr : recorded.find(known);
        const auto looks_left = !was_hosts && looks_like_keepalived(address) &&
                                with_own.contains({address.ifindex, address.local.family});
        if (proven != nullptr) {
            result.leftovers.push_back(*proven);
        } else if (!was_hosts && was_learnt(address, target)) {
            result.learnt.push_back(snapshot::as_learnt(address, std::move(known.interface)));
        } else if (const auto* vip = looks_left ? declared.find(known) : nullptr) {
            result.leftovers.push_back(*vip);
            result.assumed.push_back(std::move(known));
        } else {
            result.baseline.push_back(std::move(known));
        }
    }
    return result;
}

/// Hidden where /proc shows processes only (the mount option subset=pid).
std::string boot_id_if_any() try { return snapshot::current_boot_id(); } catch (const std::system_error&) {
    return {};
}

}  // namespace

Record begin_record(const Target& target, const release::KernelState& present, std::uint64_t netns_inode) {
    auto division = divide(target, present);
    Record record{
        .snapshot = {.boot_id = boot_id_if_any(),
                     .config_path = target.config_path,
                     .config_id = target.config_id,
                     .keepalived_version = target.reading.recorded_version(),
                     .net_namespace = target.net_namespace,
                     .netns_inode = netns_inode,
                     .baseline = std::move(division.baseline),
                     .promoted = target.snapshot ? target.snapshot->promoted : std::vector<int>{},
                     .routing = target.snapshot ? target.snapshot->routing : DeclaredRouting{},
                     .devices = target.snapshot ? target.snapshot->devices : std::vector<DeclaredDevice>{},
                     .learnt = std::move(division.learnt),
                     .baseline_routing = baseline_routing(target, present)},
        .assumed_leftovers = std::move(division.assumed)};
    if (!division.leftovers.empty()) {
        (void)add_generation(record.snapshot, std::move(division.leftovers));
    }
    record_generation(record.snapshot, target, present.links);
    return record;
}

void record_generation(snapshot::Snapshot& snapshot, const Target& target,
                       const std::vector<netlink::Link>& links) {
    if (!target.parsed.unreadable) {
        (void)record_generation(
            snapshot, {.vips = target.declared, .routing = target.routing, .devices = target.devices}, links);
    }
}

bool record_generation(snapshot::Snapshot& snapshot, Declared declared,
                       const std::vector<netlink::Link>& links) {
    const bool new_vips = add_generation(snapshot, with_indices(std::move(declared.vips), links));
    const bool new_routing = add_routing(snapshot, with_indices(std::move(declared.routing), links));
    const bool new_devices = add_devices(snapshot, with_indices(std::move(declared.devices), links));
    return new_vips || new_routing || new_devices;
}

void close_record(snapshot::Snapshot& snapshot) {
    snapshot.released = true;
    snapshot.generations.clear();
    snapshot.routing = {};
    snapshot.devices.clear();
    snapshot.learnt.clear();
}

std::vector<BaselineAddress> doomed_at_start(const snapshot::Snapshot& snapshot) {
    std::vector<BaselineAddress> doomed;
    if (snapshot.baseline && !snapshot.generations.empty()) {
        const VipIndex vips{snapshot.generations.back()};
        std::copy_if(snapshot.baseline->begin(), snapshot.baseline->end(), std::back_inserter(doomed),
                     [&](const BaselineAddress& known) { return vips.find(known) != nullptr; });
    }
    return doomed;
}

}  // namespace vipwarden::commands
