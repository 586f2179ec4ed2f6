// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "wrapper/commands/answers.hpp"
#include "wrapper/commands/decommission_step.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::commands {

// What of the checklist needs to look into a target's network namespace.

/// By the name of the network namespace that they are in.
using VipsByNamespace = std::map<std::string, std::vector<Vip>>;

/// Who has some VIPs.
struct Holders {
    Answers others{};
    std::vector<Question> here{};  ///< What is on an interface of this host, as it is asked for.
};

/// Asks in the order of the addresses. That a namespace can't be asked in is an item of `problems`.
[[nodiscard]] Holders ask_who_answers(const VipsByNamespace& vips, Steps& problems);

/// "static": what static_ipaddress has put on an interface and left there.
[[nodiscard]] Steps static_steps(const Target& target);

/// "loopback", "sockets": what is left of these VIPs beside the plan.
[[nodiscard]] Steps use_steps(const Target& target, const std::vector<Vip>& vips);

/// "namespaces": these VIPs on interfaces of other network namespaces of this host.
[[nodiscard]] Steps namespace_steps(const VipsByNamespace& vips);

/// "marked": see marked_steps().
[[nodiscard]] Steps look_for_marks(const Target& target, const std::vector<release::PlannedRouting>& judged);

}  // namespace vipwarden::commands
