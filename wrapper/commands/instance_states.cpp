// SPDX-License-Identifier: MIT
#include "wrapper/commands/instance_states.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>

#include "systemd/vrrp_states.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

namespace {

constexpr std::chrono::milliseconds kPatience{1000};

std::string in_capitals(std::string word) {
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::toupper(c); });
    return word;
}

}  // namespace

report::InstanceStates ask_states(const std::vector<release::Holder>& holders) {
    const auto own = std::ranges::find(holders, true, &release::Holder::same_configuration);
    if (own == holders.end()) {
        return {};
    }
    // On the bus is the VRRP process, a child of the one that was found.
    const auto is_it = [parent = own->pid](pid_t pid) {
        const auto process = supervisor::find_process(pid);
        return pid == parent || (process && process->parent == parent);
    };
    report::InstanceStates states;
    const auto answers = systemd::ask_vrrp_states(is_it, kPatience);
    for (const auto& [instance, state] : answers.value_or(std::vector<systemd::VrrpState>{})) {
        states[instance] = in_capitals(state);
    }
    return states;
}

}  // namespace vipwarden::commands
