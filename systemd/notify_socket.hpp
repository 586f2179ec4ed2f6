// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

namespace vipwarden::systemd {

/// A message and who sent it, as the kernel says.
struct ReceivedMessage {
    pid_t sender{0};  ///< 0: a process of another user, or one that can't be told.
    std::string text{};

    bool operator==(const ReceivedMessage&) const = default;
};

/// Where keepalived sends what it would tell the service manager. In the abstract namespace: nothing is left
/// behind however we end, and a read-only /run is no obstacle. Such a name is known in the network namespace
/// of its making only (network_namespaces(7)): it has to be made where keepalived runs.
class NotifySocket {
 public:
    /// Throws std::system_error.
    NotifySocket();
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;
    ~NotifySocket();

    /// For $NOTIFY_SOCKET.
    [[nodiscard]] const std::string& address() const { return address_; }
    /// Readable when there is a message.
    [[nodiscard]] int fd() const { return fd_; }

    /// The next message; nothing when there is none. Anybody in the namespace can send one: look at the
    /// sender. File descriptors that come along are closed, which also answers BARRIER=1.
    [[nodiscard]] std::optional<ReceivedMessage> receive() const;

 private:
    int fd_{-1};
    std::string address_{};
};

}  // namespace vipwarden::systemd
