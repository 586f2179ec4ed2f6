// SPDX-License-Identifier: MIT
#include "wrapper/release/prepared_release.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <linux/rtnetlink.h>

#include "wrapper/release/address_key.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;

/// From here on silencing first costs less than it gains (docs/performance.md).
constexpr std::size_t kManyIpv4OfAnInterface = 200;
constexpr std::size_t kManyIpv6 = 100;

bool is_ipv4(const InterfaceAddress& entry) {
    return entry.local.family == netlink::Family::ipv4;
}

/// What must stay reachable, by interface: addresses of which an entry stays, and the anycast addresses that
/// come with them (addrconf_join_anycast() in net/ipv6/addrconf.c).
std::set<std::pair<int, netlink::IpAddress>> needed_ones(std::span<const InterfaceAddress> expected) {
    constexpr std::uint8_t kLongestWithAnycast = 126;
    std::set<std::pair<int, netlink::IpAddress>> all;
    for (const auto& address : expected) {
        all.emplace(address.ifindex, address.local);
        if (!is_ipv4(address) && address.prefix_length <= kLongestWithAnycast) {
            all.emplace(address.ifindex, network_of(address.local, address.prefix_length));
        }
    }
    return all;
}

/// By interface, the IPv4 primaries that stay, may speak to neighbours, and stand before all that go.
std::map<int, std::vector<InterfaceAddress>> lasting_senders(std::span<const InterfaceAddress> present,
                                                             std::span<const InterfaceAddress> expected) {
    std::map<int, std::vector<InterfaceAddress>> senders;
    std::set<int> complete;
    for (const auto& address : present) {
        const bool stays = !expected.empty() && same_entry(address, expected.front());
        expected = expected.subspan(stays ? 1 : 0);
        if (!is_ipv4(address) || is_secondary(address)) {
            continue;
        }
        if (!stays) {
            complete.insert(address.ifindex);
        } else if (address.scope <= RT_SCOPE_LINK && !complete.contains(address.ifindex)) {
            senders[address.ifindex].push_back(address);
        }
    }
    return senders;
}

/// inet_ifa_match() in include/linux/inetdevice.h.
bool in_subnet_of(const netlink::IpAddress& address, const InterfaceAddress& entry) {
    return same_subnet(address, entry.peer.value_or(entry.local), entry.prefix_length);
}

}  // namespace

std::vector<InterfaceAddress> worth_silencing(std::span<const InterfaceAddress> present,
                                              std::span<const InterfaceAddress> entries,
                                              std::span<const InterfaceAddress> expected) {
    std::map<int, std::size_t> ipv4_of;
    std::size_t ipv6 = 0;
    for (const auto& entry : entries) {
        ++(is_ipv4(entry) ? ipv4_of[entry.ifindex] : ipv6);
    }
    const auto needed = needed_ones(expected);
    auto senders = lasting_senders(present, expected);
    const auto worth = [&](const InterfaceAddress& entry) {
        if (!is_ipv4(entry)) {
            return ipv6 >= kManyIpv6;
        }
        return ipv4_of[entry.ifindex] >= kManyIpv4OfAnInterface &&
               std::ranges::any_of(senders[entry.ifindex], [&](const InterfaceAddress& sender) {
                   return in_subnet_of(entry.local, sender);
               });
    };
    std::vector<InterfaceAddress> chosen;
    std::ranges::copy_if(entries, std::back_inserter(chosen), [&](const InterfaceAddress& entry) {
        return worth(entry) && !needed.contains({entry.ifindex, entry.local});
    });
    return chosen;
}

bool same_place(const InterfaceAddress& one, const InterfaceAddress& other) {
    return one.ifindex == other.ifindex && one.local.family == other.local.family;
}

PreparedRelease prepare(KernelState present, std::vector<PlannedAddress> removals, std::vector<int> promote) {
    PreparedRelease prepared{.removals = std::move(removals), .promote = std::move(promote)};
    prepared.entries.reserve(prepared.removals.size());
    std::ranges::transform(prepared.removals, std::back_inserter(prepared.entries), &PlannedAddress::address);
    const auto going = entry_keys(prepared.entries);
    std::ranges::copy_if(
        present.addresses, std::back_inserter(prepared.expected),
        [&](const InterfaceAddress& address) { return !going.contains(entry_key(address)); });
    prepared.silenced = worth_silencing(present.addresses, prepared.entries, prepared.expected);
    prepared.of_one_place = !prepared.entries.empty() &&
                            std::ranges::all_of(prepared.entries, [&](const InterfaceAddress& entry) {
                                return same_place(entry, prepared.entries.front());
                            });
    prepared.present = std::move(present);
    return prepared;
}

}  // namespace vipwarden::release
