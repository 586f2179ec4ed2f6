// SPDX-License-Identifier: MIT
//
// The transition table. "-" is: nothing to do, same state.
//
//           | starting, running    | stopping            | pressing        | orphaned       | killing
// ----------+----------------------+---------------------+-----------------+----------------+----------------
// TERM, INT | Forward,             | Forward (nothing    | Forward         | -              | -
//           | AnnounceStopping     | is extended)        |                 |                |
//           | -> stopping          |                     |                 |                |
// HUP       | RecordGeneration,    | -                   | -               | -              | -
//           | Forward              |                     |                 |                |
// any other | Forward              | Forward             | Forward         | -              | -
// Ready     | starting: the time   | -                   | -               | -              | -
//           | to settle begins     |                     |                 |                |
// Ended     | TerminateChildren,   | KillKeepalived      | KillKeepalived  | (can't be)     | the kill of
//           | AnnounceStopping     | -> killing          | -> killing      |                | this state,
//           | -> orphaned          |                     |                 |                | once more
// Deadline  | starting, settled:   | after repeat_term:  | after kill:     | after orphans: | after
//           | AnnounceReady        | Forward the same    | KillDescendants | KillKeepalived | kill_again:
//           | -> running           | after term_children:| -> killing      | -> killing     | the same kill
//           |                      | Forward TERM,       |                 |                | after give_up:
//           |                      | TerminateChildren   |                 |                | -> over
//           |                      | -> pressing         |                 |                |
// AllGone   | (can't be)           | (can't be)          | (can't be)      | -> over        | -> over
//
// In `over` nothing happens any more. Why it is so:
// - Readiness settles, because keepalived writes its pid file before its children have read the
//   configuration: one that they refuse ends keepalived a moment later, and a service manager must not have
//   been told "ready" by then.
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

std::optional<TimePoint> Supervisor::deadline() const {
    switch (state_) {
        case State::stopping:
        case State::killing:
            return std::min(repeat_at_, patience_ends_);
        case State::pressing:
        case State::orphaned:
            return patience_ends_;
        case State::starting:
            return settled_at_;
        case State::running:
        case State::over:
            break;
    }
    return std::nullopt;
}

Supervisor::Actions Supervisor::on(const SignalReceived& event, TimePoint now) {
    if (state_ == State::orphaned || state_ == State::killing) {
        return {};
    }
    switch (event.signal) {
        case SIGTERM:
        case SIGINT:
            return stop(event.signal, now);
        case SIGHUP:
            return reload();
        default:
            return {Forward{event.signal}};
    }
}

Supervisor::Actions Supervisor::on(const KeepalivedEnded& event, TimePoint now) {
    status_ = event.status;
    if (state_ == State::killing) {
        return {kill_};
    }
    if (state_ == State::starting || state_ == State::running) {
        state_ = State::orphaned;
        patience_ends_ = now + patience_.orphans;
        return {TerminateChildren{}, AnnounceStopping{}};
    }
    start_killing(KillKeepalived{}, now);
    return {kill_};
}

Supervisor::Actions Supervisor::on(const KeepalivedReady& /*event*/, TimePoint now) {
    if (state_ == State::starting && !settled_at_) {
        settled_at_ = now + patience_.settle;
    }
    return {};
}

Supervisor::Actions Supervisor::on(const AllGone& /*event*/, TimePoint /*now*/) {
    if (state_ == State::orphaned || state_ == State::killing) {
        state_ = State::over;
    }
    return {};
}

Supervisor::Actions Supervisor::on(const DeadlinePassed& /*event*/, TimePoint now) {
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
            return settle(now);
        case State::running:
        case State::over:
            break;
    }
    return {};
}

Supervisor::Actions Supervisor::settle(TimePoint now) {
    if (!settled_at_ || now < *settled_at_) {
        return {};
    }
    state_ = State::running;
    return {AnnounceReady{}};
}

Supervisor::Actions Supervisor::stop(int signal, TimePoint now) {
    if (state_ == State::stopping || state_ == State::pressing) {
        return {Forward{signal}};
    }
    state_ = State::stopping;
    stop_signal_ = signal;
    repeat_at_ = now + patience_.repeat_term;
    patience_ends_ = now + patience_.term_children;
    return {Forward{signal}, AnnounceStopping{}};
}

Supervisor::Actions Supervisor::reload() const {
    if (state_ == State::stopping || state_ == State::pressing) {
        return {};
    }
    return {RecordGeneration{}, Forward{SIGHUP}};
}

Supervisor::Actions Supervisor::ask_again_or_press(TimePoint now) {
    if (now >= patience_ends_) {
        state_ = State::pressing;
        patience_ends_ = now + patience_.kill;
        return {Forward{SIGTERM}, TerminateChildren{}};
    }
    if (now >= repeat_at_) {
        repeat_at_ = now + patience_.repeat_term;
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
