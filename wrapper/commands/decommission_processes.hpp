// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wrapper/commands/decommission_step.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

/// All keepalived processes that are alive, whatever namespace they are in.
struct Keepaliveds {
    std::vector<supervisor::Process> of_unit{};  ///< In the unit's control group.
    std::vector<supervisor::Process> others{};

    [[nodiscard]] bool is_of_unit(pid_t pid) const;
};

/// Looks at /proc once. `control_group`: the unit's, as systemd tells it; empty if it has none.
[[nodiscard]] Keepaliveds look_at_keepaliveds(const std::string& control_group);

/// Whether /proc/PID/cgroup says that the process is in that control group, or in one below it
/// (cgroups(7)). Pure.
[[nodiscard]] bool is_in_group(std::string_view cgroup_file, const std::string& control_group);

/// "survivors": ends those that are still in the unit's control group though the unit has ended
/// (KillMode=process, SendSIGKILL=no). Nobody else can have started them.
[[nodiscard]] Step end_survivors(const std::vector<supervisor::Process>& survivors);

/// A keepalived with the unit's own configuration runs on: nothing that it holds is released.
[[nodiscard]] Step still_held(const release::Holder& holder);

/// "processes": every other keepalived of this machine, by its first process. `named`: those that "survivors"
/// has told of.
[[nodiscard]] Steps process_steps(const std::vector<supervisor::Process>& others,
                                  const std::vector<pid_t>& named);

/// Those that are neither `named` nor the child of one of them, or of another one. Pure.
[[nodiscard]] std::vector<supervisor::Process> first_processes(const std::vector<supervisor::Process>& all,
                                                               const std::vector<pid_t>& named);

}  // namespace vipwarden::commands
