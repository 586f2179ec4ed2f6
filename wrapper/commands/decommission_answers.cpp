// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_answers.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vipwarden::commands {

namespace {

std::string question_of(const Asked& asked) {
    return fmt::format("{} on {}", to_string(asked.address), asked.interface);
}

std::string hosts_of(const Asked& asked) {
    std::vector<std::string> hosts;
    for (const auto& mac : asked.macs) {
        hosts.push_back(netlink::describe(mac));
    }
    return fmt::format("{}", fmt::join(hosts, " and "));
}

std::string with_answer(const Asked& asked) {
    return fmt::format("{} by {}", question_of(asked), hosts_of(asked));
}

/// The questions by what came of them, in their order.
struct Sorted {
    std::vector<std::string> answered{};  ///< By one MAC address.
    std::vector<std::string> silent{};
    std::vector<std::string> not_asked{};
    std::vector<std::string> contested{};  ///< By several.
    std::vector<std::string> kept{};       ///< Silent, and this host has it.
    std::vector<std::string> shared{};     ///< Answered, and this host has it, too.
};

Sorted sort(const Answers& answers, const std::vector<Question>& here = {}) {
    Sorted sorted;
    for (const auto& asked : answers.asked) {
        const bool is_here = std::ranges::find(here, Question{asked.address, asked.interface}) != here.end();
        if (is_here) {
            asked.macs.empty() ? sorted.kept.push_back(question_of(asked))
                               : sorted.shared.push_back(with_answer(asked));
        } else if (!asked.obstacle.empty()) {
            sorted.not_asked.push_back(fmt::format("{} ({})", question_of(asked), asked.obstacle));
        } else if (asked.macs.empty()) {
            sorted.silent.push_back(question_of(asked));
        } else if (asked.macs.size() == 1) {
            sorted.answered.push_back(with_answer(asked));
        } else {
            sorted.contested.push_back(with_answer(asked));
        }
    }
    return sorted;
}

/// What nobody could tell: the network may have lost the answer.
Steps untold_steps(const std::string& name, const Answers& answers, const Sorted& sorted) {
    Steps steps;
    if (!sorted.not_asked.empty()) {
        steps.push_back(warned(name, fmt::format("nobody can be asked for {}", listed(sorted.not_asked)),
                               "run 'vipwarden probe ADDRESS' on another host of that network"));
    }
    if (answers.lost > 0) {
        steps.push_back(warned(name, fmt::format("{} answers were lost", answers.lost),
                               "run 'vipwarden probe' for the addresses"));
    }
    return steps;
}

}  // namespace

Steps last_holder_steps(const Answers& held, const std::vector<release::PlannedAddress>& of_others) {
    constexpr const char* kName = "last-holder";
    Steps steps;
    for (const auto& other : of_others) {
        steps.push_back(
            warned(kName,
                   fmt::format("this node has {} on {}, and another keepalived may hold it: pid {}",
                               to_string(other.address), other.interface, other.holder),
                   "as long as that lives it is not removed"));
    }
    if (held.asked.empty()) {
        return steps.empty() ? Steps{passed(kName, "this node holds no VIP")} : steps;
    }
    const auto sorted = sort(held);
    if (!sorted.silent.empty()) {
        steps.push_back(
            warned(kName,
                   fmt::format("before the stop nobody else answers for {}: unless a node takes over, the "
                               "service goes down with it",
                               listed(sorted.silent)),
                   "make sure that another node runs keepalived with them"));
    }
    auto answered = sorted.answered;
    answered.insert(answered.end(), sorted.contested.begin(), sorted.contested.end());
    if (!answered.empty()) {
        steps.push_back(passed(kName, fmt::format("answered elsewhere already: {}", listed(answered))));
    }
    append(steps, untold_steps(kName, held, sorted));
    return steps;
}

Steps answer_steps(const Answers& now, const std::vector<Question>& here) {
    constexpr const char* kName = "answers";
    const auto sorted = sort(now, here);
    Steps steps;
    for (const auto& shared : sorted.shared) {
        steps.push_back(failed(ExitCode::answered, kName,
                               fmt::format("this host still has it, and another one answers: {}", shared),
                               "take it off one of them"));
    }
    for (const auto& contested : sorted.contested) {
        steps.push_back(failed(ExitCode::answered, kName,
                               fmt::format("more than one MAC address answers: {}", contested),
                               "if they are not of one host (two interfaces in one network; a VMAC and the "
                               "interface below it), take the address off all hosts but one"));
    }
    if (!sorted.kept.empty()) {
        steps.push_back(
            warned(kName,
                   fmt::format("this host itself still has {}, and nobody else was seen to answer",
                               listed(sorted.kept)),
                   "\"addresses\" says why it stays"));
    }
    if (!sorted.silent.empty()) {
        steps.push_back(warned(kName, fmt::format("nobody was seen to answer for {}", listed(sorted.silent)),
                               "if a node is to have them by now: 'vipwarden probe ADDRESS' once more"));
    }
    if (!sorted.answered.empty()) {
        steps.push_back(passed(kName, fmt::format("one MAC address answers: {}", listed(sorted.answered))));
    }
    append(steps, untold_steps(kName, now, sorted));
    return steps;
}

}  // namespace vipwarden::commands
