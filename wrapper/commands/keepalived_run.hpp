// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "systemd/notifier.hpp"
#include "wrapper/commands/address_lines.hpp"
#include "wrapper/commands/address_news.hpp"
#include "wrapper/commands/address_watch.hpp"
#include "wrapper/commands/announcer.hpp"
#include "wrapper/commands/lease.hpp"
#include "wrapper/commands/loaded_watch.hpp"
#include "wrapper/commands/options.hpp"
#include "wrapper/commands/standby_release.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/promotion.hpp"
#include "wrapper/release/releaser.hpp"
#include "wrapper/supervisor/event_source.hpp"
#include "wrapper/supervisor/keepalived_arguments.hpp"
#include "wrapper/supervisor/process_handle.hpp"
#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/supervisor/supervisor.hpp"
#include "wrapper/supervisor/vrrp_child.hpp"

namespace vipwarden::commands {

/// What a release takes at most, unless the kernel hangs: some rounds of some thousand addresses, after the
/// strays had their time.
inline constexpr std::chrono::seconds kTimeToRelease{30};

/// One keepalived from before its start until after its end: carries out what the Supervisor decides. Nothing
/// in here keeps keepalived from starting (I7): what can't be read or recorded is a warning.
class KeepalivedRun {
 public:
    /// `environment`: keepalived's ("NAME=value").
    KeepalivedRun(const RunOptions& options, supervisor::KeepalivedArguments arguments,
                  std::vector<std::string> environment, supervisor::EventSource& events,
                  systemd::Notifier& notifier);

    /// Releases what an earlier run left, records the baseline, clears the way of stale pid files.
    void prepare();
    /// Throws std::system_error if keepalived's program can't be started.
    void start();
    /// For when it could not: there is nothing to supervise, and nothing to release.
    void give_up();
    /// Until the last process of keepalived is gone. Throws nothing that could leave keepalived behind.
    [[nodiscard]] supervisor::ExitStatus supervise();
    /// Removes keepalived's addresses, whatever its end was, and verifies.
    [[nodiscard]] release::ReleaseReport release();

    [[nodiscard]] report::Subject subject() const { return target_.subject(); }

 private:
    void release_leftovers();
    void take_baseline();
    void remove_stale_pid_files() const;
    void store();
    void switch_promotion_off();

    void handle(const supervisor::Event& event);
    [[nodiscard]] bool refuses_reload(const supervisor::Event& event);
    [[nodiscard]] bool is_healthy() const;
    void protect_secondaries();
    void warn_if_unrecognised();
    void listen();
    void hear(const std::vector<AttributedChange>& changes);
    void record_new_interfaces(const std::vector<AttributedChange>& changes);
    void tell_rest_of_changes();
    [[nodiscard]] AddressNews interpretation_of(const std::vector<AttributedChange>& changes) const;
    void watch_vrrp(const supervisor::Process& process);
    void release_held();
    void keep_release_ready();
    void prepare_lease(supervisor::Patience& patience);
    void hand_over();
    /// site_, which is opened now if that has not succeeded before.
    const std::optional<Site>& site();
    [[nodiscard]] std::size_t vips_held() const;

    void perform(const supervisor::Forward& action);
    void perform(const supervisor::RecordGeneration& action);
    void perform(const supervisor::RecordLoaded& action);
    void perform(const supervisor::ReleaseAtOnce& action);
    void perform(const supervisor::TerminateChildren& action);
    static void perform(const supervisor::KillKeepalived& action);
    static void perform(const supervisor::KillDescendants& action);
    void perform(const supervisor::LookWhetherUp& action);
    void perform(const supervisor::WatchVrrpChild& action);
    void perform(const supervisor::ReleaseHeld& action);
    void perform(const supervisor::ProbeVrrp& action);
    void perform(const supervisor::LookAtVrrp& action);
    void perform(const supervisor::WeighHang& action);
    void perform(const supervisor::TellRecovery& action);
    void perform(const supervisor::RenewLease& action);
    void perform(const supervisor::AnnounceReady& action);
    void perform(const supervisor::AnnounceReloading& action);
    void perform(const supervisor::AnnounceStatus& action);
    void perform(const supervisor::AnnounceStopping& action);
    void perform(const supervisor::PingWatchdog& action);

    const RunOptions& options_;
    supervisor::KeepalivedArguments arguments_;
    std::vector<std::string> environment_;
    int nice_{0};  ///< keepalived's: what ours was at first.
    supervisor::EventSource& events_;
    std::optional<std::chrono::microseconds> watchdog_interval_;
    Announcer announcer_;
    supervisor::VrrpChild vrrp_;
    AddressWatch addresses_;
    LineLimit lines_{};
    supervisor::Supervisor machine_{};
    Target target_;
    std::optional<snapshot::Snapshot> earlier_{};  ///< What another run recorded, until ours is complete.
    bool may_store_{true};                         ///< False while another living run owns the snapshot file.
    supervisor::Process keepalived_{};
    bool looked_for_name_{false};                           ///< Whether its program can be recognised.
    std::optional<supervisor::ProcessHandle> held_open_{};  ///< The same.
    LoadedWatch loaded_{};
    std::optional<Lease> lease_{};
    /// Where keepalived runs; nothing if it can't be opened. Held open, as the name of a namespace may be
    /// deleted, or become that of another one, while keepalived and its VIPs stay where they are.
    std::optional<Site> site_{};
    std::optional<StandbyRelease> standby_{};        ///< Of `site_`.
    release::Struck begun_{};                        ///< The release, as far as it was done at once.
    std::optional<release::Promotion> promotion_{};  ///< From the stop until the release is done.
};

}  // namespace vipwarden::commands
