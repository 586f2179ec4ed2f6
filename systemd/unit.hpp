// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vipwarden::systemd {

/// One command of a unit as the service manager holds it: specifiers (%i) are resolved, variables ($NAME) are
/// still words.
struct Command {
    std::string prefix{};  ///< Of "-" (a failure is ignored), ":", "+", "!", "!!", in this order.
    std::string path{};
    std::vector<std::string> arguments{};  ///< argv[0] included.

    bool operator==(const Command&) const = default;
};

/// What a unit is made of, all its files taken together, and how it is. Of a unit that is no service the
/// fields from `type` on are empty.
struct UnitProperties {
    std::string name{};             ///< The unit's own, also if an alias was asked for.
    std::string load_state{};       ///< "loaded", "not-found", "masked", "bad-setting", "error".
    std::string active_state{};     ///< "active", "inactive", "failed", ...
    std::string unit_file_state{};  ///< "enabled", "disabled", "static", ...
    std::string result{};           ///< How it ended last: "success", "timeout", ...
    std::string control_group{};    ///< "/system.slice/keepalived.service"; empty if it has none now.
    std::string fragment_path{};
    std::vector<std::string> drop_in_paths{};  ///< In the order in which they count.
    bool need_daemon_reload{false};            ///< The files on disk are newer than all of this.
    std::vector<std::string> wants{};
    std::vector<std::string> on_failure{};

    std::string type{};
    std::string notify_access{};
    std::string pid_file{};
    std::string kill_mode{};
    std::uint32_t main_pid{0};                 ///< 0: there is none.
    std::chrono::microseconds timeout_stop{};  ///< The maximum stands for "infinity".
    std::string user{};                        ///< Empty: root.
    std::string protect_system{};
    bool protect_kernel_tunables{false};
    std::vector<std::string> environment{};        ///< "NAME=value" of Environment=.
    std::vector<std::string> environment_files{};  ///< Paths; what they say counts more, the last one most.
    std::vector<Command> exec_start_pre{};
    std::vector<Command> exec_start{};
    std::vector<Command> exec_reload{};
    std::vector<Command> exec_stop_post{};

    bool operator==(const UnitProperties&) const = default;
};

}  // namespace vipwarden::systemd
