// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "netlink/routing_entry.hpp"
#include "wrapper/commands/decommission_step.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/releaser.hpp"
#include "wrapper/report/report.hpp"

namespace vipwarden::commands {

// What a release did, or would do, as items: "addresses", "devices", "routing". All pure. `vips`: how many
// the target has; that none of none is present says nothing.

[[nodiscard]] Steps release_steps(const report::Subject& subject, const release::ReleaseReport& report,
                                  std::size_t vips);
[[nodiscard]] Steps plan_steps(const report::Subject& subject, const release::Plan& plan, std::size_t vips);

/// Whether anything says what the target's VIPs are: a configuration, or a snapshot that no release has
/// closed. A closed one does not know of a keepalived that ran later.
[[nodiscard]] bool has_knowledge(const Target& target);
/// That there is nothing: a FAIL, or a WARN if this is not what the verb is about in the first place.
[[nodiscard]] Step without_knowledge(const Target& target, bool fails);

/// Routes and rules with keepalived's mark that nothing declares, as "marked": static ones, or of a
/// configuration that nobody remembers. Nothing proves that they may go, so the command is said. `present`:
/// all that have the mark; `judged`: those that the release has said something about.
[[nodiscard]] Steps marked_steps(const report::Subject& subject,
                                 const std::vector<netlink::RoutingEntry>& present,
                                 const std::vector<release::PlannedRouting>& judged,
                                 const netlink::InterfaceName& name_of);

}  // namespace vipwarden::commands
