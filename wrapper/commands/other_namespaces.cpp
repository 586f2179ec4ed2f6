// SPDX-License-Identifier: MIT
#include "wrapper/commands/other_namespaces.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "netlink/rtnl_address_table.hpp"

namespace vipwarden::commands {
namespace {

using netlink::NetworkNamespace;

/// A network namespace that is to be looked into, and how to open it.
struct Candidate {
    std::string where{};
    std::function<NetworkNamespace()> open{};
};

/// By inode; a name says more than the process that happens to be the first one there.
std::map<std::uint64_t, Candidate> candidates(const std::vector<supervisor::Process>& processes,
                                              const host::Namespaces& namespaces) {
    std::map<std::uint64_t, Candidate> found;
    for (const auto& [inode, name] : namespaces.names) {
        found.emplace(inode, Candidate{.where = fmt::format("network namespace {}", name),
                                       .open = [name = name] { return NetworkNamespace::named(name); }});
    }
    for (const auto& process : processes) {
        found.emplace(
            process.netns_inode,
            Candidate{.where = fmt::format("network namespace of process {} ({})", process.pid, process.name),
                      .open = [pid = process.pid] { return NetworkNamespace::of_process(pid); }});
    }
    found.erase(0);  // see unseen()
    return found;
}

/// Processes whose namespace can't be seen. One that ends has none any more.
std::optional<host::Finding> unseen(const std::vector<supervisor::Process>& processes) {
    std::vector<std::string> words;
    for (const auto& process : processes) {
        if (process.netns_inode == 0 && is_alive(process)) {
            words.push_back(fmt::format("{} ({})", process.pid, process.name));
        }
    }
    if (words.empty()) {
        return std::nullopt;
    }
    const auto more = words.size() > 1 ? fmt::format(" and {} more", words.size() - 1) : "";
    return host::Finding{
        .where = "/proc",
        .text = fmt::format("does not show the network namespace of process {}{}", words.front(), more),
        .advice = "run this as root, outside of containers"};
}

std::vector<std::string> vips_in(const NetworkNamespace& where, const std::set<netlink::IpAddress>& vips) {
    std::set<netlink::IpAddress> present;
    for (const auto& entry : netlink::open_address_table(where)->list()) {
        if (vips.contains(entry.local)) {
            present.insert(entry.local);
        }
    }
    std::vector<std::string> words;
    std::ranges::transform(present, std::back_inserter(words),
                           [](const netlink::IpAddress& address) { return netlink::to_string(address); });
    return words;
}

bool means_gone(const std::error_code& error) {
    return error == std::errc::no_such_file_or_directory || error == std::errc::no_such_process;
}

std::optional<host::Finding> look_into(const Candidate& candidate, const std::set<netlink::IpAddress>& vips) {
    try {
        const auto present = vips_in(candidate.open(), vips);
        if (present.empty()) {
            return std::nullopt;
        }
        return host::Finding{.where = candidate.where,
                             .text = fmt::format("has {} on an interface", fmt::join(present, ", ")),
                             .advice =
                                 "if its interface leads to the same network, it answers for it; see "
                                 "who lives there, and remove it there"};
    } catch (const std::system_error& error) {
        if (means_gone(error.code())) {
            return std::nullopt;
        }
        return host::Finding{.where = candidate.where,
                             .text = fmt::format("can't be looked into: {}", error.what()),
                             .advice = "look with `nsenter --net=/proc/PID/ns/net ip address`, as root"};
    }
}

}  // namespace

std::vector<host::Finding> find_in_other_namespaces(const std::vector<supervisor::Process>& processes,
                                                    const host::Namespaces& namespaces,
                                                    const NetworkNamespace& but,
                                                    const std::vector<Vip>& vips) {
    std::set<netlink::IpAddress> wanted;
    for (const auto& vip : vips) {
        wanted.insert(vip.address);
    }
    auto others = candidates(processes, namespaces);
    others.erase(but.inode());
    std::vector<host::Finding> findings;
    if (auto finding = unseen(processes)) {
        findings.push_back(*std::move(finding));
    }
    for (const auto& [inode, candidate] : others) {
        if (auto finding = look_into(candidate, wanted)) {
            findings.push_back(*std::move(finding));
        }
    }
    return findings;
}

}  // namespace vipwarden::commands
