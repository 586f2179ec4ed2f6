// SPDX-License-Identifier: MIT
#include "tests/support/address_events.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vipwarden::support {
namespace {

using Clock = std::chrono::steady_clock;

/// IFA_LOCAL where there is one: with a peer IFA_ADDRESS is the peer's.
AddressEvent event_of(nlmsghdr* header) {
    auto* message = static_cast<ifaddrmsg*>(NLMSG_DATA(header));
    auto left = static_cast<unsigned>(IFA_PAYLOAD(header));
    std::array<char, INET6_ADDRSTRLEN> text{};
    for (auto* attribute = IFA_RTA(message); RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        if (attribute->rta_type == IFA_LOCAL || (attribute->rta_type == IFA_ADDRESS && text[0] == '\0')) {
            inet_ntop(message->ifa_family, RTA_DATA(attribute), text.data(), text.size());
        }
    }
    return {.is_removal = header->nlmsg_type == RTM_DELADDR,
            .address = fmt::format("{}/{}", text.data(), message->ifa_prefixlen)};
}

std::vector<AddressEvent> read_events(int fd) {
    alignas(nlmsghdr) std::array<char, 32768> buffer{};
    const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
    if (size < 0) {
        throw std::system_error{errno, std::generic_category(), "read address events"};
    }
    std::vector<AddressEvent> events;
    auto left = static_cast<unsigned>(size);
    for (auto* header = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(header, left);
         header = NLMSG_NEXT(header, left)) {
        if (header->nlmsg_type == RTM_NEWADDR || header->nlmsg_type == RTM_DELADDR) {
            events.push_back(event_of(header));
        }
    }
    return events;
}

}  // namespace

AddressEvents::AddressEvents() : fd_{socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)} {
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (fd_ < 0 || bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::system_error{errno, std::generic_category(), "listen to address events"};
    }
}

AddressEvents::~AddressEvents() {
    close(fd_);
}

bool AddressEvents::watch(std::chrono::milliseconds time,
                          const std::function<bool(const AddressEvent&)>& is_enough) {
    const auto deadline = Clock::now() + time;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
        if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) == 0) {
            return false;
        }
        for (const AddressEvent& event : read_events(fd_)) {
            if (is_enough(event)) {
                return true;
            }
        }
    }
}

}  // namespace vipwarden::support
