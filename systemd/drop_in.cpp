// SPDX-License-Identifier: MIT
#include "systemd/drop_in.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "systemd/command_line.hpp"
#include "systemd/own_commands.hpp"
#include "systemd/unit_name.hpp"

namespace vipwarden::systemd {

namespace {

constexpr std::string_view kMark = "# Written by `vipwarden install`";

/// `run` ends keepalived within 9 s and then releases; the service manager must not cut that short.
constexpr std::chrono::seconds kStopTimeout{20};

constexpr const char* kForwardHup = "/bin/kill -HUP $MAINPID";

/// Lines of the drop-in, and what they are to be good for.
class Writer {
 public:
    void line(std::string_view text) { text_ += fmt::format("{}\n", text); }

    void set(const std::string& key, const std::string& value) {
        line(fmt::format("{}={}", key, value));
        effect_.emplace_back(key, value);
    }

    /// Instead of what other files say.
    void replace(const std::string& key, const std::vector<std::string>& values) {
        line(fmt::format("{}=", key));
        for (const auto& value : values) {
            set(key, value);
        }
    }

    void expect(const std::string& key, const std::string& value) { effect_.emplace_back(key, value); }

    [[nodiscard]] DropIn finish() && { return {.text = std::move(text_), .effect = std::move(effect_)}; }

 private:
    std::string text_{};
    Effect effect_{};
};

/// keepalived's command line, in the foreground: below `run`, and for `snapshot` and `release` to learn from.
std::vector<std::string> foreground(const Command& start) {
    std::vector<std::string> words{start.path};
    words.insert(words.end(), start.arguments.begin() + (start.arguments.empty() ? 0 : 1),
                 start.arguments.end());
    const auto told = [](const std::string& word) { return word == "--dont-fork" || word == "-n"; };
    if (std::ranges::none_of(words, told)) {
        words.insert(words.begin() + 1, "--dont-fork");
    }
    return words;
}

/// "/usr/sbin/vipwarden VERB -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS": variables are replaced by the
/// service manager, so the hooks see the options that keepalived sees.
std::string call(const DropInRequest& request, const std::string& prefix,
                 const std::vector<std::string>& verb, const Command& start) {
    Command command{.prefix = prefix, .path = request.vipwarden};
    command.arguments = {request.vipwarden};
    std::ranges::copy(verb, std::back_inserter(command.arguments));
    command.arguments.emplace_back("--");
    const auto words = foreground(start);
    command.arguments.insert(command.arguments.end(), words.begin(), words.end());
    return to_line(command);
}

/// A hook that fails changes nothing for keepalived. In a confined unit it runs with full privileges, as only
/// that reaches the addresses and /run.
std::string hook_prefix(const UnitProperties& unit, const Command& start) {
    const bool literal = start.prefix.find(':') != std::string::npos;
    return fmt::format("-{}{}", literal ? ":" : "", is_confined(unit) ? "+" : "");
}

std::vector<std::string> to_lines(const std::vector<Command>& commands) {
    std::vector<std::string> lines;
    std::ranges::transform(commands, std::back_inserter(lines), to_line);
    return lines;
}

std::vector<std::string> reload_lines(const OwnCommands& own) {
    return own.reload.empty() ? std::vector<std::string>{kForwardHup} : to_lines(own.reload);
}

void write_head(Writer& writer, const UnitProperties& unit, const DropInRequest& request,
                std::string_view what) {
    writer.line(fmt::format("{}: to change it run that again, to remove it `vipwarden uninstall`.", kMark));
    writer.line(what);
    if (request.third_layer) {
        writer.line("[Unit]");
        writer.line("# From outside of the cgroup, for what ExecStopPost= can't reach (a frozen cgroup).");
        writer.line("OnFailure=vipwarden-release@%n.service");
        writer.line("Wants=vipwarden-thaw@%n.service\n");
        writer.expect("OnFailure", release_unit(unit.name));
        writer.expect("Wants", thaw_unit(unit.name));
    }
    writer.line("[Service]");
}

/// Ours comes first: when one of several fails or hangs, the rest is never run.
void write_stop_post(Writer& writer, const OwnCommands& own, const std::string& release) {
    if (own.stop_post.empty()) {
        writer.set("ExecStopPost", release);
        return;
    }
    std::vector<std::string> lines{release};
    std::ranges::copy(to_lines(own.stop_post), std::back_inserter(lines));
    writer.replace("ExecStopPost", lines);
}

std::vector<std::string> run_verb(const DropInRequest& request) {
    std::vector<std::string> words{"run"};
    if (request.lease) {
        words.emplace_back("--lease");
        words.push_back(fmt::format("{}", request.lease->count()));
    }
    return words;
}

DropIn supervise(const UnitProperties& unit, const DropInRequest& request) {
    const auto own = own_commands(unit);
    Writer writer;
    write_head(writer, unit, request,
               "# keepalived runs under vipwarden: no VIP survives the end of the service, however it ends.");
    writer.line(
        "# keepalived tells systemd that it is up only when systemd is its parent; vipwarden does that now.");
    writer.set("Type", "notify");
    writer.set("NotifyAccess", "main");
    writer.set("PIDFile", "");
    writer.line(
        "# TERM to vipwarden alone: it ends keepalived and releases. What is left after it is killed.");
    writer.set("KillMode", "mixed");
    if (unit.timeout_stop <= kStopTimeout) {
        writer.line("# vipwarden needs up to 9 s to end keepalived, and then releases.");
        writer.set("TimeoutStopSec", fmt::format("{}", kStopTimeout.count()));
    }
    writer.line(
        "# All the hardening that can't break a notify script; what your scripts bear is yours to add.");
    writer.line("LockPersonality=yes");
    writer.replace("ExecStart", {call(request, own.start.prefix, run_verb(request), own.start)});
    writer.line("# vipwarden records the new configuration, then hands the HUP on.");
    writer.replace("ExecReload", reload_lines(own));
    writer.line("# For the day when vipwarden itself is killed too.");
    write_stop_post(writer, own, call(request, hook_prefix(unit, own.start), {"release"}, own.start));
    return std::move(writer).finish();
}

DropIn hook(const UnitProperties& unit, const DropInRequest& request) {
    const auto own = own_commands(unit);
    const auto prefix = hook_prefix(unit, own.start);
    const auto snapshot = call(request, prefix, {"snapshot"}, own.start);
    Writer writer;
    write_head(writer, unit, request,
               "# keepalived stays the main process of its service; vipwarden only cleans up behind it.");
    writer.line("# Nothing of keepalived may be alive when vipwarden releases: a living one keeps its VIPs.");
    writer.set("KillMode", "control-group");
    writer.line(
        "# Before keepalived starts: no VIP of an earlier configuration stays; then it is recorded which");
    writer.line("# addresses are the host's own, and which VIPs are declared.");
    writer.set("ExecStartPre", call(request, prefix, {"release", "--recorded"}, own.start));
    writer.set("ExecStartPre", snapshot);
    writer.line("# Before each reload: the VIPs of the new configuration, in addition.");
    auto reload = reload_lines(own);
    reload.insert(reload.begin(), snapshot);
    writer.replace("ExecReload", reload);
    writer.line("# After every end, a failed start included.");
    write_stop_post(writer, own, call(request, prefix, {"release"}, own.start));
    return std::move(writer).finish();
}

std::vector<std::string> remarks_on(const UnitProperties& unit, Mode mode) {
    const auto own = own_commands(unit);
    const bool past_us = mode == Mode::supervise && !own.reload.empty() &&
                         std::ranges::none_of(own.reload, [](const Command& command) {
                             return to_line(command).find("$MAINPID") != std::string::npos;
                         });
    if (!past_us) {
        return {};
    }
    return {fmt::format(
        "ExecReload= of {} does not signal $MAINPID: a reload goes past vipwarden, which learns of "
        "new VIPs only afterwards",
        unit.name)};
}

using Shown = std::multimap<std::string, std::string>;

void show(Shown& shown, const char* key, const std::vector<Command>& commands) {
    for (const auto& command : commands) {
        shown.emplace(key, to_line(command));
    }
}

/// What the unit says of itself, in the words of a drop-in.
Shown shown_by(const UnitProperties& unit) {
    Shown shown{
        {"Type", unit.type},
        {"NotifyAccess", unit.notify_access},
        {"PIDFile", unit.pid_file},
        {"KillMode", unit.kill_mode},
        {"TimeoutStopSec",
         fmt::format("{}", std::chrono::duration_cast<std::chrono::seconds>(unit.timeout_stop).count())}};
    for (const auto& other : unit.on_failure) {
        shown.emplace("OnFailure", other);
    }
    for (const auto& other : unit.wants) {
        shown.emplace("Wants", other);
    }
    show(shown, "ExecStartPre", unit.exec_start_pre);
    show(shown, "ExecStart", unit.exec_start);
    show(shown, "ExecReload", unit.exec_reload);
    show(shown, "ExecStopPost", unit.exec_stop_post);
    return shown;
}

std::vector<std::string> values_of(const Shown& shown, const std::string& key) {
    std::vector<std::string> values;
    for (auto [at, end] = shown.equal_range(key); at != end; ++at) {
        values.push_back(at->second);
    }
    return values;
}

}  // namespace

std::string drop_in_directory(const std::string& service) {
    return fmt::format("{}.d", service);
}

bool is_our_drop_in(std::string_view text) {
    return text.starts_with(kMark);
}

std::variant<DropIn, Refusal> make_drop_in(const UnitProperties& unit, const std::vector<DropInFile>& others,
                                           const DropInRequest& request) {
    if (auto reason = why_refused(unit, others, request.mode)) {
        return Refusal{.reason = *std::move(reason)};
    }
    auto made = request.mode == Mode::supervise ? supervise(unit, request) : hook(unit, request);
    made.remarks = remarks_on(unit, request.mode);
    return made;
}

std::vector<std::string> what_is_missing(const Effect& effect, const UnitProperties& unit) {
    const auto shown = shown_by(unit);
    std::vector<std::string> missing;
    for (const auto& [key, value] : effect) {
        const auto values = values_of(shown, key);
        if (std::ranges::find(values, value) == values.end()) {
            missing.push_back(
                fmt::format("{}={} is wanted, but there is '{}'", key, value, fmt::join(values, "', '")));
        }
    }
    const auto starts = values_of(shown, "ExecStart").size();
    if (starts > 1) {
        missing.push_back(fmt::format("there are {} ExecStart= lines", starts));
    }
    return missing;
}

}  // namespace vipwarden::systemd
