// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "wrapper/release/plan.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::commands {

/// How many of the declared VIPs are on the interfaces: as much as can be known of the instances' states
/// without asking keepalived. Instances that declare no VIP do not count.
struct Holding {
    std::size_t instances{0};
    std::size_t holding{0};  ///< Those whose VIPs are all present.
    std::size_t vips{0};     ///< Present ones.
    std::size_t learnt{0};   ///< Present ones that keepalived added and nothing declares.

    bool operator==(const Holding&) const = default;
};

/// Pure. The snapshot tells which addresses are the host's own: they are nobody's VIPs.
[[nodiscard]] Holding holding_of(const std::vector<Vip>& declared,
                                 const std::optional<snapshot::Snapshot>& snapshot,
                                 const release::KernelState& present);

/// "2 of 3 instances hold their VIPs, 5 VIPs held", and ", 1 that nothing declares" if there is any.
[[nodiscard]] std::string to_string(const Holding& holding);

}  // namespace vipwarden::commands
