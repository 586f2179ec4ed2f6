// SPDX-License-Identifier: MIT
#include "wrapper/host/uses.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vipwarden::host {
namespace {

/// The kernel makes lo first in every network namespace (LOOPBACK_IFINDEX in include/net/flow.h).
constexpr int kLoopback = 1;

constexpr std::size_t kPortsToName = 5;

std::set<netlink::IpAddress> addresses_of(const std::vector<Vip>& vips) {
    std::set<netlink::IpAddress> addresses;
    for (const auto& vip : vips) {
        addresses.insert(vip.address);
    }
    return addresses;
}

const char* word_for(netlink::SocketProtocol protocol) {
    return protocol == netlink::SocketProtocol::tcp ? "tcp" : "udp";
}

const char* word_for(netlink::SocketState state) {
    switch (state) {
        case netlink::SocketState::listening:
            return "listening";
        case netlink::SocketState::established:
            return "established";
        case netlink::SocketState::other:
            return "opening or closing";
    }
    return "";
}

/// "80, 443", and how many more there are.
std::string ports_of(const std::multiset<std::uint16_t>& sockets) {
    const std::set<std::uint16_t> ports{sockets.begin(), sockets.end()};
    const auto named = std::min(ports.size(), kPortsToName);
    const auto first = fmt::format(
        "{}", fmt::join(ports.begin(), std::next(ports.begin(), static_cast<std::ptrdiff_t>(named)), ", "));
    return ports.size() == named ? first : fmt::format("{} and {} more", first, ports.size() - named);
}

}  // namespace

std::vector<Finding> find_on_loopback(const std::vector<netlink::InterfaceAddress>& present,
                                      const std::vector<Vip>& vips) {
    const auto wanted = addresses_of(vips);
    std::vector<Finding> findings;
    for (const auto& entry : present) {
        if (entry.ifindex == kLoopback && wanted.contains(entry.local)) {
            findings.push_back(
                {.where = "lo",
                 .text = fmt::format("has {}/{}, as a real server of LVS has it: this host goes on taking "
                                     "part in the service",
                                     netlink::to_string(entry.local), entry.prefix_length),
                 .advice = "take this host out of the pool of its LVS director, then remove it by hand"});
        }
    }
    return findings;
}

std::vector<Finding> find_sockets(const std::vector<netlink::Socket>& open, const std::vector<Vip>& vips) {
    const auto wanted = addresses_of(vips);
    using Group = std::tuple<netlink::IpAddress, netlink::SocketProtocol, netlink::SocketState>;
    std::map<Group, std::multiset<std::uint16_t>> groups;
    for (const auto& socket : open) {
        if (wanted.contains(socket.local)) {
            groups[{socket.local, socket.protocol, socket.state}].insert(socket.port);
        }
    }
    std::vector<Finding> findings;
    for (const auto& [group, ports] : groups) {
        const auto& [address, protocol, state] = group;
        const auto ip = netlink::to_string(address);
        findings.push_back({.where = ip,
                            .text = fmt::format("{} {} {} {} bound to it, port {}", ports.size(),
                                                word_for(state), word_for(protocol),
                                                ports.size() == 1 ? "socket" : "sockets", ports_of(ports)),
                            .advice = fmt::format(
                                "see who has it with `ss -anp src '[{}]'`, and stop or restart that", ip)});
    }
    return findings;
}

}  // namespace vipwarden::host
