// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "netlink/address_monitor.hpp"

namespace vipwarden::commands {

/// Who asked the kernel for a change of an address.
enum class Author {
    keepalived,  ///< The VRRP process of the keepalived below us, living or dead.
    kernel,   ///< Nobody: an interface that went away, a lifetime that ended; or somebody who used ioctl(2).
    us,       ///< This process.
    other,    ///< A process that is not ours.
    unknown,  ///< The kernel does not tell, or it could not be found out.
};

/// One change, and whose work it was.
struct AttributedChange {
    netlink::AddressChange change{};
    Author author{Author::unknown};
    std::string who{};  ///< For `other`: "ip (pid 123)", "netlink port 123"; else empty.

    bool operator==(const AttributedChange&) const = default;
};

}  // namespace vipwarden::commands
