// SPDX-License-Identifier: MIT
#include "wrapper/commands/keepalived_run.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "wrapper/commands/descendants.hpp"
#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/record.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"
#include "wrapper/supervisor/child_process.hpp"
#include "wrapper/supervisor/pid_file.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

namespace {

using supervisor::Process;

/// The share of the stop that is left to keepalived's children after their parent had its time.
supervisor::Patience patience_for(std::chrono::milliseconds stop_timeout) {
    supervisor::Patience patience;
    patience.kill = std::min(patience.kill, stop_timeout / 4);
    patience.term_children = stop_timeout - patience.kill;
    return patience;
}

std::string new_run_id() {
    std::ifstream file{"/proc/sys/kernel/random/uuid"};
    std::string id;
    std::getline(file, id);
    return id;
}

Process process_of(pid_t pid) {
    return supervisor::find_process(pid).value_or(Process{.pid = pid});
}

snapshot::ProcessId identity_of(const Process& process) {
    return {.pid = process.pid, .start_time = process.start_time};
}

/// What fails before or beside keepalived must not keep it from running (I7): it is said, and that is all.
void best_effort(const char* what, const std::function<void()>& action) {
    try {
        action();
    } catch (const std::exception& error) {
        spdlog::warn("{}: {}; keepalived runs all the same", what, error.what());
    }
}

}  // namespace

KeepalivedRun::KeepalivedRun(const RunOptions& options, supervisor::KeepalivedArguments arguments,
                             std::vector<std::string> environment, supervisor::EventSource& events,
                             systemd::Notifier& notifier)
    : options_{options},
      arguments_{std::move(arguments)},
      environment_{std::move(environment)},
      events_{events},
      notifier_{notifier},
      machine_{patience_for(options.stop_timeout)} {}

void KeepalivedRun::prepare() {
    Reader reader{{options_.keepalived_version, options_.program}, environment_};
    target_ = read_target({.config_path = arguments_.config_path,
                           .config_id = arguments_.config_id,
                           .net_namespace = arguments_.net_namespace},
                          reader.reading(arguments_.config_id));
    log_diagnostics(target_.parsed.diagnostics);
    if (target_.parsed.unreadable) {
        spdlog::warn("{}: {}; no VIP is known from it", target_.config_path,
                     target_.parsed.unreadable.message());
    }
    if (arguments_.no_vrrp) {
        target_.declared.clear();
    }
    best_effort("releasing what an earlier run left", [this] { release_leftovers(); });
    best_effort("recording the addresses before keepalived starts", [this] { take_baseline(); });
    best_effort("looking for stale pid files", [this] { remove_stale_pid_files(); });
}

void KeepalivedRun::release_leftovers() {
    earlier_ = find_snapshot(target_, options_.snapshot_dir);
    if (!earlier_) {
        return;
    }
    if (is_supervised(*earlier_)) {
        spdlog::warn(
            "pid {} supervises a keepalived with this configuration already; its snapshot is left alone",
            earlier_->supervisor->pid);
        may_store_ = false;
    } else if (!earlier_->dont_release && !arguments_.dont_release_vrrp) {
        auto left = target_;
        left.declared.clear();  // not started yet: what is there and not recorded is not this keepalived's
        left.snapshot = earlier_;
        (void)release_target(left, {});
    }
}

void KeepalivedRun::take_baseline() {
    const auto site = open_site(target_.net_namespace);
    if (!site) {
        return;
    }
    auto before = target_;
    before.snapshot = may_store_ ? earlier_ : std::nullopt;
    const auto present = release::Releaser{*site->addresses, *site->links}.observe();
    auto [snapshot, assumed] = begin_record(before, present, site->where.inode());
    for (const auto& left : assumed) {
        spdlog::warn(
            "{} on {} is a VIP and present before keepalived starts: taken for what an earlier keepalived "
            "left, so it goes at the end",
            to_string(left.address), left.interface);
    }
    if (find_running(target_)) {
        spdlog::warn(
            "a keepalived with this configuration runs already: the host's own addresses are unknown");
        snapshot.baseline.reset();
    }
    for (const auto& doomed : doomed_at_start(snapshot)) {
        spdlog::warn(
            "{} on {} is the host's own address and a VIP too: keepalived deletes it when it starts; it is "
            "put back when keepalived ends. Give the VIP another prefix length, or another address",
            to_string(doomed.address), doomed.interface);
    }
    snapshot.run_id = new_run_id();
    snapshot.supervisor = identity_of(process_of(getpid()));
    snapshot.dont_release = arguments_.dont_release_vrrp;
    target_.snapshot = std::move(snapshot);
    target_.snapshot_file =
        snapshot::file_for(options_.snapshot_dir, canonical(target_.config_path), site->where.inode());
    store();
}

void KeepalivedRun::store() const {
    if (may_store_ && target_.snapshot) {
        best_effort("writing the snapshot",
                    [this] { snapshot::write(target_.snapshot_file, *target_.snapshot); });
    }
}

void KeepalivedRun::remove_stale_pid_files() const {
    const auto instance = target_.parsed.configuration.instance_name.value_or("");
    for (const auto& file : pid_files(arguments_, instance, target_.net_namespace)) {
        if (const auto reason = supervisor::why_stale(file)) {
            spdlog::warn("removing a stale pid file: {}", *reason);
            std::filesystem::remove(file);
        }
    }
}

void KeepalivedRun::start() {
    supervisor::ChildOptions child{.program = options_.program,
                                   .arguments = options_.arguments,
                                   .environment = environment_,
                                   .signal_mask = events_.original_mask()};
    if (!arguments_.dont_fork) {
        child.arguments.insert(child.arguments.begin(), "--dont-fork");
    }
    if (target_.snapshot) {
        child.environment.push_back(
            fmt::format("{}={}", supervisor::kRunIdVariable, target_.snapshot->run_id));
    }
    const auto instance = target_.parsed.configuration.instance_name.value_or("");
    events_.watch_pid_file(pid_files(arguments_, instance, target_.net_namespace).front());
    const auto pid = start_child(child);
    events_.watch_child(pid);
    keepalived_ = process_of(pid);
    spdlog::info("started {} (pid {}), {} VIPs declared in {}", options_.program, pid,
                 target_.declared.size(), target_.config_path);
    if (target_.snapshot) {
        target_.snapshot->keepalived = identity_of(keepalived_);
        store();
    }
}

supervisor::ExitStatus KeepalivedRun::supervise() {
    while (!machine_.over()) {
        const auto event = events_.wait(machine_.deadline());
        for (const auto& action : machine_.handle(event, supervisor::Clock::now())) {
            // A supervisor that throws would leave keepalived behind.
            best_effort("supervising keepalived",
                        [&] { std::visit([this](const auto& known) { this->perform(known); }, action); });
        }
    }
    // Without a status keepalived could not even be killed: it is reported as what was tried.
    return machine_.status().value_or(supervisor::ExitStatus{.by_signal = true, .value = SIGKILL});
}

/// keepalived removes its VIPs itself when it stops, and the kernel removes the secondaries of each primary
/// among them: addresses that the host got while keepalived ran.
void KeepalivedRun::protect_secondaries() {
    if (promotion_ || arguments_.dont_release_vrrp) {
        return;
    }
    best_effort("protecting the host's secondary addresses", [this] {
        site_ = open_site(target_.net_namespace);
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
        log_diagnostics(target_.parsed.diagnostics);
        const auto site = open_site(target_.net_namespace);
        if (target_.snapshot && site && !arguments_.no_vrrp) {
            record_generation(*target_.snapshot, target_, site->links->list());
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
        const auto site = vips ? open_site(target_.net_namespace) : std::nullopt;
        if (!site) {
            return;
        }
        if (record_generation(*target_.snapshot, *std::move(vips), site->links->list())) {
            spdlog::debug("keepalived has loaded something else than its files said before");
            store();
        }
        loaded_.settle();
    });
}

void KeepalivedRun::perform(const supervisor::TerminateChildren& /*action*/) {
    protect_secondaries();
    signal_keepalived(SIGTERM, "told directly, as its parent does not tell it (any more)");
}

void KeepalivedRun::perform(const supervisor::KillKeepalived& /*action*/) {
    signal_keepalived(SIGKILL, "keepalived left it behind");
}

void KeepalivedRun::perform(const supervisor::KillDescendants& /*action*/) {
    signal_descendants(SIGKILL, "the time for the stop is over");
}

void KeepalivedRun::perform(const supervisor::AnnounceReady& /*action*/) const {
    notifier_.ready(fmt::format("keepalived is up, {} VIPs declared", target_.declared.size()));
}

void KeepalivedRun::perform(const supervisor::AnnounceStopping& /*action*/) const {
    notifier_.stopping("keepalived is ending, its VIPs are released next");
}

release::ReleaseReport KeepalivedRun::release() {
    best_effort("reading the configuration once more", [this] { reread(target_); });
    if (arguments_.no_vrrp) {
        target_.declared.clear();
    }
    if (arguments_.dont_release_vrrp) {
        spdlog::warn("keepalived was started with --dont-release-vrrp: its VIPs are kept, as asked");
    }
    auto report = release_target(target_, {.keep_all = arguments_.dont_release_vrrp});
    promotion_.reset();
    if (target_.snapshot && report.settled()) {
        close_record(*target_.snapshot);
    }
    store();
    return report;
}

}  // namespace vipwarden::commands
