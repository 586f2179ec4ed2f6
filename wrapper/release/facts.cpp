// SPDX-License-Identifier: MIT
#include "wrapper/release/facts.hpp"

#include <algorithm>

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using netlink::IpAddress;

/// The IP by which something is found.
struct IpOf {
    const IpAddress& operator()(const DoubtfulVip* doubtful) const { return doubtful->vip.address; }
    const IpAddress& operator()(const snapshot::LearntAddress* learnt) const { return learnt->address; }
    const IpAddress& operator()(const snapshot::BaselineAddress* entry) const { return entry->address.local; }
    const IpAddress& operator()(const auto& of_vip) const { return of_vip.vip->address; }
};

/// A configuration lists its addresses in order, as a rule.
template <typename Value>
void sort_by_ip(std::vector<Value>& values) {
    if (!std::ranges::is_sorted(values, {}, IpOf{})) {
        std::ranges::stable_sort(values, {}, IpOf{});
    }
}

/// Those of a sorted list that have this IP.
template <typename Values>
auto values_of(Values& values, const IpAddress& ip) {
    return std::span{std::ranges::lower_bound(values, ip, {}, IpOf{}),
                     std::ranges::upper_bound(values, ip, {}, IpOf{})};
}

}  // namespace

Facts::Facts(const PlanInput& input) : input_{input}, interfaces_{input.present.links} {
    if (input_.snapshot) {
        recorded_ = snapshot::recorded_vips(*input_.snapshot);
    }
    add_candidates(input_.declared, true);
    add_candidates(recorded_, false);
    candidates_by_ip_ = candidates_;
    sort_by_ip(candidates_by_ip_);
    index_doubtful();
    index_learnt();
    index_baseline();
    index_holders();
}

void Facts::add_candidates(const std::vector<Vip>& vips, bool declared) {
    candidates_.reserve(candidates_.size() + vips.size());
    for (const auto& vip : vips) {
        candidates_.push_back({.vip = &vip, .declared = declared});
    }
}

void Facts::index_doubtful() {
    for (const auto& doubtful : input_.doubtful) {
        doubtful_by_ip_.push_back(&doubtful);
    }
    sort_by_ip(doubtful_by_ip_);
}

void Facts::index_learnt() {
    if (input_.snapshot) {
        for (const auto& learnt : input_.snapshot->learnt) {
            learnt_by_ip_.push_back(&learnt);
        }
        sort_by_ip(learnt_by_ip_);
    }
}

void Facts::index_baseline() {
    if (!input_.snapshot || !input_.snapshot->baseline) {
        return;
    }
    for (const auto& entry : *input_.snapshot->baseline) {
        baseline_by_ip_.push_back(&entry);
    }
    sort_by_ip(baseline_by_ip_);
}

void Facts::index_holders() {
    for (const auto& holder : input_.holders) {
        if (!holder.vips) {
            continue;
        }
        for (const auto& vip : *holder.vips) {
            held_by_ip_.push_back({.vip = &vip, .holder = &holder});
        }
    }
    sort_by_ip(held_by_ip_);
    for (const auto& address : input_.present.addresses) {
        for (auto& held : values_of(held_by_ip_, address.local)) {
            if (is_spelt(*held.vip, address)) {
                held.present_on = address.ifindex;
            }
        }
    }
}

bool Facts::is_spelt(const Vip& vip, const InterfaceAddress& address) const {
    return vip.prefix_length == address.prefix_length && interfaces_.belongs(vip, address.ifindex);
}

std::span<const Candidate> Facts::candidates(const IpAddress& ip) const {
    return values_of(candidates_by_ip_, ip);
}

const DoubtfulVip* Facts::doubtful(const InterfaceAddress& address) const {
    for (const auto* doubtful : values_of(doubtful_by_ip_, address.local)) {
        if (is_spelt(doubtful->vip, address)) {
            return doubtful;
        }
    }
    return nullptr;
}

const snapshot::LearntAddress* Facts::learnt(const InterfaceAddress& address) const {
    const auto entry = snapshot::as_learnt(address, {});
    for (const auto* learnt : values_of(learnt_by_ip_, address.local)) {
        if (same_entry(*learnt, entry)) {
            return learnt;
        }
    }
    return nullptr;
}

Before Facts::before(const InterfaceAddress& address) const {
    if (!input_.snapshot || !input_.snapshot->baseline) {
        return Before::unknown;
    }
    const auto* link = interfaces_.find(address.ifindex);
    Before verdict = input_.snapshot->baseline_damaged ? Before::unknown : Before::absent;
    for (const auto* entry : values_of(baseline_by_ip_, address.local)) {
        const bool same_interface =
            entry->address.ifindex == address.ifindex || (link != nullptr && link->name == entry->interface);
        if (!same_interface || entry->address.prefix_length != address.prefix_length) {
            continue;
        }
        if (entry->address.protocol != netlink::kProtocolKeepalived) {
            return Before::host;
        }
        verdict = Before::keepalived;
    }
    return verdict;
}

const Holder* Facts::holder_of(const InterfaceAddress& address) const {
    for (const auto& held : values_of(held_by_ip_, address.local)) {
        if (is_spelt(*held.vip, address)) {
            return held.holder;
        }
    }
    return nullptr;
}

const Holder* Facts::holder_beside(const InterfaceAddress& address) const {
    const auto held = values_of(held_by_ip_, address.local);
    const auto found = std::ranges::find(held, std::optional{address.ifindex}, &HeldVip::present_on);
    return found == held.end() ? nullptr : found->holder;
}

const Holder* Facts::holder_of_learnt() const {
    const auto found = std::ranges::find_if(input_.holders, &Holder::same_configuration);
    return found == input_.holders.end() ? nullptr : &*found;
}

const Holder* Facts::unknown_holder() const {
    const auto found =
        std::ranges::find_if(input_.holders, [](const Holder& holder) { return !holder.vips.has_value(); });
    return found == input_.holders.end() ? nullptr : &*found;
}

}  // namespace vipwarden::release
