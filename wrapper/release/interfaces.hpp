// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "netlink/link_table.hpp"
#include "wrapper/declared_device.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::release {

/// The present links, indexed, and the one place that decides which VIP belongs on which of them.
class Interfaces {
 public:
    /// Keeps a reference: `links` must outlive this.
    explicit Interfaces(const std::vector<netlink::Link>& links);

    [[nodiscard]] const netlink::Link* find(int ifindex) const;

    /// The link's name; "if7" for an index that has none (as ip(8) shows it).
    [[nodiscard]] std::string name_of(int ifindex) const;

    /// Whether the VIP's interface is this one: by name, by the recorded index (it may have been renamed), or
    /// because it is the VMAC device that the VIP sits on, whatever keepalived had to call it.
    [[nodiscard]] bool belongs(const Vip& vip, int ifindex) const;

    /// Whether any link is the VIP's interface.
    [[nodiscard]] bool has_place_for(const Vip& vip) const;

    /// Whether the link is the macvlan that the VIP sits on: the VRRP MAC address on the right lower link.
    /// False for a VIP that sits on none.
    [[nodiscard]] bool is_vmac(const netlink::Link& link, const Vip& vip) const;

    /// Whether the link is that device of keepalived's: a macvlan by its MAC address, an ipvlan by its name,
    /// on the right lower link.
    [[nodiscard]] bool is_device(const netlink::Link& link, const DeclaredDevice& device) const;

 private:
    /// What keepalived said about the place of a device.
    struct Seat {
        const std::string& device;
        const std::string& base;
        int base_ifindex{0};
    };
    [[nodiscard]] bool sits_on(const netlink::Link& link, const Seat& seat) const;

    const std::vector<netlink::Link>& links_;
    std::map<int, const netlink::Link*> by_index_{};
    std::map<std::string_view, const netlink::Link*> by_name_{};
};

}  // namespace vipwarden::release
