// SPDX-License-Identifier: MIT
// The part of Supervisor for as long as keepalived lives: what is looked at, told and renewed, and when.
#include <algorithm>
#include <csignal>
#include <iterator>
#include <utility>

#include "wrapper/supervisor/supervisor.hpp"

namespace vipwarden::supervisor {

Supervisor::Actions Supervisor::on(const VrrpSeen& event, TimePoint now) {
    if (state_ != State::running) {
        return {};
    }
    const bool was_hung = hang_.is_hung();
    switch (hang_.seen(event.vitals, now)) {
        case HangDetector::Verdict::hung:
            return {WeighHang{.evidence = hang_.evidence(), .again = was_hung}};
        case HangDetector::Verdict::responsive: {
            auto actions = was_hung ? Actions{TellRecovery{}} : Actions{};
            renew_lease(now, actions);
            return actions;
        }
        case HangDetector::Verdict::open:
            break;
    }
    return {};
}

Supervisor::Actions Supervisor::on(const HangWeighed& event, TimePoint now) {
    if (state_ != State::running || !event.holds_vips) {
        return {};
    }
    start_killing(KillKeepalived{.hangs = true}, now);
    return {kill_, AnnounceStopping{.hangs = true}};
}

Supervisor::Actions Supervisor::look_and_announce(TimePoint now) {
    Actions actions;
    look_at_loaded(now, actions);
    if (is_due(status_at_, now)) {
        status_at_.reset();
        actions.emplace_back(AnnounceStatus{});
    }
    announce_readiness(now, actions);
    if (is_due(held_until_, now)) {
        hand_on_what_is_held(now, actions);
    }
    look_whether_up(now, actions);
    look_whether_it_hangs(now, actions);
    return actions;
}

void Supervisor::look_at_loaded(TimePoint now, Actions& actions) {
    if (is_due(look_at_, now)) {
        actions.emplace_back(RecordLoaded{});
        look_gap_ *= 2;
        look_at_ = look_gap_ <= patience_.last_look ? std::optional{now + look_gap_} : std::nullopt;
    }
}

void Supervisor::look_whether_up(TimePoint now, Actions& actions) {
    if (is_due(up_look_at_, now)) {
        actions.emplace_back(LookWhetherUp{});
        up_gap_ *= 2;
        up_look_at_ = now + up_gap_;
    }
}

void Supervisor::look_whether_it_hangs(TimePoint now, Actions& actions) {
    switch (hang_.take_step(now)) {
        case HangDetector::Step::probe:
            actions.emplace_back(ProbeVrrp{});
            break;
        case HangDetector::Step::look:
            actions.emplace_back(LookAtVrrp{});
            break;
        case HangDetector::Step::none:
            break;
    }
}

/// After a start or a reload.
void Supervisor::announce_readiness(TimePoint now, Actions& actions) {
    if (is_due(settled_at_, now)) {
        settled_at_.reset();
        up_look_at_.reset();
        if (state_ == State::starting && is_probed()) {
            hang_.begin(now);
        }
        state_ = State::running;
        tell_status_from(now);
        actions.emplace_back(AnnounceReady{});
        hand_on_what_is_held(now, actions);
    }
}

void Supervisor::hold(int signal, TimePoint now) {
    if (std::ranges::find(held_, signal) == held_.end()) {
        held_.push_back(signal);
    }
    if (!held_until_) {
        held_until_ = now + patience_.hold;
    }
}

void Supervisor::hand_on_what_is_held(TimePoint now, Actions& actions) {
    held_until_.reset();
    for (const int signal : std::exchange(held_, {})) {
        std::ranges::move(signal == SIGHUP ? reload(now) : Actions{Forward{signal}},
                          std::back_inserter(actions));
    }
}

void Supervisor::tell_status_from(TimePoint now) {
    if (!status_at_) {
        last_status_at_ = now + patience_.last_status;
    }
    status_at_ = std::min(now + patience_.status, last_status_at_);
}

void Supervisor::renew_lease(TimePoint now, Actions& actions) {
    if (patience_.lease && now >= lease_at_) {
        lease_at_ = now + *patience_.lease;
        actions.emplace_back(RenewLease{});
    }
}

void Supervisor::renew_lease_soon(TimePoint now) {
    if (patience_.lease) {
        lease_at_ = std::min(lease_at_, now + patience_.lease_soon);
        hang_.probe_by(lease_at_);
    }
}

void Supervisor::look_from(TimePoint now) {
    look_gap_ = patience_.look;
    look_at_ = now + look_gap_;
}

void Supervisor::look_whether_up_from(TimePoint now) {
    up_gap_ = patience_.look_up;
    up_look_at_ = now + up_gap_;
}

}  // namespace vipwarden::supervisor
