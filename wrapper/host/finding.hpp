// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace vipwarden::host {

/// One thing on this host, outside of keepalived and the kernel's address table, that would bring a VIP back
/// or still uses it; or a place that could not be looked into, which is never passed over in silence.
struct Finding {
    std::string where{};   ///< "/etc/network/interfaces:12", "process 812 (ucarp)".
    std::string text{};    ///< What is there, and what it does.
    std::string advice{};  ///< What the operator may do about it.

    bool operator==(const Finding&) const = default;
};

}  // namespace vipwarden::host
