// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/snapshot.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace vipwarden::snapshot {

namespace {

/// Reloads that are kept apart. More would only make the file longer: what counts is their union.
constexpr std::size_t kMaxGenerations = 16;

/// Entries of all generations together, so that the file stays far below what read() accepts.
constexpr std::size_t kMaxEntries = 100'000;

/// What makes two VIPs one: interface, index, address, prefix length. A view: the VIP must outlive it.
using Key = std::tuple<std::string_view, int, netlink::IpAddress, std::uint8_t>;

void append_unseen(const std::vector<Vip>& from, std::set<Key>& seen, std::vector<Vip>& to) {
    for (const Vip& vip : from) {
        if (seen.insert({vip.interface, vip.ifindex, vip.address, vip.prefix_length}).second) {
            to.push_back(vip);
        }
    }
}

/// The newer one's entries first, as recorded_vips() orders them: it says the same before and after.
std::vector<Vip> united(const std::vector<Vip>& newer, const std::vector<Vip>& older) {
    std::vector<Vip> both;
    std::set<Key> seen;
    append_unseen(newer, seen, both);
    append_unseen(older, seen, both);
    return both;
}

/// Whether both name the same VIPs, in the same order, wherever they stand in the configuration.
bool same_but_for_places(const std::vector<Vip>& a, const std::vector<Vip>& b) {
    return std::ranges::equal(a, b, [](const Vip& one, const Vip& other) {
        const auto key = [](const Vip& vip) {
            return std::tie(vip.interface, vip.ifindex, vip.address, vip.prefix_length, vip.vmac,
                            vip.instance, vip.owner);
        };
        return key(one) == key(other);
    });
}

/// What makes two lines one, wherever they stand.
auto rule_key(const DeclaredRule& declared) {
    return std::tie(declared.rule, declared.any_priority);
}

auto route_key(const DeclaredRoute& declared) {
    return std::tie(declared.route, declared.interfaces, declared.any_table);
}

auto device_key(const DeclaredDevice& device) {
    return std::tie(device.kind, device.name, device.base, device.base_ifindex, device.mac, device.address);
}

/// Makes `known` the union of both, `declared` first. False if nothing of that is new.
template <typename Line, typename MakeKey>
bool put_in_front(const std::vector<Line>& declared, std::vector<Line>& known, std::size_t limit,
                  MakeKey make_key) {
    std::set<decltype(make_key(declared.front()))> before;
    for (const Line& line : known) {
        before.insert(make_key(line));
    }
    bool is_new = false;
    std::vector<Line> both;
    std::set<decltype(make_key(declared.front()))> seen;
    for (const auto* lines : {&declared, &std::as_const(known)}) {
        for (const Line& line : *lines) {
            is_new = is_new || !before.contains(make_key(line));
            if (both.size() < limit && seen.insert(make_key(line)).second) {
                both.push_back(line);
            }
        }
    }
    known = std::move(both);
    return is_new;
}

/// What makes two learnt addresses one entry of the kernel.
using LearntKey = std::tuple<int, netlink::IpAddress, std::uint8_t, std::optional<netlink::IpAddress>>;

LearntKey learnt_key(const LearntAddress& learnt) {
    return {learnt.ifindex, learnt.address, learnt.prefix_length, learnt.peer};
}

bool too_many(const std::vector<std::vector<Vip>>& generations) {
    const auto entries =
        std::accumulate(generations.begin(), generations.end(), std::size_t{0},
                        [](std::size_t sum, const auto& generation) { return sum + generation.size(); });
    return generations.size() > kMaxGenerations || (generations.size() > 2 && entries > kMaxEntries);
}

}  // namespace

bool add_generation(Snapshot& snapshot, std::vector<Vip> declared) {
    auto& generations = snapshot.generations;
    if (!generations.empty() && same_but_for_places(generations.back(), declared)) {
        generations.back() = std::move(declared);
        return false;
    }
    generations.push_back(std::move(declared));
    while (too_many(generations)) {
        generations[1] = united(generations[1], generations[0]);
        generations.erase(generations.begin());
    }
    return true;
}

bool add_routing(Snapshot& snapshot, const DeclaredRouting& declared) {
    auto& known = snapshot.routing;
    const bool has_new_rule = put_in_front(declared.rules, known.rules, kMaxEntries, rule_key);
    const bool has_new_route = put_in_front(declared.routes, known.routes, kMaxEntries, route_key);
    return has_new_rule || has_new_route;
}

bool add_devices(Snapshot& snapshot, const std::vector<DeclaredDevice>& declared) {
    return put_in_front(declared, snapshot.devices, kMaxEntries, device_key);
}

LearntAddress as_learnt(const netlink::InterfaceAddress& address, std::string interface) {
    return {.interface = std::move(interface),
            .ifindex = address.ifindex,
            .address = address.local,
            .prefix_length = address.prefix_length,
            .peer = address.peer};
}

Vip as_vip(const LearntAddress& learnt) {
    return {.address = learnt.address,
            .prefix_length = learnt.prefix_length,
            .interface = learnt.interface,
            .ifindex = learnt.ifindex};
}

bool same_entry(const LearntAddress& a, const LearntAddress& b) {
    return learnt_key(a) == learnt_key(b);
}

std::size_t add_learnt(Snapshot& snapshot, const std::vector<LearntAddress>& learnt) {
    std::set<LearntKey> known;
    for (const auto& one : snapshot.learnt) {
        known.insert(learnt_key(one));
    }
    std::size_t without_room = 0;
    for (const auto& one : learnt) {
        if (known.contains(learnt_key(one))) {
            continue;
        }
        if (snapshot.learnt.size() < kMaxEntries) {
            known.insert(learnt_key(one));
            snapshot.learnt.push_back(one);
        } else {
            ++without_room;
        }
    }
    return without_room;
}

void forget_learnt(Snapshot& snapshot, const std::vector<LearntAddress>& learnt) {
    std::erase_if(snapshot.learnt, [&](const LearntAddress& known) {
        return std::ranges::any_of(learnt, [&](const LearntAddress& one) { return same_entry(known, one); });
    });
}

std::vector<Vip> recorded_vips(const Snapshot& snapshot) {
    std::vector<Vip> all;
    std::set<Key> seen;
    std::for_each(snapshot.generations.rbegin(), snapshot.generations.rend(),
                  [&](const auto& generation) { append_unseen(generation, seen, all); });
    return all;
}

}  // namespace vipwarden::snapshot
