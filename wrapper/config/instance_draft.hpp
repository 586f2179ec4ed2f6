// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "netlink/ip_address.hpp"
#include "wrapper/config/configuration.hpp"

namespace vipwarden::config {

/// A vrrp_instance while its block is read, with what is needed to say whether keepalived accepts it.
struct InstanceDraft {
    Instance instance{};  ///< `addresses` are the VIPs until the draft is finished.
    std::vector<VirtualAddress> excluded{};
    std::optional<netlink::Family> family{};  ///< Not known before the first address of any kind.
    std::optional<int> version{};
    std::optional<bool> strict{};                   ///< strict_mode; else as vrrp_strict says.
    std::optional<netlink::IpAddress> source{};     ///< mcast_src_ip or unicast_src_ip
    std::optional<netlink::IpAddress> multicast{};  ///< mcast_dst_ip
    std::vector<netlink::IpAddress> peers{};
    std::string head_line{};  ///< The line of `vrrp_instance`, for remarks.
};

}  // namespace vipwarden::config
