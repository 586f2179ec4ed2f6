// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "systemd/drop_in.hpp"
#include "systemd/unit.hpp"

namespace vipwarden::systemd {

inline Command command(std::string path, const std::vector<std::string>& words, std::string prefix = "") {
    std::vector<std::string> arguments{path};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return {.prefix = std::move(prefix), .path = std::move(path), .arguments = std::move(arguments)};
}

/// What systemd says of a loaded unit that says no more than this.
inline UnitProperties unit(std::string type, const std::vector<std::string>& words) {
    return {.name = "keepalived.service",
            .load_state = "loaded",
            .active_state = "inactive",
            .fragment_path = "/lib/systemd/system/keepalived.service",
            .type = std::move(type),
            .notify_access = "none",
            .kill_mode = "control-group",
            .timeout_stop = std::chrono::seconds{90},
            .exec_start = {command("/usr/sbin/keepalived", words)},
            .exec_reload = {command("/bin/kill", {"-HUP", "$MAINPID"})}};
}

/// Debian 12, 13; Ubuntu 22.04, 24.04.
inline UnitProperties debian12() {
    auto shape = unit("notify", {"--dont-fork", "$DAEMON_ARGS"});
    shape.notify_access = "main";
    return shape;
}

inline UnitProperties debian11() {
    return unit("simple", {"--dont-fork", "$DAEMON_ARGS"});
}

/// Debian 10, Ubuntu up to 20.04.
inline UnitProperties debian10() {
    auto shape = unit("forking", {"$DAEMON_ARGS"});
    shape.kill_mode = "process";
    return shape;
}

inline UnitProperties rhel8() {
    auto shape = unit("forking", {"$KEEPALIVED_OPTIONS"});
    shape.pid_file = "/run/keepalived.pid";
    shape.kill_mode = "process";
    return shape;
}

inline UnitProperties rhel9() {
    auto shape = unit("notify", {"--dont-fork", "$KEEPALIVED_OPTIONS"});
    shape.notify_access = "all";
    shape.pid_file = "/run/keepalived.pid";
    shape.kill_mode = "process";
    return shape;
}

/// Up to 2.1.5, built from its sources.
inline UnitProperties upstream_forking() {
    auto shape = rhel8();
    shape.exec_start = {command("/usr/local/sbin/keepalived", {"$KEEPALIVED_OPTIONS"})};
    return shape;
}

/// From 2.2.4 on.
inline UnitProperties upstream_notify() {
    auto shape = rhel9();
    shape.notify_access = "main";
    shape.exec_start = {command("/usr/local/sbin/keepalived", {"--dont-fork", "$KEEPALIVED_OPTIONS"})};
    return shape;
}

inline UnitProperties upstream_without_root() {
    auto shape = upstream_notify();
    shape.user = "keepalived";
    return shape;
}

inline UnitProperties arch() {
    auto shape = unit("simple", {"--dont-fork", "$DAEMON_OPTS"});
    shape.exec_start.front().path = shape.exec_start.front().arguments.front() = "/usr/bin/keepalived";
    shape.exec_reload.clear();
    return shape;
}

inline DropInRequest request(Mode mode, bool third_layer = true) {
    return {.mode = mode, .vipwarden = "/usr/sbin/vipwarden", .third_layer = third_layer};
}

inline DropIn made(const UnitProperties& unit, Mode mode) {
    return std::get<DropIn>(make_drop_in(unit, {}, request(mode)));
}

/// The settings of one key, in their order; a reset is an empty one.
inline std::vector<std::string> settings(const std::string& text, const std::string& key) {
    std::vector<std::string> values;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const auto end = text.find('\n', begin);
        const auto line = text.substr(begin, end - begin);
        if (line.starts_with(key + '=')) {
            values.push_back(line.substr(key.size() + 1));
        }
        begin = end + 1;
    }
    return values;
}

/// The unit as systemd shows it once the drop-in counts.
inline UnitProperties with(UnitProperties unit, Mode mode) {
    const auto own = unit;
    unit.drop_in_paths = {"/etc/systemd/system/keepalived.service.d/60-vipwarden.conf"};
    auto words = own.exec_start.front().arguments;
    if (words.size() < 2 || words[1] != "--dont-fork") {
        words.insert(words.begin() + 1, "--dont-fork");
    }
    const auto call = [&words](std::vector<std::string> verb, const char* prefix) {
        verb.emplace_back("--");
        verb.insert(verb.end(), words.begin(), words.end());
        return command("/usr/sbin/vipwarden", std::move(verb), prefix);
    };
    auto reload = own.exec_reload;
    if (reload.empty()) {
        reload = {command("/bin/kill", {"-HUP", "$MAINPID"})};
    }
    unit.on_failure = {"vipwarden-release@keepalived.service.service"};
    unit.wants = {"vipwarden-thaw@keepalived.service.service"};
    unit.exec_stop_post.insert(unit.exec_stop_post.begin(), call({"release"}, "-"));
    if (mode == Mode::supervise) {
        unit.type = "notify";
        unit.notify_access = "main";
        unit.pid_file = "";
        unit.kill_mode = "mixed";
        unit.exec_start = {call({"run"}, own.exec_start.front().prefix.c_str())};
    } else {
        unit.kill_mode = "control-group";
        unit.exec_start_pre.push_back(call({"release", "--recorded"}, "-"));
        unit.exec_start_pre.push_back(call({"snapshot"}, "-"));
        reload.insert(reload.begin(), call({"snapshot"}, "-"));
    }
    unit.exec_reload = reload;
    return unit;
}

}  // namespace vipwarden::systemd
