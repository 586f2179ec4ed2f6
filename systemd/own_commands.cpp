// SPDX-License-Identifier: MIT
#include "systemd/own_commands.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "systemd/command_line.hpp"

namespace vipwarden::systemd {

namespace {

constexpr std::string_view kKeepalived = "keepalived";

std::vector<Command> without_vipwarden(const std::vector<Command>& commands) {
    std::vector<Command> result;
    std::ranges::remove_copy_if(commands, std::back_inserter(result), is_vipwarden);
    return result;
}

/// keepalived's command line within "vipwarden run ... -- keepalived ...".
Command behind_run(const Command& command) {
    const auto& words = command.arguments;
    const auto separator = std::ranges::find(words, "--");
    Command own{.prefix = command.prefix};
    if (separator != words.end()) {
        own.arguments.assign(separator + 1, words.end());
    }
    if (!own.arguments.empty()) {
        own.path = own.arguments.front();
    }
    return own;
}

Command own_start(const UnitProperties& unit) {
    const auto& command = unit.exec_start.front();
    return is_vipwarden(command) ? behind_run(command) : command;
}

bool has_our_drop_in(const UnitProperties& unit) {
    return std::ranges::any_of(unit.drop_in_paths,
                               [](const std::string& path) { return base_name(path) == kDropInName; });
}

bool calls_vipwarden(const UnitProperties& unit) {
    return std::ranges::any_of(
        std::array{&unit.exec_start_pre, &unit.exec_start, &unit.exec_reload, &unit.exec_stop_post},
        [](const auto* commands) { return std::ranges::any_of(*commands, is_vipwarden); });
}

std::optional<std::string> why_not_loaded(const UnitProperties& unit) {
    if (unit.load_state == "loaded") {
        return std::nullopt;
    }
    if (unit.load_state == "not-found") {
        return fmt::format("there is no unit {}: name the one that starts keepalived", unit.name);
    }
    if (unit.load_state == "masked") {
        return fmt::format("{} is masked, so it can't start: run 'systemctl unmask {}' first", unit.name,
                           unit.name);
    }
    return fmt::format("systemd can't load {} ({}): 'systemctl status {}' says why", unit.name,
                       unit.load_state, unit.name);
}

std::optional<std::string> why_not_keepalived(const UnitProperties& unit) {
    if (unit.exec_start.size() != 1) {
        return fmt::format("{} has {} ExecStart= lines; one that starts keepalived is understood", unit.name,
                           unit.exec_start.size());
    }
    const auto start = own_start(unit);
    const bool is_script = start.path.find("/init.d/") != std::string::npos;
    if (base_name(start.path) == kKeepalived && !is_script) {
        return std::nullopt;
    }
    const bool wrapped = is_script || std::ranges::any_of(start.arguments, [](std::string_view word) {
                             return word.find(kKeepalived) != std::string_view::npos;
                         });
    if (wrapped) {
        return fmt::format(
            "{} starts keepalived through {}, and what that does with signals and exit codes is not known: "
            "let its ExecStart= start keepalived itself",
            unit.name, start.path);
    }
    return fmt::format("{} starts {}, which is not keepalived: name the unit that does", unit.name,
                       start.path);
}

std::optional<std::string> why_shape_is_unknown(const UnitProperties& unit) {
    constexpr std::array<std::string_view, 5> kKnown{"simple", "exec", "notify", "notify-reload", "forking"};
    if (std::ranges::find(kKnown, unit.type) != kKnown.end()) {
        return std::nullopt;
    }
    return fmt::format("{} has Type={}, with which keepalived's life can't be followed: use notify",
                       unit.name, unit.type);
}

/// A command in the file calls vipwarden; a comment that mentions it is nobody's concern.
bool commands_vipwarden(const DropInFile& file) {
    std::istringstream lines{file.text};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Exec") && line.find("vipwarden") != std::string::npos) {
            return true;
        }
    }
    return false;
}

/// Somebody's own drop-in does what ours would do as well: both together would do it twice.
std::optional<std::string> why_there_is_another(const UnitProperties& unit,
                                                const std::vector<DropInFile>& others) {
    const auto guilty = std::ranges::find_if(others, commands_vipwarden);
    if (guilty != others.end()) {
        return fmt::format(
            "{} calls vipwarden already, and 'vipwarden install' did not write it: remove it first",
            guilty->path);
    }
    if (calls_vipwarden(unit) && !has_our_drop_in(unit)) {
        return fmt::format("{} calls vipwarden already, in {}: remove that first", unit.name,
                           unit.fragment_path);
    }
    return std::nullopt;
}

bool sets_start(const DropInFile& file) {
    return file.text.starts_with("ExecStart=") || file.text.find("\nExecStart=") != std::string::npos;
}

/// With such a type systemd takes `run`, which stays in the foreground, for a start that never ends.
bool sets_forking(const DropInFile& file) {
    std::istringstream lines{file.text};
    std::string type;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Type=")) {
            type = line.substr(line.find('=') + 1);
        }
    }
    return type == "forking" || type == "oneshot" || type == "dbus";
}

std::string overruled_by(const DropInFile& later, std::string_view key, std::string_view consequence) {
    return fmt::format(
        "{} sets {} and counts after {}, so {}: give it a name that sorts before, such as 50-{}", later.path,
        key, kDropInName, consequence, base_name(later.path));
}

std::optional<std::string> why_overruled(const std::vector<DropInFile>& others) {
    for (const auto& file : others) {
        if (base_name(file.path) <= kDropInName) {
            continue;
        }
        if (sets_start(file)) {
            return overruled_by(file, "ExecStart=", "vipwarden would never be started");
        }
        if (sets_forking(file)) {
            return overruled_by(file, "Type=", "no start of keepalived would ever succeed");
        }
    }
    return std::nullopt;
}

std::optional<std::string> why_not_supervised(const UnitProperties& unit) {
    if (!is_confined(unit)) {
        return std::nullopt;
    }
    const auto what = !unit.user.empty()             ? fmt::format("User={}", unit.user)
                      : unit.protect_kernel_tunables ? std::string{"ProtectKernelTunables=yes"}
                                                     : fmt::format("ProtectSystem={}", unit.protect_system);
    return fmt::format(
        "{} runs with {}, where vipwarden can't write its snapshot and the kernel's settings: use --mode "
        "hook",
        unit.name, what);
}

}  // namespace

bool is_vipwarden(const Command& command) {
    return base_name(command.path) == "vipwarden";
}

bool is_confined(const UnitProperties& unit) {
    return (!unit.user.empty() && unit.user != "root" && unit.user != "0") ||
           unit.protect_system == "strict" || unit.protect_kernel_tunables;
}

OwnCommands own_commands(const UnitProperties& unit) {
    return {.start = own_start(unit),
            .reload = without_vipwarden(unit.exec_reload),
            .stop_post = without_vipwarden(unit.exec_stop_post)};
}

std::optional<std::string> why_refused(const UnitProperties& unit, const std::vector<DropInFile>& others,
                                       Mode mode) {
    if (auto reason = why_not_loaded(unit)) {
        return reason;
    }
    if (auto reason = why_there_is_another(unit, others)) {
        return reason;
    }
    if (auto reason = why_not_keepalived(unit)) {
        return reason;
    }
    // With our own drop-in in place the type is ours.
    if (auto reason = why_shape_is_unknown(unit)) {
        return reason;
    }
    if (mode == Mode::hook) {
        return std::nullopt;
    }
    if (auto reason = why_not_supervised(unit)) {
        return reason;
    }
    return why_overruled(others);
}

}  // namespace vipwarden::systemd
