// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

#include "wrapper/supervisor/clock.hpp"
#include "wrapper/supervisor/hang_detector.hpp"
#include "wrapper/supervisor/vitals.hpp"

namespace vipwarden::supervisor {

/// How a process ended.
struct ExitStatus {
    bool by_signal{false};
    int value{0};  ///< Exit code, or number of the signal.

    /// As a shell shows it: the code, or 128 + n.
    [[nodiscard]] int code() const { return by_signal ? 128 + value : value; }
    bool operator==(const ExitStatus&) const = default;
};

// ---- what happens
// ------------------------------------------------------------------------------------------
struct SignalReceived {
    int signal{0};
    bool operator==(const SignalReceived&) const = default;
};
/// keepalived's parent process ended (it is still a zombie, its number still its own).
struct KeepalivedEnded {
    ExitStatus status{};
    bool operator==(const KeepalivedEnded&) const = default;
};
/// keepalived's program runs.
struct KeepalivedStarted {
    bool operator==(const KeepalivedStarted&) const = default;
};
/// The pid file names the child: it has read its configuration and starts its children next. They look at it
/// more closely, and may still refuse it (keepalived 2.2 then ends with 2).
struct PidFileWritten {
    bool operator==(const PidFileWritten&) const = default;
};
/// It takes part in VRRP, or says that it is up: its children have accepted the configuration.
struct KeepalivedUp {
    bool operator==(const KeepalivedUp&) const = default;
};
/// It says that it reloads, of its own accord or because of a HUP that we have forwarded.
struct KeepalivedReloads {
    bool operator==(const KeepalivedReloads&) const = default;
};
/// keepalived's pid file names a VRRP process: perhaps a new one.
struct VrrpChildAppeared {
    bool operator==(const VrrpChildAppeared&) const = default;
};
/// keepalived's VRRP process has ended. Its parent may start another one.
struct VrrpChildEnded {
    bool operator==(const VrrpChildEnded&) const = default;
};
/// What ProbeVrrp or LookAtVrrp has shown; nothing if there is no VRRP process.
struct VrrpSeen {
    std::optional<Vitals> vitals{};
    bool operator==(const VrrpSeen&) const = default;
};
/// The answer to WeighHang.
struct HangWeighed {
    bool holds_vips{false};
    bool operator==(const HangWeighed&) const = default;
};
/// Addresses have changed on the interfaces: more VIPs may be held than before, or fewer.
struct AddressesChanged {
    bool operator==(const AddressesChanged&) const = default;
};
/// keepalived's parent is reaped, and no other keepalived process of ours runs any more code: nothing can add
/// an address any more.
struct AllGone {
    bool operator==(const AllGone&) const = default;
};
/// deadline() has passed.
struct DeadlinePassed {
    bool operator==(const DeadlinePassed&) const = default;
};
using Event = std::variant<SignalReceived, KeepalivedStarted, KeepalivedEnded, PidFileWritten, KeepalivedUp,
                           KeepalivedReloads, VrrpChildAppeared, VrrpChildEnded, VrrpSeen, HangWeighed,
                           AddressesChanged, AllGone, DeadlinePassed>;

// ---- what is to be done
// ------------------------------------------------------------------------------------
/// Send this signal to keepalived's parent process.
struct Forward {
    int signal{0};
    bool operator==(const Forward&) const = default;
};
/// Record the configuration as it is now as a new generation. Always before the HUP that loads it.
struct RecordGeneration {
    bool operator==(const RecordGeneration&) const = default;
};
/// Record what keepalived has loaded, which may be newer than what its files said before: it says so itself.
struct RecordLoaded {
    bool operator==(const RecordLoaded&) const = default;
};
/// Remove what its VRRP process held, the quickest way, before anything else.
struct ReleaseAtOnce {
    bool all_gone{false};  ///< Nothing can add an address any more. Else: if the VRRP process can't.
    bool operator==(const ReleaseAtOnce&) const = default;
};
/// SIGTERM to keepalived's own children: they release even while their parent is stopped.
struct TerminateChildren {
    bool operator==(const TerminateChildren&) const = default;
};
/// SIGKILL to every keepalived process that descends from us.
struct KillKeepalived {
    bool hangs{false};  ///< That is why; else it has left them behind.
    bool operator==(const KillKeepalived&) const = default;
};
/// SIGKILL to every process that descends from us.
struct KillDescendants {
    bool operator==(const KillDescendants&) const = default;
};
/// Look whether it takes part in VRRP by now; KeepalivedUp if so.
struct LookWhetherUp {
    bool operator==(const LookWhetherUp&) const = default;
};
/// Find the VRRP process and wait for its end.
struct WatchVrrpChild {
    bool operator==(const WatchVrrpChild&) const = default;
};
/// Remove the VIPs that a VRRP process left which has ended, but nothing of the next one.
struct ReleaseHeld {
    bool operator==(const ReleaseHeld&) const = default;
};
/// Send SIGCHLD to the VRRP process, and look at it; VrrpSeen.
struct ProbeVrrp {
    bool operator==(const ProbeVrrp&) const = default;
};
/// Look whether it has taken the signal; VrrpSeen.
struct LookAtVrrp {
    bool operator==(const LookAtVrrp&) const = default;
};
/// It hangs: tell the evidence, and find out whether VIPs are held; HangWeighed.
struct WeighHang {
    HangEvidence evidence{};
    bool again{false};  ///< It was weighed before, and no VIP was held.
    bool operator==(const WeighHang&) const = default;
};
/// It has hung, held no VIP, and goes on.
struct TellRecovery {
    bool operator==(const TellRecovery&) const = default;
};
/// The VRRP process has just shown that it is alive: let its VIPs live on for another while.
struct RenewLease {
    bool operator==(const RenewLease&) const = default;
};
/// To the service manager: the start, or a reload, is done.
struct AnnounceReady {
    bool operator==(const AnnounceReady&) const = default;
};
/// To the service manager: a reload begins, at this time.
struct AnnounceReloading {
    TimePoint at{};
    bool operator==(const AnnounceReloading&) const = default;
};
/// To the service manager: what is held now.
struct AnnounceStatus {
    bool operator==(const AnnounceStatus&) const = default;
};
struct AnnounceStopping {
    bool hangs{false};  ///< That is why.
    bool operator==(const AnnounceStopping&) const = default;
};
/// A sign of life for the service manager's watchdog.
struct PingWatchdog {
    bool only_if_healthy{false};  ///< Only if keepalived is alive too: it is meant to run.
    bool operator==(const PingWatchdog&) const = default;
};
using Action = std::variant<Forward, RecordGeneration, RecordLoaded, ReleaseAtOnce, TerminateChildren,
                            KillKeepalived, KillDescendants, LookWhetherUp, WatchVrrpChild, ReleaseHeld,
                            ProbeVrrp, LookAtVrrp, WeighHang, TellRecovery, RenewLease, AnnounceReady,
                            AnnounceReloading, AnnounceStatus, AnnounceStopping, PingWatchdog>;

/// How long each step may take, from the step before.
struct Patience {
    /// From the pid file until keepalived counts as up, though nothing shows it: all its interfaces may be
    /// missing (dynamic_interfaces), or /proc hidden from us.
    std::chrono::milliseconds settle{3000};
    /// From the start, and from the pid file, until it is looked whether it is up; then twice as long each
    /// time: no event tells that a socket was opened.
    std::chrono::milliseconds look_up{4};
    /// For how long at most a signal is held back that comes before keepalived is known to be up.
    std::chrono::milliseconds hold{3000};
    /// From a HUP until the reload counts as done. A configuration that it does not survive ends it within
    /// some milliseconds.
    std::chrono::milliseconds reload{300};
    /// From the last change of addresses until its outcome is told, but not longer than `last_status` from
    /// the first: they come in bursts, and to look into the middle of one takes long.
    std::chrono::milliseconds status{200};
    std::chrono::milliseconds last_status{5000};
    /// Between two signs of life for the watchdog; absent: nobody asks for them.
    std::optional<std::chrono::milliseconds> watchdog{};
    /// How long the VRRP process may leave a probe unanswered; 0: it is not probed.
    std::chrono::milliseconds hang{5000};
    /// Between two renewals of the lease of the VIPs; absent: they have none. They need an answer to a probe
    /// each, whatever `hang` says.
    std::optional<std::chrono::milliseconds> lease{};
    /// From a change of addresses until the lease is renewed, for a VIP that has none yet.
    std::chrono::milliseconds lease_soon{100};
    /// From the start or a reload until what keepalived has loaded is looked at, then twice as long each
    /// time, as long as that is not longer than `last_look`: no event tells when it has read a large
    /// configuration.
    std::chrono::milliseconds look{300};
    std::chrono::milliseconds last_look{5000};
    /// A TERM in keepalived's start-up can be lost: say it again, soon if it is not known to be up, then
    /// twice as long each time.
    std::chrono::milliseconds repeat_early{100};
    std::chrono::milliseconds repeat_term{1500};
    std::chrono::milliseconds term_children{7000};  ///< More than keepalived's own 5 s for a hung child.
    std::chrono::milliseconds kill{2000};           ///< From the children's TERM to KILL.
    /// From an end that nobody asked for until its children are killed; an orderly end takes them 1 s.
    std::chrono::milliseconds orphans{2000};
    std::chrono::milliseconds give_up{5000};   ///< From KILL until we no longer wait for the corpse.
    std::chrono::milliseconds kill_again{50};  ///< A process forked during one round of KILLs escapes it.
};

/// The life of one keepalived, as a pure state machine: events and the time go in, actions and a deadline
/// come out. It touches nothing. The transition table stands at the top of supervisor.cpp.
class Supervisor {
 public:
    enum class State {
        starting,  ///< Started; not known to be up.
        running,   ///< Up.
        stopping,  ///< TERM or INT was forwarded.
        pressing,  ///< keepalived's children were told directly.
        orphaned,  ///< keepalived's parent process ended by itself: its children were told to end too.
        killing,   ///< What is left is being killed: waiting until the last of its processes is gone.
        over,      ///< All gone (or given up): the release may begin.
    };

    explicit Supervisor(Patience patience = {});

    /// Starts the clock of nothing: state starting, no deadline.
    [[nodiscard]] std::vector<Action> handle(const Event& event, TimePoint now);

    /// When DeadlinePassed is due; none while only events matter.
    [[nodiscard]] std::optional<TimePoint> deadline() const;

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool over() const { return state_ == State::over; }
    /// keepalived's own end; absent if it had to be given up.
    [[nodiscard]] const std::optional<ExitStatus>& status() const { return status_; }

 private:
    using Actions = std::vector<Action>;

    Actions on(const SignalReceived& event, TimePoint now);
    Actions on(const KeepalivedStarted& event, TimePoint now);
    Actions on(const KeepalivedEnded& event, TimePoint now);
    Actions on(const PidFileWritten& event, TimePoint now);
    Actions on(const KeepalivedUp& event, TimePoint now);
    Actions on(const KeepalivedReloads& event, TimePoint now);
    Actions on(const VrrpChildAppeared& event, TimePoint now);
    Actions on(const VrrpChildEnded& event, TimePoint now);
    Actions on(const VrrpSeen& event, TimePoint now);
    Actions on(const HangWeighed& event, TimePoint now);
    Actions on(const AddressesChanged& event, TimePoint now);
    Actions on(const AllGone& event, TimePoint now);
    Actions on(const DeadlinePassed& event, TimePoint now);

    [[nodiscard]] bool is_alive() const { return state_ == State::starting || state_ == State::running; }
    [[nodiscard]] std::optional<TimePoint> next_step() const;
    Actions take_step(TimePoint now);
    void ping_watchdog(TimePoint now, Actions& actions);

    Actions look_and_announce(TimePoint now);
    void look_at_loaded(TimePoint now, Actions& actions);
    void look_whether_up(TimePoint now, Actions& actions);
    void look_whether_it_hangs(TimePoint now, Actions& actions);
    void announce_readiness(TimePoint now, Actions& actions);
    void tell_status_from(TimePoint now);
    [[nodiscard]] bool is_probed() const { return patience_.hang.count() > 0 || patience_.lease; }
    void renew_lease(TimePoint now, Actions& actions);
    void renew_lease_soon(TimePoint now);
    void look_from(TimePoint now);
    void look_whether_up_from(TimePoint now);
    Actions stop(int signal, TimePoint now);
    Actions reload(TimePoint now);
    void hold(int signal, TimePoint now);
    void hand_on_what_is_held(TimePoint now, Actions& actions);

    Actions ask_again_or_press(TimePoint now);
    Actions wait_on_or_kill(Action kill, TimePoint now);
    Actions kill_again_or_give_up(TimePoint now);
    void start_killing(Action kill, TimePoint now);

    Patience patience_;
    HangDetector hang_;  ///< Has begun when it is up.
    State state_{State::starting};
    std::optional<ExitStatus> status_{};
    std::optional<TimePoint> watchdog_at_{};  ///< Any state but over.
    std::optional<TimePoint> settled_at_{};   ///< starting: set by the pid file. running: by a reload.
    std::optional<TimePoint> up_look_at_{};   ///< starting: when to look whether it is up.
    std::vector<int> held_{};                 ///< starting: signals, each once.
    std::optional<TimePoint> held_until_{};   ///< starting: until then, if there are any.
    std::chrono::milliseconds up_gap_{};      ///< The time that was waited for it.
    std::optional<TimePoint> status_at_{};    ///< starting, running: when to tell what is held.
    TimePoint last_status_at_{};              ///< While that is due: when at the latest.
    TimePoint lease_at_{};                    ///< running: from when on the next answer renews the lease.
    std::optional<TimePoint> look_at_{};      ///< starting, running: when to look at what is loaded.
    std::chrono::milliseconds look_gap_{};    ///< The time that was waited for it.
    std::chrono::milliseconds repeat_gap_{};  ///< stopping: the time from the last repetition to the next.
    int stop_signal_{0};                      ///< What we were told to stop with; repeated while stopping.
    Action kill_{};                           ///< What is repeated while killing.
    TimePoint repeat_at_{};                   ///< stopping, killing: when the same is said again.
    TimePoint patience_ends_{};               ///< stopping, pressing, killing: when the next step is taken.
};

}  // namespace vipwarden::supervisor
