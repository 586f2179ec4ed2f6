// SPDX-License-Identifier: MIT
#include "tests/support/private_namespace.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <memory>
#include <system_error>

#include <ifaddrs.h>
#include <net/if.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "netlink/network_namespace.hpp"

namespace vipwarden::support {
namespace {

void write_file(const std::string& path, const std::string& text) {
    std::ofstream file{path};
    file << text << std::flush;
    if (!file) {
        throw std::system_error{errno, std::generic_category(), "write '" + path + "'"};
    }
}

void check(int result, const std::string& what_was_tried) {
    if (result != 0) {
        throw std::system_error{errno, std::generic_category(), what_was_tried};
    }
}

/// Root of a user namespace of one's own (user_namespaces(7)).
void enter_user_namespace() {
    const auto user = std::to_string(geteuid());
    const auto group = std::to_string(getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        throw MissingCapability{"SKIPPED-CAPABILITY: no new user and network namespace: " +
                                std::generic_category().message(errno)};
    }
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", "0 " + user + " 1");
    write_file("/proc/self/gid_map", "0 " + group + " 1");
}

void enter_network_namespace() {
    if (unshare(CLONE_NEWNET) == 0) {
        return;
    }
    if (geteuid() == 0) {
        throw MissingCapability{"SKIPPED-CAPABILITY: no new network namespace: " +
                                std::generic_category().message(errno)};
    }
    enter_user_namespace();
}

/// No interface of a new namespace is up, not even lo; one that is in use has at least lo up.
bool nothing_is_up() {
    ifaddrs* first = nullptr;
    check(getifaddrs(&first), "list the interfaces");
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> all{first, freeifaddrs};
    for (const auto* entry = first; entry != nullptr; entry = entry->ifa_next) {
        if ((entry->ifa_flags & IFF_UP) != 0) {
            return false;
        }
    }
    return true;
}

}  // namespace

PrivateNamespace::PrivateNamespace() {
    const auto before = netlink::NetworkNamespace::current().inode();
    enter_network_namespace();
    if (netlink::NetworkNamespace::current().inode() == before || !nothing_is_up()) {
        throw std::logic_error{"not in a new network namespace: refusing to change anything here"};
    }
}

std::string PrivateNamespace::ip(const std::string& arguments) const {
    const auto command = "ip " + arguments + " 2>&1";
    auto* pipe = popen(command.c_str(), "re");
    if (pipe == nullptr) {
        throw std::system_error{errno, std::generic_category(), command};
    }
    std::string output;
    std::array<char, 4096> piece{};
    while (const auto size = fread(piece.data(), 1, piece.size(), pipe)) {
        output.append(piece.data(), size);
    }
    if (pclose(pipe) != 0) {
        throw std::runtime_error{command + ": " + output};
    }
    return output;
}

std::string PrivateNamespace::sysctl(const std::string& path) const {
    std::ifstream file{"/proc/sys/net/" + path};
    std::string value;
    if (!std::getline(file, value)) {
        throw std::runtime_error{"can't read /proc/sys/net/" + path};
    }
    return value;
}

void PrivateNamespace::set_sysctl(const std::string& path, const std::string& value) const {
    write_file("/proc/sys/net/" + path, value);
}

void PrivateNamespace::hide_run() const {
    check(unshare(CLONE_NEWNS), "enter a new mount namespace");
    check(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make all mounts private");
    check(mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755"), "mount an empty /run");
}

}  // namespace vipwarden::support
