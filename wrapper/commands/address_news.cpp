// SPDX-License-Identifier: MIT
#include "wrapper/commands/address_news.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "wrapper/config/static_addresses.hpp"
#include "wrapper/release/address_key.hpp"
#include "wrapper/release/facts.hpp"
#include "wrapper/release/verdict.hpp"
#include "wrapper/release/vmac_devices.hpp"

namespace vipwarden::commands {

namespace {

using netlink::InterfaceAddress;
using netlink::IpAddress;
using release::Before;
using release::Facts;
using release::PlannedAddress;
using release::Reason;
using snapshot::LearntAddress;

std::set<IpAddress> ips_of(const std::vector<AttributedChange>& changes) {
    std::set<IpAddress> ips;
    for (const auto& news : changes) {
        ips.insert(news.change.address.local);
    }
    return ips;
}

/// Those of the values whose address is one of these.
template <typename Value, typename AddressOf>
std::vector<Value> with_ip(const std::vector<Value>& values, const std::set<IpAddress>& ips,
                           AddressOf address_of) {
    std::vector<Value> found;
    std::ranges::copy_if(values, std::back_inserter(found),
                         [&](const Value& value) { return ips.contains(address_of(value)); });
    return found;
}

/// The part of the snapshot that says something about these addresses.
snapshot::Snapshot part_of(const snapshot::Snapshot& snapshot, const std::set<IpAddress>& ips) {
    snapshot::Snapshot part{
        .baseline_damaged = snapshot.baseline_damaged,
        .learnt = with_ip(snapshot.learnt, ips, [](const LearntAddress& one) { return one.address; })};
    if (snapshot.baseline) {
        part.baseline = with_ip(*snapshot.baseline, ips,
                                [](const snapshot::BaselineAddress& known) { return known.address.local; });
    }
    for (const auto& generation : snapshot.generations) {
        part.generations.push_back(with_ip(generation, ips, [](const Vip& vip) { return vip.address; }));
    }
    return part;
}

/// What a plan would be made from, as far as these addresses are concerned: thousands of VIPs come one by one
/// while keepalived takes over.
release::PlanInput input_for(const std::set<IpAddress>& ips, const Target& target,
                             const std::vector<netlink::Link>& links) {
    release::PlanInput input{.declared =
                                 with_ip(target.declared, ips, [](const Vip& vip) { return vip.address; })};
    if (target.snapshot) {
        input.snapshot = part_of(*target.snapshot, ips);
    }
    input.present.links = links;
    return input;
}

/// Whether a VIP spells the address in full, or it is kept for another reason than its prefix.
bool is_accounted_for(Reason reason) {
    switch (reason) {
        case Reason::declared:
        case Reason::recorded:
        case Reason::learnt:
        case Reason::host_address:
        case Reason::held:
        case Reason::kept_by_operator:
        case Reason::dont_release:
        case Reason::owner:
        case Reason::baseline_damaged:
        case Reason::maybe_held:
        case Reason::doubtful:
            return true;
        case Reason::not_in_baseline:
        case Reason::protocol_keepalived:
        case Reason::prefix_zero:
        case Reason::any_prefix:
        case Reason::elsewhere:
        case Reason::other_prefix:
            return false;
    }
    return true;
}

class Interpreter {
 public:
    Interpreter(const std::set<IpAddress>& ips, const Target& target, const AfterChanges& after)
        : target_{target},
          after_{after},
          input_{input_for(ips, target, after.links)},
          facts_{input_},
          static_{with_ip(config::static_addresses(target.parsed.configuration), ips,
                          [](const config::PlacedAddress& placed) { return placed.address; })} {}
    Interpreter(const Interpreter&) = delete;
    Interpreter& operator=(const Interpreter&) = delete;

    void look_at(const AttributedChange& news) {
        const auto judged = release::judge(facts_, news.change.address);
        const auto reason = judged ? std::optional{judged->reason} : std::nullopt;
        if (is_taken_over(news, reason)) {
            forget(news);
        } else if (!news.change.deleted && !(reason && is_accounted_for(*reason)) && was_keepaliveds(news) &&
                   may_be_a_vip(news.change.address)) {
            learn(news.change.address);
        } else if (judged) {
            tell(line_for(news, *judged, adder_of(news)));
        }
    }

    [[nodiscard]] AddressNews take() { return std::move(result_); }

 private:
    [[nodiscard]] Author adder_of(const AttributedChange& news) const {
        return after_.authors.author_of(news.change.address);
    }

    /// Learnt, but somebody else has put it there now.
    [[nodiscard]] bool is_taken_over(const AttributedChange& news, std::optional<Reason> reason) const {
        return !news.change.deleted && news.author == Author::other && reason == Reason::learnt &&
               adder_of(news) == Author::other;
    }

    /// keepalived's own socket has added it or, where the kernel does not tell, it bears keepalived's mark
    /// and no other keepalived could have put it there. A secondary address that becomes a primary one
    /// because keepalived removed that of its subnet is told of in keepalived's name too (__inet_del_ifa(),
    /// net/ipv4/devinet.c), but it had been added before.
    [[nodiscard]] bool was_keepaliveds(const AttributedChange& news) {
        const auto& protocol = news.change.address.protocol;
        const auto before = facts_.before(news.change.address);
        if (protocol && protocol != netlink::kProtocolKeepalived) {
            return false;
        }
        if (news.author == Author::keepalived) {
            return adder_of(news) == Author::keepalived &&
                   (before == Before::absent || before == Before::unknown);
        }
        const bool is_told = news.author == Author::us || news.author == Author::other;
        return !is_told && protocol && before == Before::absent && is_alone();
    }

    [[nodiscard]] bool is_alone() {
        if (!alone_) {
            alone_ = after_.alone && after_.alone();
        }
        return *alone_;
    }

    /// Whether it is neither a static address nor one that a device of keepalived's own has for itself.
    [[nodiscard]] bool may_be_a_vip(const InterfaceAddress& address) const {
        const auto* link = facts_.interfaces().find(address.ifindex);
        return link != nullptr && !is_devices_own(*link, address) && !is_static(*link, address);
    }

    [[nodiscard]] bool is_devices_own(const netlink::Link& link, const InterfaceAddress& address) const {
        const bool is_virtual = link.kind == "macvlan" || link.kind == "ipvlan";
        const auto gave_it = [&](const DeclaredDevice& device) {
            return device.address == address.local && facts_.interfaces().is_device(link, device);
        };
        return is_virtual &&
               (release::goes_with_its_device(address) || std::ranges::any_of(target_.devices, gave_it) ||
                (target_.snapshot && std::ranges::any_of(target_.snapshot->devices, gave_it)));
    }

    [[nodiscard]] bool is_static(const netlink::Link& link, const InterfaceAddress& address) const {
        return std::ranges::any_of(static_, [&](const config::PlacedAddress& placed) {
            return placed.interface == link.name && placed.address == address.local &&
                   placed.prefix_length == address.prefix_length;
        });
    }

    void learn(const InterfaceAddress& address) {
        auto learnt = snapshot::as_learnt(address, facts_.interfaces().name_of(address.ifindex));
        std::erase_if(result_.forgotten, [&](const auto& one) { return same_entry(one, learnt); });
        if (learnt_.insert(release::entry_key(address)).second) {
            tell(line_for_learnt(address, learnt.interface));
            result_.learnt.push_back(std::move(learnt));
        }
    }

    void forget(const AttributedChange& news) {
        auto theirs = snapshot::as_learnt(news.change.address,
                                          facts_.interfaces().name_of(news.change.address.ifindex));
        tell(line_for_forgotten(news, theirs.interface));
        result_.forgotten.push_back(std::move(theirs));
    }

    void tell(std::optional<AddressLine> line) {
        if (line) {
            result_.lines.push_back(*std::move(line));
        }
    }

    const Target& target_;
    const AfterChanges& after_;
    release::PlanInput input_;
    Facts facts_;
    std::vector<config::PlacedAddress> static_;
    std::set<release::EntryKey> learnt_{};
    std::optional<bool> alone_{};
    AddressNews result_{};
};

}  // namespace

AddressNews interpret(const std::vector<AttributedChange>& changes, const Target& target,
                      const AfterChanges& after) {
    Interpreter interpreter{ips_of(changes), target, after};
    for (const auto& news : changes) {
        if (news.author != Author::us) {
            interpreter.look_at(news);
        }
    }
    return interpreter.take();
}

std::vector<AttributedChange> as_changes(const std::vector<InterfaceAddress>& present) {
    std::vector<AttributedChange> changes;
    std::ranges::transform(present, std::back_inserter(changes), [](const InterfaceAddress& address) {
        return AttributedChange{.change = {.address = address}};
    });
    return changes;
}

bool is_of_interest(const Target& target, const InterfaceAddress& address) {
    const auto is_it = [&](const auto& vip) { return vip.address == address.local; };
    return std::ranges::any_of(target.declared, is_it) ||
           (target.snapshot && (std::ranges::any_of(target.snapshot->learnt, is_it) ||
                                std::ranges::any_of(target.snapshot->generations, [&](const auto& vips) {
                                    return std::ranges::any_of(vips, is_it);
                                })));
}

}  // namespace vipwarden::commands
