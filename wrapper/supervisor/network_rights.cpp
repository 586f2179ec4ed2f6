// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/network_rights.hpp"

#include <cstdint>
#include <string_view>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "wrapper/supervisor/proc_files.hpp"

namespace vipwarden::supervisor {

namespace {

/// "CapPrm:\t000001ffffffffff" in /proc/PID/status, in which no name can begin a line (proc(5)). Who lacks
/// the capability lacks it everywhere: to be in a network namespace of a user namespace of its own, without
/// being in the latter, takes CAP_SYS_ADMIN (setns(2)).
bool lacks_capability(const UniqueFd& process) {
    constexpr std::string_view kField = "\nCapPrm:\t";
    const auto status = read_file(process, "status");
    const auto at = status ? status->find(kField) : std::string::npos;
    if (at == std::string::npos) {
        return false;
    }
    const auto value = std::string_view{*status}.substr(at + kField.size());
    const auto permitted = parse_number<std::uint64_t>(value.substr(0, value.find('\n')), 16);
    return permitted && ((*permitted >> CAP_NET_ADMIN) & 1U) == 0;
}

bool is_same_file(const UniqueFd& a, const UniqueFd& b) {
    struct stat of_a {};
    struct stat of_b {};
    return ::fstat(a.get(), &of_a) == 0 && ::fstat(b.get(), &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

/// Whether its capabilities count for nothing in its network namespace, because that belongs to a user
/// namespace which is neither its own nor below. One above ours is out of sight: nor is the process in it to
/// be looked at, then.
bool is_powerless_there(const UniqueFd& process) {
    const auto open_namespace = [&](const char* name) {
        return UniqueFd{::openat(process.get(), name, O_RDONLY | O_CLOEXEC)};
    };
    const auto own = open_namespace("ns/user");
    const auto network = open_namespace("ns/net");
    UniqueFd owner{own && network ? ::ioctl(network.get(), NS_GET_USERNS) : -1};
    if (!owner) {
        return false;
    }
    while (owner && !is_same_file(owner, own)) {
        owner = UniqueFd{::ioctl(owner.get(), NS_GET_PARENT)};
    }
    return !owner;
}

}  // namespace

bool may_change_addresses(const UniqueFd& process) {
    return !lacks_capability(process) && !is_powerless_there(process);
}

}  // namespace vipwarden::supervisor
