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

std::vector<Vip> recorded_vips(const Snapshot& snapshot) {
    std::vector<Vip> all;
    std::set<Key> seen;
    std::for_each(snapshot.generations.rbegin(), snapshot.generations.rend(),
                  [&](const auto& generation) { append_unseen(generation, seen, all); });
    return all;
}

}  // namespace vipwarden::snapshot
