// SPDX-License-Identifier: MIT
#include "wrapper/commands/keepalived_run.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "wrapper/commands/best_effort.hpp"
#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/record.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/commands/secondaries.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"
#include "wrapper/supervisor/child_process.hpp"
#include "wrapper/supervisor/pid_file.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

namespace {

using std::chrono::milliseconds;
using supervisor::Process;

/// After which a keepalived counts as up that has nothing to do with VRRP, and so shows no sign of it.
constexpr milliseconds kSettleWithoutVrrp{300};

/// The share of the stop that is left to keepalived's children after their parent had its time.
supervisor::Patience patience_for(milliseconds stop_timeout) {
    supervisor::Patience patience;
    patience.kill = std::min(patience.kill, stop_timeout / 4);
    patience.term_children = stop_timeout - patience.kill;
    return patience;
}

/// Twice as often as asked for (sd_watchdog_enabled(3)).
std::optional<milliseconds> half(std::optional<std::chrono::microseconds> interval) {
    return interval
               ? std::optional{std::max(milliseconds{1}, std::chrono::floor<milliseconds>(*interval / 2))}
               : std::nullopt;
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

}  // namespace

KeepalivedRun::KeepalivedRun(const RunOptions& options, supervisor::KeepalivedArguments arguments,
                             std::vector<std::string> environment, supervisor::EventSource& events,
                             systemd::Notifier& notifier)
    : options_{options},
      arguments_{std::move(arguments)},
      environment_{std::move(environment)},
      events_{events},
      watchdog_interval_{notifier.watchdog_interval()},
      announcer_{notifier, events},
      vrrp_{events},
      addresses_{events, vrrp_} {}

void KeepalivedRun::prepare() {
    nice_ = supervisor::become_urgent();
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
        target_.declare_nothing();
    }
    best_effort("releasing what an earlier run left", [this] { release_leftovers(); });
    best_effort("recording the addresses before keepalived starts", [this] { take_baseline(); });
    best_effort("looking for stale pid files", [this] { remove_stale_pid_files(); });
    best_effort("listening to changes", [this] { listen(); });
    auto patience = patience_for(options_.stop_timeout);
    patience.watchdog = half(watchdog_interval_);
    patience.hang = options_.hang_timeout;
    prepare_lease(patience);
    if (arguments_.no_vrrp || target_.parsed.configuration.instances.empty()) {
        patience.settle = kSettleWithoutVrrp;
    }
    machine_ = supervisor::Supervisor{patience};
}

void KeepalivedRun::prepare_lease(supervisor::Patience& patience) {
    // Since then it notices that a VIP is gone, and adds it again (netlink tracking of its addresses).
    constexpr config::Version kTracksItsVips{.major = 2, .minor = 0, .patch = 1};
    if (!options_.lease) {
        return;
    }
    const auto& version = target_.reading.options.version;
    if (version < kTracksItsVips) {
        spdlog::error(
            "no lease for the VIPs: keepalived {} would never add a VIP again that ended with a lease, as it "
            "may under heavy load. --lease needs keepalived {}; keepalived is started without it",
            config::to_string(version), config::to_string(kTracksItsVips));
        return;
    }
    patience.lease = std::chrono::milliseconds{*options_.lease} / kRenewalsOfALease;
    lease_.emplace(*options_.lease, [this] {
        if (addresses_.catch_up()) {
            handle(supervisor::AddressesChanged{});
        }
    });
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
        left.declare_nothing();  // not started yet: what is there and not recorded is not this keepalived's
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
    const auto present = observe(*site, before);
    auto record = begin_record(before, present, site->where.inode());
    auto& snapshot = record.snapshot;
    for (const auto& left : record.assumed_leftovers) {
        spdlog::warn(
            "{} on {} is a VIP and present before keepalived starts: taken for what an earlier keepalived "
            "left, so it goes at the end",
            to_string(left.address), left.interface);
    }
    if (find_running(target_)) {
        spdlog::warn(
            "a keepalived with this configuration runs already: the host's own addresses are unknown");
        snapshot.baseline.reset();
        snapshot.baseline_routing.reset();
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
    best_effort("protecting the host's secondary addresses",
                [&] { promote_secondaries(snapshot, *site->links); });
    target_.snapshot = std::move(snapshot);
    target_.snapshot_file =
        snapshot::file_for(options_.snapshot_dir, canonical(target_.config_path), site->where.inode());
    store();
}

void KeepalivedRun::store() {
    if (standby_) {
        standby_->outdate();  // what is recorded is what goes
    }
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
                                   .signal_mask = events_.original_mask(),
                                   .nice = nice_};
    if (!arguments_.dont_fork) {
        child.arguments.insert(child.arguments.begin(), "--dont-fork");
    }
    if (target_.snapshot) {
        child.environment.push_back(
            fmt::format("{}={}", supervisor::kRunIdVariable, target_.snapshot->run_id));
    }
    if (const auto socket = announcer_.socket_for_keepalived()) {
        child.environment.push_back("NOTIFY_SOCKET=" + *socket);
    }
    const auto instance = target_.parsed.configuration.instance_name.value_or("");
    const auto files = pid_files(arguments_, instance, target_.net_namespace);
    events_.watch_pid_file(files.at(0));
    vrrp_.watch_pid_file(files.at(1));
    const auto pid = start_child(child);
    events_.watch_child(pid);
    keepalived_ = process_of(pid);
    held_open_.emplace(keepalived_);
    spdlog::info("started {} (pid {}), {} VIPs declared in {}", options_.program, pid,
                 target_.declared.size(), target_.config_path);
    if (target_.snapshot) {
        target_.snapshot->keepalived = identity_of(keepalived_);
        store();
    }
    handle(supervisor::KeepalivedStarted{});
}

void KeepalivedRun::give_up() {
    if (target_.snapshot) {
        switch_promotion_off();
        store();
    }
}

void KeepalivedRun::switch_promotion_off() {
    best_effort("switching promote_secondaries off", [this] {
        if (site()) {
            restore_promotion(*target_.snapshot, *site_->links);
        }
    });
}

release::ReleaseReport KeepalivedRun::release() {
    announcer_.releasing(kTimeToRelease);
    best_effort("reading the configuration once more", [this] { reread(target_); });
    if (arguments_.no_vrrp) {
        target_.declare_nothing();
    }
    if (arguments_.dont_release_vrrp) {
        spdlog::warn("keepalived was started with --dont-release-vrrp: its VIPs are kept, as asked");
    }
    const release::PlanOptions plan{.keep_all = arguments_.dont_release_vrrp};
    auto report =
        site_ ? release_target(*site_, target_, plan, std::move(begun_)) : release_target(target_, plan);
    if (lease_ && site_) {
        best_effort("ending the lease of what stays", [&] {
            lease_->end_for_kept({*site_->addresses, *site_->links}, report);
        });
    }
    promotion_.reset();
    if (target_.snapshot && report.settled()) {
        close_record(*target_.snapshot);
        switch_promotion_off();
    }
    store();
    announcer_.released(report);
    return report;
}

}  // namespace vipwarden::commands
