// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <vector>

#include "netlink/neighbour_prober.hpp"

namespace vipwarden::support {

/// A network in memory: who has which address, and where nobody can be asked. Passes the contract suite that
/// the kernel passes (tests/contract).
class FakeNeighbourProber final : public netlink::NeighbourProber {
 public:
    std::vector<netlink::Answer> neighbours{};
    std::vector<netlink::Unasked> obstacles{};  ///< By their ProbeTarget::ifindex, for all addresses.
    std::uint64_t lost{0};

    std::vector<netlink::ProbeTarget> asked{};  ///< In the order in which it was asked.
    std::chrono::milliseconds window{0};        ///< Of the last ask().

    [[nodiscard]] netlink::ProbeResult ask(std::span<const netlink::ProbeTarget> targets,
                                           std::chrono::milliseconds how_long) override {
        window = how_long;
        asked.insert(asked.end(), targets.begin(), targets.end());
        netlink::ProbeResult result{.lost = lost};
        for (const auto& target : std::set<netlink::ProbeTarget>{targets.begin(), targets.end()}) {
            const auto obstacle = std::ranges::find_if(
                obstacles, [&](const auto& each) { return each.target.ifindex == target.ifindex; });
            if (obstacle != obstacles.end()) {
                result.unasked.push_back(
                    {.target = target, .obstacle = obstacle->obstacle, .error = obstacle->error});
                continue;
            }
            std::ranges::copy_if(neighbours, std::back_inserter(result.answers), [&](const auto& answer) {
                return answer.address == target.address && answer.ifindex == target.ifindex;
            });
        }
        std::ranges::sort(result.answers);
        return result;
    }
};

}  // namespace vipwarden::support
