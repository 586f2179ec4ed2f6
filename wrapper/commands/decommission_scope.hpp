// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "wrapper/commands/decommission_network.hpp"
#include "wrapper/commands/decommission_processes.hpp"
#include "wrapper/commands/decommission_step.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::commands {

/// One configuration that the verb is about.
struct Case {
    Target target{};
    release::Plan plan{};  ///< What a release would do now, if the unit's processes were gone.
    std::size_t vips{0};   ///< How many are known.
};

/// What the verb is about, as it is before anything is changed.
struct Scope {
    std::vector<Case> cases{};
    Steps unknown{};                                   ///< Of those about which nothing is known.
    VipsByNamespace vips{};                            ///< All that are known.
    VipsByNamespace held{};                            ///< Those that a release would remove.
    std::vector<release::PlannedAddress> of_others{};  ///< Present, and another keepalived holds them.
};

/// Those that were chosen, less those of another keepalived that lives: a second instance on this host is
/// none of our business. `environment`: the unit's. Throws std::system_error.
[[nodiscard]] Scope find_scope(const Selection& selection, const std::vector<std::string>& environment,
                               const Keepaliveds& keepaliveds, const release::PlanOptions& options);

/// The items of a release in a dry run: what it would do, and what bears keepalived's mark beside that.
[[nodiscard]] Steps show_release(const Case& one);

}  // namespace vipwarden::commands
