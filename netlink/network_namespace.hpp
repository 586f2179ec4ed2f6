// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <sys/types.h>

namespace vipwarden::netlink {

/// An open reference to a network namespace: it stays valid when its name is deleted. Movable, not copyable.
class NetworkNamespace {
 public:
    /// The namespace of the calling thread.
    [[nodiscard]] static NetworkNamespace current();
    /// As `ip netns` names it: /run/netns/NAME, else /var/run/netns/NAME. A name that holds a '/' or is
    /// empty is refused. Throws std::system_error.
    [[nodiscard]] static NetworkNamespace named(const std::string& name);
    /// The namespace of a process. Throws std::system_error (ENOENT, ESRCH: no such process).
    [[nodiscard]] static NetworkNamespace of_process(pid_t pid);

    NetworkNamespace(NetworkNamespace&& other) noexcept;
    NetworkNamespace& operator=(NetworkNamespace&& other) noexcept;
    ~NetworkNamespace();

    /// The inode of the namespace: equal for two references if and only if they are one namespace
    /// (namespaces(7)).
    [[nodiscard]] std::uint64_t inode() const;

    /// Runs `action` with the calling thread inside the namespace, then comes back, also when it throws.
    /// A socket opened inside stays in that namespace for ever. Needs CAP_SYS_ADMIN unless the thread is in
    /// it already. Throws std::system_error if it can't enter; ends the process if it can't come back.
    void run_inside(const std::function<void()>& action) const;

 private:
    explicit NetworkNamespace(int fd) noexcept : fd_{fd} {}
    int fd_{-1};
};

}  // namespace vipwarden::netlink
