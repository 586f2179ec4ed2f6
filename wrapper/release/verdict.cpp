// SPDX-License-Identifier: MIT
#include "wrapper/release/verdict.hpp"

#include <algorithm>
#include <utility>

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;

/// How the VIPs with an address's IP match it: on its interface, and there with its prefix.
struct Match {
    const Candidate* on_interface{nullptr};  ///< The first of them; what the configuration declares is first.
    const Candidate* exact{nullptr};         ///< The first with the same prefix length.
    bool owners_only{true};                  ///< Every exact one belongs to an instance with priority 255.
};

Match match(const Facts& facts, const InterfaceAddress& address) {
    Match result;
    for (const auto& candidate : facts.candidates(address.local)) {
        if (!facts.interfaces().belongs(*candidate.vip, address.ifindex)) {
            continue;
        }
        if (result.on_interface == nullptr) {
            result.on_interface = &candidate;
        }
        if (candidate.vip->prefix_length != address.prefix_length) {
            continue;
        }
        if (result.exact == nullptr) {
            result.exact = &candidate;
        }
        result.owners_only = result.owners_only && candidate.vip->owner;
    }
    return result;
}

bool marked_by_keepalived(const InterfaceAddress& address) {
    return address.protocol == netlink::kProtocolKeepalived;
}

bool kept_by_operator(const Facts& facts, const PlannedAddress& planned) {
    return std::ranges::any_of(facts.input().options.keep, [&](const KeepRule& rule) {
        return rule.address == planned.address.local &&
               (!rule.interface || *rule.interface == planned.interface);
    });
}

bool kept_for_holder(PlannedAddress& planned, const Holder* holder, Reason reason) {
    if (holder == nullptr) {
        return false;
    }
    planned.reason = reason;
    planned.holder = holder->pid;
    planned.holder_config = holder->config_path;
    return true;
}

/// The live keepalived that holds the address for sure: it declares it or, if the address was learnt, it may
/// be the one that added it.
const Holder* sure_holder(const Facts& facts, const InterfaceAddress& address) {
    const auto* declares_it = facts.holder_of(address);
    return declares_it == nullptr && facts.learnt(address) != nullptr ? facts.holder_of_learnt()
                                                                      : declares_it;
}

/// keepalived takes any removal of its VIP's IP for the loss of the VIP, and lets go of all VIPs of the
/// instance for a moment.
bool kept_beside_held(const Facts& facts, PlannedAddress& planned) {
    planned.beside_held = kept_for_holder(planned, facts.holder_beside(planned.address), Reason::held);
    return planned.beside_held;
}

/// What speaks against touching the address, whichever way it matches. True if something does.
bool is_protected(const Facts& facts, PlannedAddress& planned) {
    if (kept_by_operator(facts, planned)) {
        planned.reason = Reason::kept_by_operator;
        return true;
    }
    if (facts.input().options.keep_all) {
        planned.reason = Reason::dont_release;
        return true;
    }
    if (facts.before(planned.address) == Before::host) {
        planned.reason = Reason::host_address;
        return true;
    }
    return kept_for_holder(planned, sure_holder(facts, planned.address), Reason::held) ||
           kept_beside_held(facts, planned) ||
           kept_for_holder(planned, facts.unknown_holder(), Reason::maybe_held);
}

/// An address that a VIP spells in full. keepalived's VIP, unless its instance owns the address: then it may
/// have been the host's all along (RFC 5798, section 6.1: priority 255).
Reason reason_for_exact(const Facts& facts, const InterfaceAddress& address, const Match& match) {
    const bool proven = facts.before(address) != Before::unknown || marked_by_keepalived(address) ||
                        facts.learnt(address) != nullptr;
    if (!proven && facts.input().snapshot && facts.input().snapshot->baseline_damaged) {
        return Reason::baseline_damaged;
    }
    if (match.owners_only && !proven && !facts.input().options.include_owner) {
        return Reason::owner;
    }
    return match.exact->declared ? Reason::declared : Reason::recorded;
}

/// A VIP's IP on the VIP's interface under a prefix that no VIP spells: it needs a proof of its own.
Reason reason_for_other_prefix(const Facts& facts, const InterfaceAddress& address) {
    if (address.prefix_length == 0) {
        return Reason::prefix_zero;
    }
    const auto before = facts.before(address);
    if (marked_by_keepalived(address) || before == Before::keepalived) {
        return Reason::protocol_keepalived;
    }
    if (before == Before::absent) {
        return Reason::not_in_baseline;
    }
    return facts.input().options.any_prefix ? Reason::any_prefix : Reason::other_prefix;
}

/// An address on the interface of a VIP with its IP.
PlannedAddress judge_vip(const Facts& facts, PlannedAddress planned, const Match& match) {
    planned.vip = *(match.exact != nullptr ? match.exact : match.on_interface)->vip;
    if (is_protected(facts, planned)) {
        return planned;
    }
    if (match.exact != nullptr) {
        planned.reason = reason_for_exact(facts, planned.address, match);
        return planned;
    }
    planned.reason = reason_for_other_prefix(facts, planned.address);
    if (facts.input().options.exact && goes(planned.reason)) {
        planned.reason = Reason::other_prefix;
        planned.kept_by_exact = true;
    }
    return planned;
}

/// An address that keepalived was seen adding, and that no VIP spells in full.
PlannedAddress judge_learnt(const Facts& facts, PlannedAddress planned,
                            const snapshot::LearntAddress& learnt) {
    planned.vip = snapshot::as_vip(learnt);
    if (!is_protected(facts, planned)) {
        planned.reason = Reason::learnt;
    }
    return planned;
}

/// An address that is nobody's but under another reading of the configuration.
PlannedAddress judge_doubtful(const Facts& facts, PlannedAddress planned, const DoubtfulVip& doubtful) {
    planned.vip = doubtful.vip;
    if (!is_protected(facts, planned)) {
        planned.reason = Reason::doubtful;
        planned.reading = doubtful.reading;
    }
    return planned;
}

}  // namespace

std::optional<PlannedAddress> judge(const Facts& facts, const InterfaceAddress& address) {
    PlannedAddress planned{.address = address, .interface = facts.interfaces().name_of(address.ifindex)};
    const auto found = match(facts, address);
    if (const auto* learnt = facts.learnt(address); learnt != nullptr && found.exact == nullptr) {
        return judge_learnt(facts, std::move(planned), *learnt);
    }
    if (found.on_interface != nullptr) {
        return judge_vip(facts, std::move(planned), found);
    }
    if (const auto* doubtful = facts.doubtful(address)) {
        return judge_doubtful(facts, std::move(planned), *doubtful);
    }
    const auto same_ip = facts.candidates(address.local);
    if (same_ip.empty()) {
        return std::nullopt;
    }
    planned.vip = *same_ip.front().vip;
    planned.reason = Reason::elsewhere;
    return planned;
}

}  // namespace vipwarden::release
