// SPDX-License-Identifier: MIT
#include "tests/support/keepalived_addresses.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/keepalived_process.hpp"

namespace vipwarden::support {

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

Json links_with_addresses() {
    const Finished ip = run_command({"ip", "-j", "addr", "show"}, "/run/test/ip");
    return Json::parse(ip.out);
}

Json address_infos(const std::string& interface) {
    for (const Json& link : links_with_addresses()) {
        if (link.value("ifname", "") == interface) {
            return link.value("addr_info", Json::array());
        }
    }
    return Json::array();
}

/// Made by the kernel from the MAC address: the "ff:fe" in its middle tells (RFC 4291, appendix A).
bool is_automatic(const Json& info) {
    return info.value("scope", "") == "link" && info.value("local", "").find("ff:fe") != std::string::npos;
}

std::string words_of(const Json& info, const std::string& interface) {
    std::string words =
        fmt::format("{}/{}", info.at("local").get<std::string>(), info.at("prefixlen").get<int>());
    if (info.contains("address")) {
        words += " peer " + info.at("address").get<std::string>();
    }
    if (const std::string label = info.value("label", interface); label != interface) {
        words += " label " + label;
    }
    return words;
}

/// Reads away what has come in. True if there was something.
bool drain(int fd) {
    std::array<char, 65536> buffer{};
    bool any = false;
    for (;;) {
        const ssize_t size = recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
        // ENOBUFS: events were lost, so there were some.
        if (size < 0 && errno != EINTR && errno != ENOBUFS) {
            return any;
        }
        any = true;
    }
}

}  // namespace

std::set<std::string> addresses(const std::string& interface) {
    std::set<std::string> found;
    for (const Json& info : address_infos(interface)) {
        if (!is_automatic(info)) {
            found.insert(words_of(info, interface));
        }
    }
    return found;
}

std::vector<std::string> address_records(const std::string& interface) {
    std::vector<std::string> records;
    for (const Json& info : address_infos(interface)) {
        if (!is_automatic(info)) {
            records.push_back(info.dump());
        }
    }
    std::ranges::sort(records);
    return records;
}

std::set<std::string> interfaces() {
    std::set<std::string> names;
    for (const Json& link : links_with_addresses()) {
        names.insert(link.at("ifname").get<std::string>());
    }
    return names;
}

ChangeMonitor::ChangeMonitor() : fd_{socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)} {
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (fd_ < 0 || bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::system_error{errno, std::generic_category(), "listen to rtnetlink"};
    }
}

ChangeMonitor::~ChangeMonitor() {
    close(fd_);
}

void ChangeMonitor::wait_until(const std::function<bool()>& condition, const std::string& what,
                               std::chrono::milliseconds timeout) const {
    const auto deadline = Clock::now() + timeout;
    while (!condition()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
        if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) == 0) {
            throw std::runtime_error{fmt::format("waited {} ms in vain: {}", timeout.count(), what)};
        }
        drain(fd_);
    }
}

bool ChangeMonitor::is_quiet() const {
    return !drain(fd_);
}

}  // namespace vipwarden::support
