// SPDX-License-Identifier: MIT
// The part of KeepalivedRun that follows what becomes of addresses while keepalived lives.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <spdlog/spdlog.h>

#include "wrapper/commands/address_news.hpp"
#include "wrapper/commands/best_effort.hpp"
#include "wrapper/commands/descendants.hpp"
#include "wrapper/commands/keepalived_pause.hpp"
#include "wrapper/commands/keepalived_run.hpp"
#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/record.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/commands/secondaries.hpp"
#include "wrapper/supervisor/vrrp_sockets.hpp"

namespace vipwarden::commands {

void KeepalivedRun::listen() {
    if (!site()) {
        return;
    }
    announcer_.listen_in(site_->where);
    addresses_.listen_in(
        *site_, [this](const netlink::InterfaceAddress& address) { return is_of_interest(target_, address); },
        [this](const std::vector<AttributedChange>& changes) {
            best_effort("following the changes of addresses", [&] { hear(changes); });
        });
    if (!arguments_.no_vrrp && !arguments_.dont_release_vrrp) {
        standby_.emplace(*site_);
    }
}

const std::optional<Site>& KeepalivedRun::site() {
    if (!site_) {
        site_ = open_site(target_.net_namespace);
    }
    return site_;
}

/// What keepalived adds is recorded, whatever its configuration says; what others do is told.
void KeepalivedRun::hear(const std::vector<AttributedChange>& changes) {
    const auto later = added_by_others(changes);
    if (!later.empty() && target_.snapshot && promote_secondaries(*target_.snapshot, *site_->links, later)) {
        store();
    }
    record_new_interfaces(changes);
    auto news = interpretation_of(changes);
    if (!news.learnt.empty()) {
        // What it has loaded may say more than what we have read: then it is declared, not learnt.
        perform(supervisor::RecordLoaded{});
        news = interpretation_of(changes);
    }
    if (news.changes_record() && target_.snapshot) {
        forget_learnt(*target_.snapshot, news.forgotten);
        if (const auto left_out = add_learnt(*target_.snapshot, news.learnt); left_out > 0) {
            spdlog::warn(
                "{} addresses that keepalived has added find no room in the snapshot: remove them by hand "
                "when it has ended",
                left_out);
        }
        promote_secondaries(*target_.snapshot, *site_->links);
        store();
    }
    std::ranges::for_each(lines_.admit(std::move(news.lines)), log_line);
}

/// An interface that was deleted and made anew has another index. By that it is found when somebody renames
/// it.
void KeepalivedRun::record_new_interfaces(const std::vector<AttributedChange>& changes) {
    if (!target_.snapshot || target_.snapshot->generations.empty()) {
        return;
    }
    const auto& vips = target_.snapshot->generations.back();
    std::set<int> indices;
    std::ranges::transform(vips, std::inserter(indices, indices.end()), &Vip::ifindex);
    const bool is_known = std::ranges::all_of(changes, [&](const AttributedChange& news) {
        const auto& address = news.change.address;
        return news.change.deleted || indices.contains(address.ifindex) ||
               std::ranges::find(vips, address.local, &Vip::address) == vips.end();
    });
    if (!is_known && record_generation(*target_.snapshot, {.vips = vips}, site_->links->list())) {
        store();
    }
}

void KeepalivedRun::tell_rest_of_changes() {
    if (const auto line = lines_.rest()) {
        log_line(*line);
    }
}

AddressNews KeepalivedRun::interpretation_of(const std::vector<AttributedChange>& changes) const {
    const auto links = site_->links->list();
    const auto no_other_lives = [this] {
        return std::ranges::all_of(find_live_keepalived(site_->where.inode(), target_).holders,
                                   &release::Holder::same_configuration);
    };
    return interpret(changes, target_,
                     {.links = links, .authors = addresses_.authors(), .alone = no_other_lives});
}

void KeepalivedRun::perform(const supervisor::ReleaseHeld& /*action*/) {
    if (arguments_.dont_release_vrrp) {
        hand_over();
    } else if (!arguments_.no_vrrp && site_ && held_open_) {
        best_effort("releasing what the VRRP process held", [this] { release_held(); });
        if (lease_) {
            lease_->forget();
        }
    }
    announcer_.hangs(false, target_);  // The next one does not, as far as anybody knows.
}

/// What is out of date by now is made anew before it is needed; a release that is not ready is slower, no
/// more.
void KeepalivedRun::keep_release_ready() {
    if (standby_) {
        best_effort("keeping a release ready", [this] {
            if (addresses_.has_changed()) {
                standby_->outdate();
            }
            standby_->prepare(target_);
        });
    }
}

void KeepalivedRun::perform(const supervisor::ReleaseAtOnce& action) {
    if (!standby_ || begun_.report.rounds > 0 || (!action.all_gone && vrrp_.may_act())) {
        return;
    }
    best_effort("releasing at once", [this] {
        addresses_.catch_up();
        if (addresses_.has_changed()) {
            standby_->outdate();
        }
        if (auto struck = standby_->strike(target_)) {
            begun_ = *std::move(struck);
        }
    });
}

/// While keepalived is stopped, so that the next VRRP process neither adds a VIP between our look and our
/// removal nor appears before it is over. Should it be there already, only what is provably not its own goes:
/// the rest it removes itself when it starts (2.0 and later).
void KeepalivedRun::release_held() {
    const KeepalivedPause pause{*held_open_};  // first of all: its parent has heard of the end by now as well
    spdlog::warn(
        "keepalived's VRRP process has ended, its parent (pid {}) has not: releasing the VIPs that it held",
        keepalived_.pid);
    const auto next = vrrp_.process() ? vrrp_.process() : supervisor::find_vrrp_process(pause.processes());
    addresses_.vrrp_process_ended(next);
    const bool may_be_of_next = next || !pause.is_complete();
    const auto report =
        release_addresses(*site_, target_, pause.processes(), [&](const netlink::InterfaceAddress& address) {
            return !may_be_of_next || addresses_.authors().is_of_dead(address);
        });
    if (lease_) {
        lease_->end_for_kept({*site_->addresses, *site_->links}, report);
    }
}

/// What a release would remove now, or what has ended with its lease since keepalived was well.
std::size_t KeepalivedRun::vips_held() const {
    if (!site_) {
        return 0;
    }
    const auto present = removals_without(*site_, target_, keepalived_descendants()).size();
    return std::max(present, lease_ ? lease_->vips() : 0);
}

void KeepalivedRun::perform(const supervisor::RenewLease& /*action*/) {
    if (!lease_ || !site_) {
        return;
    }
    best_effort("renewing the lease of the VIPs", [this] {
        const auto promoted =
            lease_->renew({*site_->addresses, *site_->links}, target_, addresses_.authors());
        if (target_.snapshot && !promoted.empty()) {
            auto& noted = target_.snapshot->promoted;
            noted.insert(noted.end(), promoted.begin(), promoted.end());
            store();
        }
    });
}

/// What keepalived is to leave on the interfaces outlives us too.
void KeepalivedRun::hand_over() {
    if (lease_ && site_ && arguments_.dont_release_vrrp) {
        best_effort("ending the lease of the VIPs", [this] {
            lease_->end({*site_->addresses, *site_->links});
        });
    }
}

}  // namespace vipwarden::commands
