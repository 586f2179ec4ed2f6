// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "wrapper/commands/answers.hpp"
#include "wrapper/release/interfaces.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/report/check.hpp"

namespace vipwarden::commands {

// What `check` finds out about single VIPs. All of it pure.

/// Which VIPs are on their interfaces.
class Presence {
 public:
    /// Keeps a reference.
    explicit Presence(const release::KernelState& present);

    /// With just this prefix length, on whatever its interface is called now.
    [[nodiscard]] bool has(const Vip& vip) const;

    /// Whether this host answers for the address, as it does for one on any of its interfaces but loopback
    /// (arp(7), arp_ignore 0).
    [[nodiscard]] bool answers_for(const netlink::IpAddress& address) const;

 private:
    release::Interfaces interfaces_;
    std::multimap<netlink::IpAddress, const netlink::InterfaceAddress*> by_ip_{};
};

/// A VIP that is declared or recorded.
struct KnownVip {
    Vip vip{};
    bool declared{false};  ///< By the configuration as it is now.

    bool operator==(const KnownVip&) const = default;
};

/// All of them, each (interface, address, prefix length) once: the declared first.
[[nodiscard]] std::vector<KnownVip> known_vips(const release::PlanInput& input);

/// What to show of it.
[[nodiscard]] report::CheckedVip checked(const KnownVip& known, const Presence& presence,
                                         const std::string& net_namespace);

/// VIPs that are absent although the keepalived of the plan is MASTER for them. That it says so itself
/// (`states`) is sure. Without its word, an instance that holds some of its VIPs should hold all of them; but
/// it may as well be that those are too many. Of one that holds none nothing is known: BACKUP, as a rule.
/// `expected`: whether keepalived would really configure a VIP that it declares.
[[nodiscard]] std::vector<report::Finding> missing_vips(const release::PlanInput& input,
                                                        const std::string& net_namespace,
                                                        const report::InstanceStates& states,
                                                        const std::function<bool(const Vip&)>& expected);

/// More hosts answer for the VIP than one: this one, if it does, and every MAC address that answered.
[[nodiscard]] std::vector<report::Finding> duplicate(const report::CheckedVip& vip, const Asked& asked,
                                                     bool we_answer);

/// "10.0.0.1/32 on eth0 in namespace blue"
[[nodiscard]] std::string place(const std::string& address, const std::string& interface,
                                const std::string& net_namespace);

}  // namespace vipwarden::commands
