// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

namespace vipwarden::support {

/// A vrrp_instance that becomes MASTER in about 0.4 s: VRRP version 3 allows an advertisement interval of
/// 0.1 s, and a master is down after three of them (RFC 5798, section 6.1). Never priority 255: that means
/// "owner of the address", which has rules of its own.
struct VrrpInstance {
    std::string name{"V1"};
    std::string interface { "eth0" };
    int vrid{51};
    std::vector<std::string> vips{};
    std::vector<std::string> excluded{};
    std::vector<std::string> extra{};  ///< Further lines of the instance.
};

/// The text of a keepalived.conf.
[[nodiscard]] std::string config_of(std::initializer_list<VrrpInstance> instances);
[[nodiscard]] std::string config_of(const std::vector<VrrpInstance>& instances);

}  // namespace vipwarden::support
