// SPDX-License-Identifier: MIT
#include "wrapper/commands/installer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "systemd/unit_name.hpp"
#include "wrapper/commands/drop_in_file.hpp"

namespace vipwarden::commands {

namespace {

using systemd::DropInFile;
using systemd::Mode;
using systemd::Refusal;
using systemd::UnitProperties;

/// What is beside a unit starts and stops at once; only a service manager in trouble takes longer.
constexpr std::chrono::seconds kPatience{30};

std::vector<DropInFile> others_of(const UnitProperties& unit, const std::string& ours) {
    std::vector<DropInFile> others;
    for (const auto& path : unit.drop_in_paths) {
        if (path != ours) {
            others.push_back({.path = path, .text = read_file(path).value_or("")});
        }
    }
    return others;
}

std::vector<std::string> later_drop_ins(const UnitProperties& unit, const std::string& ours) {
    const auto at = std::ranges::find(unit.drop_in_paths, ours);
    return {at == unit.drop_in_paths.end() ? at : at + 1, unit.drop_in_paths.end()};
}

bool uses(const UnitProperties& unit, const std::string& drop_in) {
    return std::ranges::find(unit.drop_in_paths, drop_in) != unit.drop_in_paths.end();
}

bool is_active(const UnitProperties& unit) {
    return unit.active_state == "active" || unit.active_state == "activating" ||
           unit.active_state == "reloading";
}

std::string_view name_of(Mode mode) {
    return mode == Mode::supervise ? "supervise" : "hook";
}

std::string without_third_layer(const std::string& service) {
    return fmt::format(
        "{}, {} or {} is masked or can't be loaded, so nothing releases from outside of the cgroup (a frozen "
        "cgroup, a unit that is masked or deleted): mend that and run this again",
        systemd::release_unit(service), systemd::check_timer(service), systemd::thaw_unit(service));
}

/// Whether the timer is as installing leaves it.
bool is_at_work(const UnitProperties& timer) {
    return timer.active_state == "active" && timer.unit_file_state == "enabled";
}

/// Whether another unit has a drop-in of ours, which needs the files of the third layer.
bool has_our_drop_ins(const std::filesystem::path& unit_directory) {
    return std::ranges::any_of(
        std::filesystem::directory_iterator{unit_directory},
        [](const std::filesystem::directory_entry& entry) {
            return systemd::is_our_drop_in(read_file(entry.path() / systemd::kDropInName).value_or(""));
        });
}

/// A program that the next cleaning of a build directory takes away would keep keepalived from starting (I7).
void remark_on_place(const std::string& vipwarden, std::vector<std::string>& remarks) {
    constexpr std::array<std::string_view, 4> kPlaces{"/usr/", "/opt/", "/sbin/", "/bin/"};
    if (std::ranges::none_of(kPlaces, [&](std::string_view place) { return vipwarden.starts_with(place); })) {
        remarks.push_back(
            fmt::format("the unit will need {} for ever: better install it to /usr/sbin first", vipwarden));
    }
}

}  // namespace

ExistingDropIn find_drop_in(const std::filesystem::path& unit_directory, const std::string& service) {
    ExistingDropIn found{.path = unit_directory / systemd::drop_in_directory(service) / systemd::kDropInName};
    if (auto text = read_file(found.path)) {
        found.text = *std::move(text);
        if (!systemd::is_our_drop_in(found.text)) {
            found.refusal = Refusal{fmt::format(
                "{} was not written by 'vipwarden install' and is left alone: remove or rename it first",
                found.path.native())};
        }
    }
    return found;
}

UnitProperties Installer::load_afresh(const std::string& service, bool dry_run,
                                      std::vector<std::string>& remarks) {
    if (!dry_run) {
        // NeedDaemonReload does not tell of a drop-in in a directory that is new.
        manager_.reload();
    }
    auto unit = manager_.load(service);
    if (unit.need_daemon_reload) {
        remarks.push_back(
            fmt::format("the files of {} have changed, and systemd has not read them yet: after 'systemctl "
                        "daemon-reload' "
                        "this may come out otherwise",
                        service));
    }
    return unit;
}

/// False if it can't be had. Files that a package has installed are left to it; those that are missing, or
/// that we have written for another program, are to be written.
bool Installer::prepare_third_layer(const std::string& service, const std::string& vipwarden,
                                    PlannedInstall& planned) {
    const std::array states{manager_.load(systemd::release_unit(service)).load_state,
                            manager_.load(systemd::check_timer(service)).load_state,
                            manager_.load(systemd::thaw_unit(service)).load_state};
    const bool missing = std::ranges::find(states, "not-found") != states.end();
    for (auto& file : systemd::third_layer_files(vipwarden)) {
        const auto text = read_file(unit_directory_ / file.name);
        const bool replaces = text && systemd::is_our_unit_file(*text) && *text != file.text;
        if (replaces || (missing && !text)) {
            planned.change.remarks.push_back(fmt::format("{} is {}written: no package has installed it",
                                                         (unit_directory_ / file.name).native(),
                                                         planned.change.dry_run ? "to be " : ""));
            planned.unit_files.push_back(std::move(file));
        }
    }
    return std::ranges::all_of(
        states, [](const std::string& state) { return state == "loaded" || state == "not-found"; });
}

/// The files of the third layer that we have written and no unit needs any more.
std::vector<std::filesystem::path> Installer::useless_unit_files() const {
    std::vector<std::filesystem::path> files;
    if (has_our_drop_ins(unit_directory_)) {
        return files;
    }
    for (const auto& file : systemd::third_layer_files({})) {
        auto path = unit_directory_ / file.name;
        if (systemd::is_our_unit_file(read_file(path).value_or(""))) {
            files.push_back(std::move(path));
        }
    }
    return files;
}

std::variant<PlannedInstall, Refusal> Installer::plan(const std::string& service,
                                                      systemd::DropInRequest request, bool dry_run) {
    PlannedInstall planned;
    auto& change = planned.change;
    const auto unit = load_afresh(service, dry_run, change.remarks);
    auto existing = find_drop_in(unit_directory_, unit.name);
    if (existing.refusal) {
        return *std::move(existing.refusal);
    }
    change.dry_run = dry_run;
    request.third_layer = prepare_third_layer(unit.name, request.vipwarden, planned);
    auto made = systemd::make_drop_in(unit, others_of(unit, existing.path), request);
    if (auto* refusal = std::get_if<Refusal>(&made)) {
        return std::move(*refusal);
    }
    auto& drop_in = std::get<systemd::DropIn>(made);
    change.verb = "install";
    change.unit = unit.name;
    change.mode = name_of(request.mode);
    change.drop_in = existing.path;
    change.before = std::move(existing.text);
    change.after = std::move(drop_in.text);
    change.third_layer = request.third_layer;
    change.third_layer_changed =
        !planned.unit_files.empty() ||
        (request.third_layer &&
         (!is_at_work(manager_.load(systemd::check_timer(unit.name))) || is_thaw_missing(unit)));
    change.remarks.insert(change.remarks.end(), drop_in.remarks.begin(), drop_in.remarks.end());
    if (!request.third_layer) {
        change.remarks.push_back(without_third_layer(unit.name));
    }
    remark_on_place(request.vipwarden, change.remarks);
    if (!change.changes_nothing() && is_active(unit)) {
        change.remarks.push_back(fmt::format(
            "{} runs as it was started: run 'systemctl restart {}' when it suits you", unit.name, unit.name));
    }
    planned.effect = std::move(drop_in.effect);
    return planned;
}

/// A unit that runs already does not start what it wants only from now on.
bool Installer::is_thaw_missing(const UnitProperties& unit) {
    return unit.main_pid != 0 && manager_.load(systemd::thaw_unit(unit.name)).active_state != "active";
}

void Installer::start(const std::string& name, report::UnitChange& change) {
    const auto outcome = manager_.start(name, kPatience);
    if (!outcome.clean()) {
        change.problems.push_back(fmt::format("{} did not start ({}, {}): 'systemctl status {}' says why",
                                              name, outcome.job, outcome.unit_result, name));
    }
}

void Installer::stop_if_active(const std::string& name, report::UnitChange& change) {
    if (manager_.load(name).active_state != "active") {
        return;
    }
    const auto outcome = manager_.stop(name, kPatience);
    if (!outcome.clean()) {
        change.problems.push_back(
            fmt::format("{} did not stop ({}, {})", name, outcome.job, outcome.unit_result));
    }
}

void Installer::start_third_layer(report::UnitChange& change) {
    const auto timer = systemd::check_timer(change.unit);
    const auto now = manager_.load(timer);
    if (now.unit_file_state != "enabled") {
        manager_.enable(timer);
        manager_.reload();
    }
    if (now.active_state != "active") {
        start(timer, change);
    }
    if (is_thaw_missing(manager_.load(change.unit))) {
        start(systemd::thaw_unit(change.unit), change);
    }
}

void Installer::verify(PlannedInstall& planned) {
    auto& change = planned.change;
    const auto unit = manager_.load(change.unit);
    if (!uses(unit, change.drop_in)) {
        change.problems.push_back(fmt::format("systemd does not use {}", change.drop_in));
    }
    auto missing = systemd::what_is_missing(planned.effect, unit);
    if (missing.empty()) {
        return;
    }
    if (const auto later = later_drop_ins(unit, change.drop_in); !later.empty()) {
        missing.push_back(fmt::format("these count after ours: {}", fmt::join(later, ", ")));
    }
    change.problems.insert(change.problems.end(), missing.begin(), missing.end());
}

void Installer::install(PlannedInstall& planned) {
    auto& change = planned.change;
    for (const auto& file : planned.unit_files) {
        write_file(unit_directory_ / file.name, file.text);
    }
    if (!change.changes_nothing()) {
        write_file(change.drop_in, change.after);
    }
    if (!change.changes_nothing() || !planned.unit_files.empty()) {
        manager_.reload();
    }
    if (change.third_layer) {
        start_third_layer(change);
    }
    verify(planned);
}

std::variant<report::UnitChange, Refusal> Installer::plan_removal(const std::string& service, bool dry_run) {
    const auto unit = manager_.load(service);
    auto existing = find_drop_in(unit_directory_, unit.name);
    if (existing.refusal) {
        return *std::move(existing.refusal);
    }
    report::UnitChange change{.verb = "uninstall",
                              .unit = unit.name,
                              .drop_in = existing.path,
                              .before = std::move(existing.text),
                              .dry_run = dry_run};
    const auto timer = manager_.load(systemd::check_timer(unit.name));
    change.third_layer_changed = timer.active_state == "active" || timer.unit_file_state == "enabled" ||
                                 manager_.load(systemd::thaw_unit(unit.name)).active_state == "active" ||
                                 !useless_unit_files().empty();
    if (!change.changes_nothing() && is_active(unit)) {
        change.remarks.push_back(fmt::format(
            "{} runs as it was started: run 'systemctl restart {}' when it suits you", unit.name, unit.name));
    }
    return change;
}

void Installer::uninstall(report::UnitChange& change) {
    // First, so that everything is as it was if /etc can't be written.
    if (!change.changes_nothing()) {
        remove_file(change.drop_in);
    }
    const auto timer = systemd::check_timer(change.unit);
    stop_if_active(timer, change);
    stop_if_active(systemd::thaw_unit(change.unit), change);
    const bool was_enabled = manager_.load(timer).unit_file_state == "enabled";
    if (was_enabled) {
        manager_.disable(timer);
    }
    for (const auto& file : useless_unit_files()) {
        std::filesystem::remove(file);
    }
    if (was_enabled || uses(manager_.load(change.unit), change.drop_in)) {
        manager_.reload();
    }
    if (uses(manager_.load(change.unit), change.drop_in)) {
        change.problems.push_back(fmt::format("systemd still uses {}", change.drop_in));
    }
}

}  // namespace vipwarden::commands
