// SPDX-License-Identifier: MIT
#include "wrapper/commands/check_look.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>
#include <tuple>

#include <fmt/format.h>

#include "systemd/sdbus_unit_manager.hpp"
#include "systemd/unit_name.hpp"
#include "systemd/within.hpp"
#include "wrapper/commands/check_plan.hpp"
#include "wrapper/commands/check_unit.hpp"
#include "wrapper/commands/check_vips.hpp"
#include "wrapper/commands/check_wire.hpp"
#include "wrapper/commands/installer.hpp"
#include "wrapper/commands/instance_states.hpp"
#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/commands/machine.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/config/strict.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

using report::CheckReport;
using report::Finding;
using report::FindingKind;
using report::Severity;

/// Monitoring does not wait for a service manager in trouble, nor for its bus.
constexpr std::chrono::seconds kPatience{5};

void add(std::vector<Finding> more, CheckReport& report) {
    std::ranges::move(more, std::back_inserter(report.findings));
}

Finding not_looked(std::string message) {
    return {.severity = Severity::unknown, .kind = FindingKind::not_looked, .message = std::move(message)};
}

/// Whether keepalived would configure a VIP that it declares: what it ignores or the kernel refuses is not
/// missing. Of a file that it refuses by now nothing can be said.
std::function<bool(const Vip&)> expectation(const Target& target, const release::KernelState& present) {
    std::set<std::tuple<std::string, netlink::IpAddress, std::uint8_t>> configured;
    for (const auto& address : config::strict_addresses(target.parsed, machine_of(present)).addresses) {
        configured.emplace(address.instance, address.address, address.prefix_length);
    }
    return [configured = std::move(configured)](const Vip& vip) {
        return configured.empty() || configured.contains({vip.instance, vip.address, vip.prefix_length});
    };
}

bool records_something(const snapshot::Snapshot& snapshot) {
    return !recorded_vips(snapshot).empty() || !snapshot.learnt.empty() || !snapshot.devices.empty() ||
           snapshot.routing != DeclaredRouting{};
}

SnapshotFacts facts_of(const Target& target, const release::PlanInput& input) {
    std::error_code error;
    const auto& snapshot = *target.snapshot;
    return {.file = target.snapshot_file,
            .config_path = target.config_path,
            .config_exists = std::filesystem::exists(target.config_path, error) || error,
            .records_something = records_something(snapshot),
            .released = snapshot.released,
            .alive = is_supervised(snapshot) ||
                     std::ranges::any_of(input.holders, &release::Holder::same_configuration)};
}

void look_at_target(Target& target, const CheckOptions& options, CheckReport& report,
                    std::vector<WireSubject>& subjects) {
    if (!options.recorded) {
        look_for_doubts(target);
    }
    auto input = survey(target, {.keep_all = keeps_vips(target, options.selection)});
    report.targets.push_back({.subject = target.subject(), .plan = release::plan(input)});
    add(plan_findings(report.targets.back()), report);
    if (!options.recorded) {
        add(missing_vips(input, target.net_namespace, ask_states(input.holders),
                         expectation(target, input.present)),
            report);
        if (target.snapshot) {
            add(stale_snapshot(facts_of(target, input)), report);
        }
    }
    subjects.push_back({.net_namespace = target.net_namespace,
                        .vips = known_vips(input),
                        .present = std::move(input.present)});
}

void look_at_snapshot_files(const std::string& directory, CheckReport& report) try {
    const auto boot_id = snapshot::current_boot_id();
    for (const auto& file : snapshot::files_in(directory)) {
        add(damaged_snapshot(snapshot::read(file, boot_id).warnings), report);
    }
} catch (const std::system_error& error) {
    auto finding = not_looked(fmt::format("the snapshots were not looked at: {}", error.what()));
    finding.advice = "run this as root";
    report.findings.push_back(std::move(finding));
}

/// The unit that starts keepalived, and the one that releases from outside of its cgroup.
struct Units {
    systemd::UnitProperties service{};
    systemd::UnitProperties release{};
};

void judge_units(const Units& units, const CheckOptions& options, CheckReport& report) {
    const auto& unit = units.service;
    if (!is_in_service(unit)) {
        report.remarks.push_back(fmt::format("{} is {}", unit.name, unit.load_state));
        if (options.unit && unit.load_state == "not-found") {
            report.findings.push_back(not_looked(fmt::format("there is no unit {}", unit.name)));
        }
        return;
    }
    auto existing = find_drop_in(kUnitDirectory, unit.name);
    const UnitFacts facts{.unit = unit,
                          .drop_in = existing.path,
                          .drop_in_text = existing.refusal ? "" : std::move(existing.text)};
    add(unit_findings(facts, report.count(FindingKind::leftover) > 0), report);
    add(release_findings(units.release), report);
    report.unit = {.name = unit.name,
                   .active = unit.active_state == "active" || unit.active_state == "reloading",
                   .has_vipwarden = has_vipwarden(unit)};
}

Units load_units(const std::string& service) {
    auto units = systemd::within<Units>(kPatience, [service] {
        const auto manager = systemd::open_unit_manager(kPatience);
        auto unit = manager->load(service);
        auto release = manager->load(systemd::release_unit(unit.name));
        return Units{.service = std::move(unit), .release = std::move(release)};
    });
    if (!units) {
        throw std::system_error{std::make_error_code(std::errc::timed_out),
                                fmt::format("ask systemd for {}", service)};
    }
    return *std::move(units);
}

/// A host without systemd, and a container without its bus, are as good as any.
void look_at_unit(const CheckOptions& options, CheckReport& report) try {
    const auto wanted = options.unit.value_or(kDefaultUnit);
    if (wanted.empty()) {
        return;
    }
    if (const auto service = systemd::service_name(wanted)) {
        judge_units(load_units(*service), options, report);
    } else {
        report.findings.push_back(not_looked(fmt::format("'{}' is not the name of a service", wanted)));
    }
} catch (const std::system_error& error) {
    report.remarks.push_back(fmt::format("no unit was looked at: {}", error.what()));
}

}  // namespace

CheckReport look(const CheckOptions& options, const std::vector<std::string>& environment) {
    const auto& selection = options.selection;
    Reader reader{{selection.keepalived_version, program_of(selection)}, environment};
    auto targets = find_targets(selection, reader);
    if (options.recorded) {
        leave_out_declared(targets);
    }
    CheckReport report{.whole = !options.recorded, .probed = options.probe};
    std::vector<WireSubject> subjects;
    for (auto& target : targets) {
        if (!target.has_input()) {
            return could_not_look(fmt::format(
                "neither a configuration nor a snapshot to judge by: {}: {}, and there is no snapshot in {}",
                target.config_path, target.parsed.unreadable.message(), selection.snapshot_dir));
        }
        require_sight();
        look_at_target(target, options, report, subjects);
    }
    if (!options.recorded) {
        look_at_snapshot_files(selection.snapshot_dir, report);
        look_at_unit(options, report);
    }
    look_at_vips(subjects, report);
    worst_first(report.findings);
    return report;
}

CheckReport could_not_look(const std::string& why) {
    return {.looked = false, .findings = {not_looked(why)}};
}

}  // namespace vipwarden::commands
