// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <netlink/msg.h>
#include <netlink/socket.h>

namespace vipwarden::netlink {

/// Private to this folder, as all that includes libnl. Owners of libnl's handles, as small as the pointer.
template <auto Free>
struct Deleter {
    template <typename T>
    void operator()(T* handle) const noexcept {
        Free(handle);
    }
};

using NlSocket = std::unique_ptr<nl_sock, Deleter<nl_socket_free>>;
using NlMessage = std::unique_ptr<nl_msg, Deleter<nlmsg_free>>;

}  // namespace vipwarden::netlink
