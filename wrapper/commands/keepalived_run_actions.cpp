// SPDX-License-Identifier: MIT
// The part of KeepalivedRun that carries out, one by one, what the Supervisor decides.
#include <algorithm>
#include <csignal>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/commands/best_effort.hpp"
#include "wrapper/commands/descendants.hpp"
#include "wrapper/commands/hang_report.hpp"
#include "wrapper/commands/keepalived_run.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/record.hpp"
#include "wrapper/commands/reload_check.hpp"
#include "wrapper/commands/secondaries.hpp"
#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/supervisor/vitals.hpp"
#include "wrapper/supervisor/vrrp_sockets.hpp"

namespace vipwarden::commands {

using supervisor::Process;

supervisor::ExitStatus KeepalivedRun::supervise() {
    while (!machine_.over()) {
        const auto event = events_.wait(machine_.deadline());
        if (!refuses_reload(event)) {
            handle(event);
        }
    }
    tell_rest_of_changes();
    // Without a status keepalived could not even be killed: it is reported as what was tried.
    return machine_.status().value_or(supervisor::ExitStatus{.by_signal = true, .value = SIGKILL});
}

void KeepalivedRun::handle(const supervisor::Event& event) {
    for (const auto& action : machine_.handle(event, supervisor::Clock::now())) {
        // A supervisor that throws would leave keepalived behind.
        best_effort("supervising keepalived",
                    [&] { std::visit([this](const auto& known) { this->perform(known); }, action); });
    }
}

/// Only while keepalived is known to be up: before, nobody knows what it has read.
bool KeepalivedRun::refuses_reload(const supervisor::Event& event) {
    if (!options_.check_reload || arguments_.no_vrrp ||
        event != supervisor::Event{supervisor::SignalReceived{SIGHUP}} ||
        machine_.state() != supervisor::Supervisor::State::running) {
        return false;
    }
    const auto reasons = reasons_against_reload(target_);
    if (reasons.empty()) {
        return false;
    }
    log_diagnostics(reasons);
    spdlog::error(
        "reload refused: keepalived (pid {}) would end because of it; it goes on with the configuration "
        "that it has. Correct {} and reload again",
        keepalived_.pid, target_.config_path);
    best_effort("telling the service manager of it",
                [&] { announcer_.refused(supervisor::Clock::now(), target_, format(reasons.front())); });
    return true;
}

/// keepalived removes its VIPs itself when it stops, and the kernel removes the secondaries of each primary
/// among them: addresses that the host got while keepalived ran.
void KeepalivedRun::protect_secondaries() {
    if (promotion_ || arguments_.dont_release_vrrp) {
        return;
    }
    best_effort("protecting the host's secondary addresses", [this] {
        if (site_) {
            const auto present = release::Releaser{*site_->addresses, *site_->links}.observe();
            const auto plan = release::plan(
                {.declared = target_.declared, .snapshot = target_.snapshot, .present = present});
            promotion_.emplace(*site_->links, plan.promote);
        }
    });
}

void KeepalivedRun::perform(const supervisor::Forward& action) {
    if (action.signal == SIGTERM || action.signal == SIGINT) {
        hand_over();
        protect_secondaries();
    }
    spdlog::info("forwarding {} to keepalived (pid {})", signal_name(action.signal), keepalived_.pid);
    if (const auto error = send_signal(keepalived_, action.signal)) {
        spdlog::error("can't signal keepalived (pid {}): {}", keepalived_.pid, error.message());
    }
}

void KeepalivedRun::perform(const supervisor::RecordGeneration& /*action*/) {
    best_effort("recording the configuration before the reload", [this] {
        reread(target_);
        if (standby_) {
            standby_->outdate();
        }
        log_diagnostics(target_.parsed.diagnostics);
        if (target_.snapshot && site() && !arguments_.no_vrrp) {
            record_generation(*target_.snapshot, target_, site_->links->list());
            promote_secondaries(*target_.snapshot, *site_->links);
            store();
        }
    });
}

void KeepalivedRun::perform(const supervisor::RecordLoaded& /*action*/) {
    if (!target_.snapshot || arguments_.no_vrrp) {
        return;
    }
    best_effort("recording what keepalived has loaded", [this] {
        auto vips = loaded_.news(target_);
        if (!vips || !site()) {
            return;
        }
        if (record_generation(*target_.snapshot, *std::move(vips), site_->links->list())) {
            spdlog::debug("keepalived has loaded something else than its files said before");
            promote_secondaries(*target_.snapshot, *site_->links);
            store();
        }
        loaded_.settle();
    });
}

void KeepalivedRun::perform(const supervisor::TerminateChildren& /*action*/) {
    hand_over();
    protect_secondaries();
    signal_keepalived(SIGTERM, "told directly, as its parent does not tell it (any more)");
}

void KeepalivedRun::perform(const supervisor::KillKeepalived& action) {
    signal_keepalived(SIGKILL, action.hangs ? "its VRRP process hangs" : "keepalived left it behind");
}

void KeepalivedRun::perform(const supervisor::KillDescendants& /*action*/) {
    signal_descendants(SIGKILL, "the time for the stop is over");
}

void KeepalivedRun::perform(const supervisor::LookWhetherUp& /*action*/) {
    if (const auto vrrp = supervisor::find_vrrp_process(keepalived_descendants())) {
        watch_vrrp(*vrrp);
        handle(supervisor::KeepalivedUp{});
    }
}

void KeepalivedRun::perform(const supervisor::WatchVrrpChild& /*action*/) {
    const auto named = vrrp_.named_by_pid_file();
    if (named && is_keepalived_of_ours(named->pid)) {
        watch_vrrp(*named);
    } else if (vrrp_.missed_one()) {
        handle(supervisor::VrrpChildEnded{});
    }
}

void KeepalivedRun::watch_vrrp(const Process& process) {
    const bool replaces = vrrp_.watch(process);
    addresses_.vrrp_process(process);
    if (replaces) {
        handle(supervisor::VrrpChildEnded{});
    }
}

void KeepalivedRun::perform(const supervisor::ProbeVrrp& /*action*/) {
    if (vrrp_.process()) {
        (void)send_signal(*vrrp_.process(), SIGCHLD);  // not sent, it is not pending
    }
    perform(supervisor::LookAtVrrp{});
}

void KeepalivedRun::perform(const supervisor::LookAtVrrp& /*action*/) {
    const auto& vrrp = vrrp_.process();
    handle(supervisor::VrrpSeen{vrrp ? supervisor::read_vitals(*vrrp) : std::nullopt});
}

void KeepalivedRun::perform(const supervisor::WeighHang& action) {
    std::size_t held = 0;
    best_effort("looking what a keepalived holds that hangs", [&] { held = vips_held(); });
    const auto where = vrrp_.process() ? supervisor::waits_in(*vrrp_.process()) : "";
    if (held > 0) {
        spdlog::error("{}", hang_with_vips(action.evidence, where, held));
    } else if (!action.again) {
        spdlog::warn("{}", hang_without_vips(action.evidence, where));
        announcer_.hangs(true, target_);
    }
    handle(supervisor::HangWeighed{.holds_vips = held > 0});
}

void KeepalivedRun::perform(const supervisor::TellRecovery& /*action*/) {
    spdlog::warn("keepalived's VRRP process goes on: it does not hang any more");
    announcer_.hangs(false, target_);
}

void KeepalivedRun::perform(const supervisor::AnnounceReady& /*action*/) {
    announcer_.ready(target_);
    keep_release_ready();
    best_effort("looking for keepalived's processes", [this] { warn_if_unrecognised(); });
}

void KeepalivedRun::warn_if_unrecognised() {
    if (!std::exchange(looked_for_name_, true) && keepalived_descendants().empty()) {
        spdlog::error(
            "{} was started, but no process below this one can be seen to be a keepalived: it is known by "
            "the name of its program, keepalived or keepalived-2.3.1. As it is, it is not seen when its VRRP "
            "process dies or hangs, and 'vipwarden release' would remove its VIPs while it lives. Start it "
            "under that name (--keepalived)",
            options_.program);
    }
}

void KeepalivedRun::perform(const supervisor::AnnounceReloading& action) {
    announcer_.reloading(action.at, target_);
}

void KeepalivedRun::perform(const supervisor::AnnounceStatus& /*action*/) {
    keep_release_ready();
    announcer_.status(target_);
    tell_rest_of_changes();
}

void KeepalivedRun::perform(const supervisor::AnnounceStopping& action) {
    const supervisor::Patience patience;
    if (action.hangs) {
        announcer_.killing_hung(patience.give_up + kTimeToRelease);
        return;
    }
    announcer_.stopping(machine_.status(), options_.stop_timeout + patience.give_up + kTimeToRelease);
}

void KeepalivedRun::perform(const supervisor::PingWatchdog& action) {
    if (!action.only_if_healthy || is_healthy()) {
        announcer_.watchdog();
    }
}

/// A process that is stopped (SIGSTOP, a debugger) still holds its VIPs, but announces nothing.
bool KeepalivedRun::is_healthy() const {
    const auto processes = keepalived_descendants();
    const auto stopped = std::ranges::find_if(
        processes, [](const Process& process) { return process.state == 'T' || process.state == 't'; });
    if (stopped != processes.end()) {
        spdlog::warn("keepalived (pid {}) is stopped: the service manager's watchdog gets no sign of life",
                     stopped->pid);
        return false;
    }
    return std::ranges::any_of(processes,
                               [this](const Process& process) { return process.pid == keepalived_.pid; });
}

}  // namespace vipwarden::commands
