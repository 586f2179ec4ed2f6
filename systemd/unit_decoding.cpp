// SPDX-License-Identifier: MIT
#include "systemd/unit_decoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace vipwarden::systemd {

namespace {

// org.freedesktop.systemd1(5): path, argv, flags; then when it ran last and how that ended.
using PlainCommand = sdbus::Struct<std::string, std::vector<std::string>, bool, std::uint64_t, std::uint64_t,
                                   std::uint64_t, std::uint64_t, std::uint32_t, std::int32_t, std::int32_t>;
using FlaggedCommand =
    sdbus::Struct<std::string, std::vector<std::string>, std::vector<std::string>, std::uint64_t,
                  std::uint64_t, std::uint64_t, std::uint64_t, std::uint32_t, std::int32_t, std::int32_t>;

template <typename Value>
Value get(const Properties& properties, const std::string& name) {
    const auto found = properties.find(name);
    return found == properties.end() ? Value{} : found->second.get<Value>();
}

/// ExecStartEx and its like came with systemd 243; before, all that is told is whether a failure is ignored.
std::vector<Command> commands(const Properties& properties, const std::string& name) {
    std::vector<Command> result;
    if (properties.contains(name + "Ex")) {
        for (const auto& command : get<std::vector<FlaggedCommand>>(properties, name + "Ex")) {
            result.push_back({.prefix = prefix_of(std::get<2>(command)),
                              .path = std::get<0>(command),
                              .arguments = std::get<1>(command)});
        }
        return result;
    }
    for (const auto& command : get<std::vector<PlainCommand>>(properties, name)) {
        result.push_back({.prefix = std::get<2>(command) ? "-" : "",
                          .path = std::get<0>(command),
                          .arguments = std::get<1>(command)});
    }
    return result;
}

/// Each comes with whether it may be missing.
std::vector<std::string> environment_files(const Properties& kind) {
    std::vector<std::string> paths;
    for (const auto& file : get<std::vector<sdbus::Struct<std::string, bool>>>(kind, "EnvironmentFiles")) {
        paths.push_back(std::get<0>(file));
    }
    return paths;
}

/// Microseconds as systemd has them, where the highest number means "infinity".
std::chrono::microseconds duration(std::uint64_t value) {
    constexpr auto kMost = static_cast<std::uint64_t>(std::chrono::microseconds::max().count());
    return std::chrono::microseconds{static_cast<std::int64_t>(std::min(value, kMost))};
}

}  // namespace

std::string prefix_of(const std::vector<std::string>& flags) {
    constexpr std::array<std::pair<const char*, const char*>, 5> kPrefixes{{{"ignore-failure", "-"},
                                                                            {"no-env-expand", ":"},
                                                                            {"privileged", "+"},
                                                                            {"no-setuid", "!"},
                                                                            {"ambient", "!!"}}};
    std::string prefix;
    for (const auto& [flag, character] : kPrefixes) {
        if (std::ranges::find(flags, flag) != flags.end()) {
            prefix += character;
        }
    }
    return prefix;
}

UnitProperties decode_unit(const Properties& unit, const Properties& kind) {
    using Strings = std::vector<std::string>;
    return {.name = get<std::string>(unit, "Id"),
            .load_state = get<std::string>(unit, "LoadState"),
            .active_state = get<std::string>(unit, "ActiveState"),
            .unit_file_state = get<std::string>(unit, "UnitFileState"),
            .result = get<std::string>(kind, "Result"),
            .control_group = get<std::string>(kind, "ControlGroup"),
            .fragment_path = get<std::string>(unit, "FragmentPath"),
            .drop_in_paths = get<Strings>(unit, "DropInPaths"),
            .need_daemon_reload = get<bool>(unit, "NeedDaemonReload"),
            .wants = get<Strings>(unit, "Wants"),
            .on_failure = get<Strings>(unit, "OnFailure"),
            .type = get<std::string>(kind, "Type"),
            .notify_access = get<std::string>(kind, "NotifyAccess"),
            .pid_file = get<std::string>(kind, "PIDFile"),
            .kill_mode = get<std::string>(kind, "KillMode"),
            .main_pid = get<std::uint32_t>(kind, "MainPID"),
            .timeout_stop = duration(get<std::uint64_t>(kind, "TimeoutStopUSec")),
            .user = get<std::string>(kind, "User"),
            .protect_system = get<std::string>(kind, "ProtectSystem"),
            .protect_kernel_tunables = get<bool>(kind, "ProtectKernelTunables"),
            .environment = get<Strings>(kind, "Environment"),
            .environment_files = environment_files(kind),
            .exec_start_pre = commands(kind, "ExecStartPre"),
            .exec_start = commands(kind, "ExecStart"),
            .exec_reload = commands(kind, "ExecReload"),
            .exec_stop_post = commands(kind, "ExecStopPost")};
}

}  // namespace vipwarden::systemd
