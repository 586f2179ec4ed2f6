// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/keepalived/campaign/scenario.hpp"
#include "tests/support/keepalived_process.hpp"

namespace vipwarden::campaign {

/// The processes that the service manager would count to the unit: vipwarden, keepalived, and nothing of the
/// load. Remembers who was who, because a process whose parent has died has another one.
class UnitProcesses {
 public:
    explicit UnitProcesses(const support::Process& run) : run_{run} {}

    /// None if it has not come yet, or has ended.
    [[nodiscard]] std::optional<pid_t> find(Target target);

    /// Those that are alive, `run` included.
    [[nodiscard]] static std::vector<pid_t> all();
    [[nodiscard]] static std::vector<pid_t> all_of_keepalived();

 private:
    void look();

    const support::Process& run_;
    std::optional<pid_t> keepalived_{};
    std::optional<pid_t> vrrp_process_{};
};

}  // namespace vipwarden::campaign
