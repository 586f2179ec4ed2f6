// SPDX-License-Identifier: MIT
//
// The transition table. "-" is: nothing to do, same state.
//
//           | starting, running    | stopping            | pressing        | orphaned       | killing
// ----------+----------------------+---------------------+-----------------+----------------+----------------
// TERM, INT | RecordLoaded,        | Forward (nothing    | Forward         | -              | -
//           | Forward,             | is extended)        |                 |                |
//           | AnnounceStopping     |                     |                 |                |
//           | -> stopping          |                     |                 |                |
// HUP       | running:             | -                   | -               | -              | -
//           | AnnounceReloading,   |                     |                 |                |
//           | RecordGeneration,    |                     |                 |                |
//           | Forward; looks begin |                     |                 |                |
//           | starting: held       |                     |                 |                |
// any other | running: Forward     | Forward             | Forward         | -              | -
//           | starting: held       |                     |                 |                |
// Started   | starting: the looks  | -                   | -               | -              | -
//           | whether it is up     |                     |                 |                |
//           | begin                |                     |                 |                |
// PidFile   | starting:            | -                   | -               | -              | -
//           | RecordLoaded; the    |                     |                 |                |
//           | time to settle and   |                     |                 |                |
//           | all looks begin      |                     |                 |                |
// Up        | starting:            | -                   | -               | -              | -
//           | AnnounceReady        |                     |                 |                |
//           | -> running, and what |                     |                 |                |
//           | is held, as above    |                     |                 |                |
//           | running: the end of  |                     |                 |                |
//           | a reload, as below   |                     |                 |                |
// Reloads   | looks begin          | -                   | -               | -              | -
// Appeared  | WatchVrrpChild       | -                   | -               | -              | -
// VrrpEnded | ReleaseHeld; the     | -                   | -               | -              | -
//           | looks whether it is  |                     |                 |                |
//           | up begin             |                     |                 |                |
// VrrpSeen  | running:             | -                   | -               | -              | -
//           | hung: WeighHang      |                     |                 |                |
//           | answers again:       |                     |                 |                |
//           | TellRecovery         |                     |                 |                |
//           | answers: RenewLease, |                     |                 |                |
//           | if that is due       |                     |                 |                |
// Weighed   | running, holds VIPs: | -                   | -               | -              | -
//           | KillKeepalived,      |                     |                 |                |
//           | AnnounceStopping     |                     |                 |                |
//           | -> killing           |                     |                 |                |
// Addresses | AnnounceStatus and   | -                   | -               | -              | -
//           | RenewLease, but      |                     |                 |                |
//           | after a while        |                     |                 |                |
// Ended     | ReleaseAtOnce,       | ReleaseAtOnce,      | ReleaseAtOnce,  | (can't be)     | ReleaseAtOnce,
//           | TerminateChildren,   | KillKeepalived      | KillKeepalived  |                | the kill of
//           | AnnounceStopping     | -> killing          | -> killing      |                | this state,
//           | -> orphaned          |                     |                 |                | once more
// Deadline  | after look_up:       | after repeat_*:     | after kill:     | after orphans: | after
//           | LookWhetherUp        | Forward the same    | KillDescendants | KillKeepalived | kill_again:
//           | after look:          | after term_children:| -> killing      | -> killing     | the same kill
//           | RecordLoaded         | Forward TERM,       |                 |                | after give_up:
//           | after status:        | TerminateChildren   |                 |                | -> over
//           | AnnounceStatus       | -> pressing         |                 |                |
//           | settled, or after    |                     |                 |                |
//           | reload:              |                     |                 |                |
//           | AnnounceReady, later |                     |                 |                |
//           | AnnounceStatus       |                     |                 |                |
//           | -> running, and what |                     |                 |                |
//           | is held, as above    |                     |                 |                |
//           | after hold: the same |                     |                 |                |
//           | running, as the      |                     |                 |                |
//           | detector wants:      |                     |                 |                |
//           | ProbeVrrp,           |                     |                 |                |
//           | LookAtVrrp           |                     |                 |                |
// AllGone   | (can't be)           | (can't be)          | (can't be)      | ReleaseAtOnce  | ReleaseAtOnce
//           |                      |                     |                 | -> over        | -> over
//
// In every state but `over`, PingWatchdog after each `watchdog`, but not of a keepalived that hangs.
//
// In `over` nothing happens any more. Why it is so:
// - Ready is who takes part in VRRP: keepalived writes its pid file before its children have read the
//   configuration, and one that they refuse ends it a moment later; a service manager must not have been told
//   "ready" by then. Who has accepted it opens the sockets of VRRP next. No event tells of a socket, so it is
//   looked for at growing intervals. Where there is none to be seen, having survived for a while is the sign.
// - Only TERM and INT go to a keepalived that may not have set its handlers up yet: HUP, USR1 and their like
//   would end it, as every program that knows nothing of them. Held back, they do what they were sent for.
// - A reload shows nothing from outside either. The time that is given to it is long for an end and short for
//   whoever waits for `systemctl reload`; and READY=1 has to follow each RELOADING=1, come what may.
// - What is loaded is looked at more than once after a start or a reload, at growing intervals: the files may
//   have changed between our reading and keepalived's, and no event tells when it has read them. It is looked
//   at once more before a stop, for whoever has sent keepalived a HUP directly.
// - A stop is said again because keepalived 2.2 and 2.4 can lose a TERM in their start-up without a trace;
//   said twice it does no harm.
// - TERM goes to the children after the parent, because a parent that lives respawns a child that ends.
//   Children release their addresses even while the parent is stopped.
// - The end of the parent is not the end of its children: one that survives as MASTER adds again, within a
//   second, what a release removes. So the release waits until none is left. After an end that nobody asked
//   for, they get the time that an orderly end takes: within milliseconds a healthy VRRP child announces
//   priority 0, so that the other router takes over at once, and removes its VIPs; a second later it restores
//   sysctls and firewall rules. (PDEATHSIG tells them as well, but they may miss it.) When everything was
//   killed at once none is left, and nothing waits. After a stop they had that time already: what is left is
//   hung, and killed.
// - A VRRP process that was killed with its parent can't do anything any more when the parent's end is told,
//   though the kernel needs another 10 ms and more to close its sockets. What it held need not wait for that.
// - The VRRP process alone holds the VIPs, and its parent replaces one that has died after a while that grows
//   from nothing to a minute (up to 1.3 the new one leaves what the old one held). A new one is looked for,
//   too, in case its pid file tells nothing.
// - Who hangs with VIPs announces nothing, so that another node holds them too. Its peers can't tell, nor can
//   its parent, which looks for ends only. To end it is the only way to get the VIPs off: it can't be asked.
//   Who hangs without VIPs does no harm, and may go on one day.
// - A lease is renewed on an answer to a probe and on nothing else: it is to end with whoever could remove
//   the VIPs. So it is not renewed once a stop has begun, either.
// - A kill is repeated because a process that is forked while the table of processes is read escapes it.

#include "wrapper/supervisor/supervisor.hpp"

#include <algorithm>
#include <csignal>

namespace vipwarden::supervisor {

std::vector<Action> Supervisor::handle(const Event& event, TimePoint now) {
    if (over()) {
        return {};
    }
    return std::visit([&](const auto& what) { return on(what, now); }, event);
}

namespace {

/// Longer than any run: for when only the answers count.
constexpr std::chrono::hours kNever{24 * 365};

}  // namespace

Supervisor::Supervisor(Patience patience)
    : patience_{patience}, hang_{patience.hang.count() > 0 ? patience.hang : kNever} {}

std::optional<TimePoint> Supervisor::deadline() const {
    return over() ? std::nullopt : earlier(watchdog_at_, next_step());
}

std::optional<TimePoint> Supervisor::next_step() const {
    switch (state_) {
        case State::stopping:
        case State::killing:
            return std::min(repeat_at_, patience_ends_);
        case State::pressing:
        case State::orphaned:
            return patience_ends_;
        case State::starting:
        case State::running:
            return earlier(earlier(earlier(settled_at_, look_at_), earlier(up_look_at_, status_at_)),
                           earlier(held_until_, hang_.deadline()));
        case State::over:
            break;
    }
    return std::nullopt;
}

Supervisor::Actions Supervisor::on(const SignalReceived& event, TimePoint now) {
    if (state_ == State::orphaned || state_ == State::killing) {
        return {};
    }
    if (event.signal == SIGTERM || event.signal == SIGINT) {
        return stop(event.signal, now);
    }
    if (state_ == State::starting) {
        hold(event.signal, now);
        return {};
    }
    return event.signal == SIGHUP ? reload(now) : Actions{Forward{event.signal}};
}

Supervisor::Actions Supervisor::on(const KeepalivedStarted& /*event*/, TimePoint now) {
    if (patience_.watchdog) {
        watchdog_at_ = now + *patience_.watchdog;
    }
    look_whether_up_from(now);
    return {};
}

Supervisor::Actions Supervisor::on(const KeepalivedEnded& event, TimePoint now) {
    status_ = event.status;
    if (is_alive()) {
        state_ = State::orphaned;
        patience_ends_ = now + patience_.orphans;
        return {ReleaseAtOnce{}, TerminateChildren{}, AnnounceStopping{}};
    }
    if (state_ != State::killing) {
        start_killing(KillKeepalived{}, now);
    }
    return {ReleaseAtOnce{}, kill_};
}

Supervisor::Actions Supervisor::on(const PidFileWritten& /*event*/, TimePoint now) {
    if (!is_alive()) {
        return {};
    }
    if (state_ == State::starting && !settled_at_) {
        settled_at_ = now + patience_.settle;
        look_whether_up_from(now);
    }
    look_from(now);
    return {RecordLoaded{}};
}

Supervisor::Actions Supervisor::on(const KeepalivedUp& /*event*/, TimePoint now) {
    Actions actions;
    up_look_at_.reset();
    if (state_ == State::starting || (state_ == State::running && settled_at_)) {
        settled_at_ = now;
        announce_readiness(now, actions);
    }
    return actions;
}

Supervisor::Actions Supervisor::on(const KeepalivedReloads& /*event*/, TimePoint now) {
    if (is_alive()) {
        look_from(now);
    }
    return {};
}

Supervisor::Actions Supervisor::on(const VrrpChildAppeared& /*event*/, TimePoint /*now*/) {
    return is_alive() ? Actions{WatchVrrpChild{}} : Actions{};
}

Supervisor::Actions Supervisor::on(const VrrpChildEnded& /*event*/, TimePoint now) {
    if (!is_alive()) {
        return {};
    }
    hang_.forget(now);
    look_whether_up_from(now);
    return {ReleaseHeld{}};
}

Supervisor::Actions Supervisor::on(const AddressesChanged& /*event*/, TimePoint now) {
    if (is_alive()) {
        tell_status_from(now);
        renew_lease_soon(now);
    }
    return {};
}

Supervisor::Actions Supervisor::on(const AllGone& /*event*/, TimePoint /*now*/) {
    if (state_ != State::orphaned && state_ != State::killing) {
        return {};
    }
    state_ = State::over;
    return {ReleaseAtOnce{.all_gone = true}};
}

Supervisor::Actions Supervisor::on(const DeadlinePassed& /*event*/, TimePoint now) {
    Actions actions = take_step(now);
    ping_watchdog(now, actions);
    return actions;
}

Supervisor::Actions Supervisor::take_step(TimePoint now) {
    switch (state_) {
        case State::stopping:
            return ask_again_or_press(now);
        case State::pressing:
            return wait_on_or_kill(KillDescendants{}, now);
        case State::orphaned:
            return wait_on_or_kill(KillKeepalived{}, now);
        case State::killing:
            return kill_again_or_give_up(now);
        case State::starting:
        case State::running:
            return look_and_announce(now);
        case State::over:
            break;
    }
    return {};
}

void Supervisor::ping_watchdog(TimePoint now, Actions& actions) {
    if (is_due(watchdog_at_, now) && patience_.watchdog) {
        watchdog_at_ = now + *patience_.watchdog;
        if (!is_alive() || !hang_.is_hung()) {
            actions.emplace_back(PingWatchdog{.only_if_healthy = is_alive()});
        }
    }
}

Supervisor::Actions Supervisor::stop(int signal, TimePoint now) {
    if (state_ == State::stopping || state_ == State::pressing) {
        return {Forward{signal}};
    }
    repeat_gap_ = state_ == State::starting ? patience_.repeat_early : patience_.repeat_term;
    state_ = State::stopping;
    stop_signal_ = signal;
    repeat_at_ = now + repeat_gap_;
    patience_ends_ = now + patience_.term_children;
    return {RecordLoaded{}, Forward{signal}, AnnounceStopping{}};
}

Supervisor::Actions Supervisor::reload(TimePoint now) {
    if (state_ == State::stopping || state_ == State::pressing) {
        return {};
    }
    look_from(now);
    if (state_ == State::starting) {
        return {RecordGeneration{}, Forward{SIGHUP}};
    }
    settled_at_ = now + patience_.reload;
    return {AnnounceReloading{now}, RecordGeneration{}, Forward{SIGHUP}};
}

Supervisor::Actions Supervisor::ask_again_or_press(TimePoint now) {
    if (now >= patience_ends_) {
        state_ = State::pressing;
        patience_ends_ = now + patience_.kill;
        return {Forward{SIGTERM}, TerminateChildren{}};
    }
    if (now >= repeat_at_) {
        repeat_gap_ = std::min(2 * repeat_gap_, patience_.repeat_term);
        repeat_at_ = now + repeat_gap_;
        return {Forward{stop_signal_}};
    }
    return {};
}

Supervisor::Actions Supervisor::wait_on_or_kill(Action kill, TimePoint now) {
    if (now < patience_ends_) {
        return {};
    }
    start_killing(kill, now);
    return {kill_};
}

Supervisor::Actions Supervisor::kill_again_or_give_up(TimePoint now) {
    if (now >= patience_ends_) {
        state_ = State::over;
        return {};
    }
    if (now >= repeat_at_) {
        repeat_at_ = now + patience_.kill_again;
        return {kill_};
    }
    return {};
}

void Supervisor::start_killing(Action kill, TimePoint now) {
    state_ = State::killing;
    kill_ = kill;
    repeat_at_ = now + patience_.kill_again;
    patience_ends_ = now + patience_.give_up;
}

}  // namespace vipwarden::supervisor
