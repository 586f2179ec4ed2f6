// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/survivors.hpp"

#include <algorithm>

namespace vipwarden::supervisor {
bool keepalived_survives(pid_t ancestor, const std::vector<Process>& processes) {
    return std::ranges::any_of(descendants_of(ancestor, processes), [](const Process& process) {
        return is_keepalived(process) && is_alive(process);
    });
}

}  // namespace vipwarden::supervisor
