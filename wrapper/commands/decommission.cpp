// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "systemd/sdbus_unit_manager.hpp"
#include "systemd/unit_name.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/decommission_answers.hpp"
#include "wrapper/commands/decommission_attempt.hpp"
#include "wrapper/commands/decommission_host.hpp"
#include "wrapper/commands/decommission_network.hpp"
#include "wrapper/commands/decommission_processes.hpp"
#include "wrapper/commands/decommission_record.hpp"
#include "wrapper/commands/decommission_release.hpp"
#include "wrapper/commands/decommission_scope.hpp"
#include "wrapper/commands/decommission_selection.hpp"
#include "wrapper/commands/decommission_unit.hpp"
#include "wrapper/commands/environment.hpp"
#include "wrapper/commands/installer.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/commands/unit_environment.hpp"
#include "wrapper/commands/unit_verb.hpp"
#include "wrapper/host/files.hpp"
#include "wrapper/host/processes.hpp"
#include "wrapper/host/sysctls.hpp"

namespace vipwarden::commands {

namespace {

class Decommission {
 public:
    Decommission(const DecommissionOptions& options, std::vector<std::string> environment,
                 std::string service)
        : options_{options}, environment_{std::move(environment)}, service_{std::move(service)} {}

    int carry_out() {
        ask_systemd();
        if (unit_ && unit_->is_missing() && options_.unit) {
            return static_cast<int>(refuse(fmt::format(
                "there is no {}: name the unit that starts keepalived, often {}", service_, kDefaultUnit)));
        }
        look();
        if (!options_.dry_run && !options_.yes && !agreed()) {
            spdlog::error("nothing was changed");
            return static_cast<int>(ExitCode::usage);
        }
        if (!options_.dry_run) {
            record();
        }
        end_unit();
        end_survivors();
        for (auto& one : scope_.cases) {
            add(attempt("addresses", [&] { return options_.dry_run ? show_release(one) : release(one); }));
        }
        add(process_steps((options_.dry_run ? keepaliveds_ : look_at_keepaliveds("")).others, left_alone_));
        look_around();
        return finish();
    }

 private:
    void ask_systemd();
    void look();
    [[nodiscard]] bool agreed() const;
    void record();
    void end_unit();
    [[nodiscard]] Steps find_those_left_alone();
    void end_survivors();
    Steps release(Case& one);
    void look_around();
    int finish();

    /// An item is said as soon as it is known; JSON is one piece, so there the log says what can't wait.
    void add(Steps more);
    void add(Step step) { add(Steps{std::move(step)}); }
    [[nodiscard]] release::PlanOptions plan_options() const {
        return {.any_prefix = true, .keep = options_.keep};
    }
    [[nodiscard]] bool has_ended() const { return unit_ && !unit_->is_running(); }

    const DecommissionOptions& options_;
    std::vector<std::string> environment_;
    std::string service_;
    std::unique_ptr<systemd::UnitManager> manager_{};
    std::optional<UnitSteps> unit_{};  ///< Nothing without systemd.
    Selection selection_{};
    std::string control_group_{};  ///< The unit's.
    Keepaliveds keepaliveds_{};    ///< Before the first step.
    Scope scope_{};
    std::vector<pid_t> left_alone_{};  ///< keepaliveds that "survivors" has named.
    Steps steps_{};
};

void Decommission::add(Steps more) {
    auto said = steps_.size();
    append(steps_, std::move(more));
    for (; said < steps_.size(); ++said) {
        const auto& item = steps_[said].item;
        if (!options_.json) {
            print_result(item_text(item));
        } else if (item.state == report::ItemState::warn || item.state == report::ItemState::fail) {
            spdlog::warn("{}: {}", item.name, item.text);
        }
    }
}

void Decommission::ask_systemd() try {
    manager_ = systemd::open_unit_manager();
    unit_.emplace(*manager_, service_, options_.dry_run);
} catch (const std::system_error& error) {
    add(without_systemd(service_, error));
}

void Decommission::look() {
    systemd::UnitProperties properties;
    if (unit_) {
        add(unit_->exists());
        properties = unit_->unit();
    }
    control_group_ = properties.control_group;
    keepaliveds_ = look_at_keepaliveds(control_group_);
    if (const auto* running = first_process(keepaliveds_)) {
        environment_ = environment_of(running->pid);
    } else if (!properties.exec_start.empty()) {
        environment_ = environment_of(properties);
    }
    selection_ = selection_for(options_.selection, properties, keepaliveds_, lookup_in(environment_));
    scope_ = find_scope(selection_, environment_, keepaliveds_, plan_options());
    add(scope_.unknown);
    if (!scope_.vips.empty()) {
        Steps problems;
        add(last_holder_steps(ask_who_answers(scope_.held, problems).others, scope_.of_others));
        add(std::move(problems));
    }
}

bool Decommission::agreed() const {
    std::size_t addresses = 0;
    for (const auto& one : scope_.cases) {
        addresses += one.plan.removals.size();
    }
    fmt::print(stderr, "{} and remove {} address{}? [y/N] ",
               unit_ ? fmt::format("stop, disable and mask {}", service_)
                     : fmt::format("leave {} as it is", service_),
               addresses, addresses == 1 ? "" : "es");
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

void Decommission::record() {
    for (auto& one : scope_.cases) {
        add(attempt("addresses", [&] {
            record_before(one.target, one.plan, selection_.snapshot_dir);
            return Steps{};
        }));
    }
}

void Decommission::end_unit() {
    if (!unit_) {
        return;
    }
    const auto tell = [this](std::chrono::milliseconds waited, std::chrono::seconds patience) {
        spdlog::info("{} is stopping: {} s of at most {} s", service_,
                     std::chrono::duration_cast<std::chrono::seconds>(waited).count(), patience.count());
    };
    add(unit_->stop({.tell = tell}));
    add(unit_->disable());
    add(unit_->mask());
    add(attempt("guards", [this] {
        const auto drop_in = find_drop_in(kUnitDirectory, service_);
        return Steps{unit_->guards(drop_in.text.empty() ? "" : drop_in.path.string())};
    }));
}

/// Those with a configuration of ours that are not the unit's, or may not be.
Steps Decommission::find_those_left_alone() {
    Steps found;
    for (const auto& one : scope_.cases) {
        append(found, attempt("survivors", [&] {
                   const auto running = find_running(one.target);
                   if (!running || (options_.dry_run && keepaliveds_.is_of_unit(running->pid))) {
                       return Steps{};
                   }
                   left_alone_.push_back(running->pid);
                   return Steps{still_held(*running)};
               }));
    }
    return found;
}

/// As long as the unit runs, or nobody knows whether it does, its processes are no survivors.
void Decommission::end_survivors() {
    Steps found;
    const auto own = options_.dry_run ? keepaliveds_.of_unit
                                      : look_at_keepaliveds(has_ended() ? control_group_ : "").of_unit;
    if (!own.empty()) {
        found.push_back(options_.dry_run
                            ? done("survivors", "a keepalived that outlives the stop would be ended", true)
                            : commands::end_survivors(own));
    }
    append(found, find_those_left_alone());
    if (found.empty() && has_ended()) {
        found.push_back(passed("survivors", "no keepalived has outlived its unit"));
    }
    add(std::move(found));
    if (unit_ && (options_.dry_run || has_ended())) {
        add(unit_->reset());
    }
}

Steps Decommission::release(Case& one) {
    auto& target = one.target;
    refresh_snapshot(target, selection_.snapshot_dir);
    (void)check_input(target, selection_.snapshot_dir);
    const auto report = release_and_mark(target, plan_options());
    auto steps = release_steps(target.subject(), report, one.vips);
    append(steps, look_for_marks(target, report.routing_kept));
    return steps;
}

void Decommission::look_around() {
    std::vector<Vip> vips;
    for (const auto& [net_namespace, some] : scope_.vips) {
        vips.insert(vips.end(), some.begin(), some.end());
    }
    if (!vips.empty()) {
        add(attempt("files", [&] {
            return finding_steps("files", host::find_in_files("/", vips), "no file of this host names a VIP");
        }));
    }
    add(attempt("namespaces", [this] { return namespace_steps(scope_.vips); }));
    add(attempt("starters", [this] {
        return finding_steps("starters", host::find_starters("/", service_),
                             "nothing else starts keepalived");
    }));
    add(attempt("speakers", [] {
        const auto processes = supervisor::list_processes();
        return finding_steps("speakers", host::find_speakers(processes, host::look_at_namespaces(processes)),
                             "no other program that moves addresses runs");
    }));
    add(attempt("sysctls", [] {
        return finding_steps("sysctls", host::find_sysctls("/"), "no setting of the kernel is left for VIPs");
    }));
    for (const auto& one : scope_.cases) {
        if (!one.target.parsed.unreadable) {  // static addresses are not recorded
            add(static_steps(one.target));
        }
        if (one.vips > 0) {
            add(use_steps(one.target, scope_.vips[one.target.net_namespace]));
        }
    }
    if (options_.dry_run) {
        add(done("answers", "who has the VIPs afterwards would be asked", true));
        return;
    }
    Steps problems;
    const auto holders = ask_who_answers(scope_.vips, problems);
    add(answer_steps(holders.others, holders.here));
    add(std::move(problems));
}

int Decommission::finish() {
    report::Checklist checklist{.unit = service_, .dry_run = options_.dry_run};
    std::ranges::transform(steps_, std::back_inserter(checklist.items), &Step::item);
    print_result(options_.json ? checklist_json(checklist) : verdict_text(checklist));
    return static_cast<int>(code_of(steps_));
}

}  // namespace

int decommission(const DecommissionOptions& options, const std::vector<std::string>& environment) {
    const auto unit = options.unit.value_or(kDefaultUnit);
    const auto service = systemd::service_name(unit);
    if (!service) {
        return static_cast<int>(refuse_name(unit));
    }
    if (!options.dry_run && geteuid() != 0) {
        spdlog::error("only root can do that: run this as root, or with --dry-run; nothing was changed");
        return static_cast<int>(ExitCode::permission);
    }
    if (!options.yes && !options.dry_run && isatty(STDIN_FILENO) == 0) {
        spdlog::error(
            "stdin is no terminal, so nobody can be asked: say --yes, or --dry-run to see what "
            "would be done; nothing was changed");
        return static_cast<int>(ExitCode::usage);
    }
    return Decommission{options, environment, *service}.carry_out();
}

}  // namespace vipwarden::commands
