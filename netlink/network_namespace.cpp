// SPDX-License-Identifier: MIT
#include "netlink/network_namespace.hpp"

#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vipwarden::netlink {
namespace {

[[noreturn]] void fail(int error, const std::string& what_was_tried) {
    throw std::system_error{error, std::generic_category(), what_was_tried};
}

int open_namespace(const std::string& path) {
    return open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

void enter(int fd, const char* what_was_tried) {
    if (setns(fd, CLONE_NEWNET) != 0) {
        fail(errno, what_was_tried);
    }
}

/// To go on in a foreign network namespace would mean to remove addresses from the wrong host.
void come_back(int home) noexcept {
    try {
        enter(home, "come back from another network namespace");
    } catch (...) {
        std::terminate();  // Prints the exception that is being handled.
    }
}

}  // namespace

NetworkNamespace NetworkNamespace::current() {
    const std::string path = "/proc/thread-self/ns/net";
    const int fd = open_namespace(path);
    if (fd < 0) {
        fail(errno, fmt::format("open '{}' (is /proc mounted?)", path));
    }
    return NetworkNamespace{fd};
}

NetworkNamespace NetworkNamespace::named(const std::string& name) {
    if (name.empty() || name.find('/') != std::string::npos) {
        fail(EINVAL, fmt::format("network namespace '{}': not a name", name));
    }
    int fd = open_namespace("/run/netns/" + name);
    if (fd < 0 && errno == ENOENT) {
        fd = open_namespace("/var/run/netns/" + name);
    }
    if (fd < 0) {
        fail(errno, fmt::format("open network namespace '{}' in /run/netns", name));
    }
    NetworkNamespace found{fd};
    // Until `ip netns add` has mounted the namespace over it, its file is an ordinary empty one.
    if (ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET) {
        fail(EINVAL, fmt::format("'{}' in /run/netns is not a network namespace", name));
    }
    return found;
}

NetworkNamespace NetworkNamespace::of_process(pid_t pid) {
    const int fd = open_namespace(fmt::format("/proc/{}/ns/net", pid));
    if (fd < 0) {
        fail(errno, fmt::format("open the network namespace of process {}", pid));
    }
    return NetworkNamespace{fd};
}

NetworkNamespace::NetworkNamespace(NetworkNamespace&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

NetworkNamespace& NetworkNamespace::operator=(NetworkNamespace&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

NetworkNamespace::~NetworkNamespace() {
    if (fd_ >= 0) {
        close(fd_);
    }
}

std::uint64_t NetworkNamespace::inode() const {
    struct stat status {};
    if (fstat(fd_, &status) != 0) {
        fail(errno, "read the inode of a network namespace");
    }
    return status.st_ino;
}

void NetworkNamespace::run_inside(const std::function<void()>& action) const {
    const auto home = current();
    if (home.inode() == inode()) {
        action();
        return;
    }
    // Entering where one is proves that one may come back: in a user namespace of one's own, the network
    // namespace outside can be left but not entered again (setns(2)).
    enter(home.fd_, "change network namespaces (needs CAP_SYS_ADMIN)");
    enter(fd_, "enter another network namespace (needs CAP_SYS_ADMIN)");
    try {
        action();
    } catch (...) {
        come_back(home.fd_);
        throw;
    }
    come_back(home.fd_);
}

}  // namespace vipwarden::netlink
