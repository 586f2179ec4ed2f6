// SPDX-License-Identifier: MIT
#include "wrapper/host/sysctls.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "wrapper/host/syntax.hpp"
#include "wrapper/host/text_files.hpp"

namespace vipwarden::host {
namespace {

struct Sysctl {
    std::string_view before;  ///< The name up to the interface; the whole name if `after` is empty.
    std::string_view after;
    std::string_view usual;  ///< The kernel's default.
    const char* effect;      ///< Of another value.
};

constexpr auto kSysctls = std::to_array<Sysctl>({
    {"net.ipv4.ip_nonlocal_bind", "", "0", "programs can bind to VIPs that are not here"},
    {"net.ipv6.ip_nonlocal_bind", "", "0", "programs can bind to VIPs that are not here"},
    {"net.ipv4.igmp_link_local_mcast_reports", "", "1",
     "the host reports no membership in 224.0.0.0/24; keepalived sets it for disable_local_igmp"},
    {"net.ipv4.conf.", ".arp_ignore", "0", "ARP requests for some addresses of this host are not answered"},
    {"net.ipv4.conf.", ".arp_announce", "0", "ARP requests are sent with another address of this host"},
    {"net.ipv4.conf.", ".arp_filter", "0", "ARP requests are answered on the interface of the route only"},
});

const Sysctl* find_sysctl(std::string_view name) {
    const auto* found = std::ranges::find_if(kSysctls, [&](const Sysctl& sysctl) {
        return sysctl.after.empty() ? name == sysctl.before
                                    : name.starts_with(sysctl.before) && name.ends_with(sysctl.after);
    });
    return found == kSysctls.end() ? nullptr : found;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
    return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

/// One of ours that is set to another value than the kernel's default.
void judge(std::vector<Finding>& findings, const std::string& where, std::string name, std::string_view value,
           const char* way_back) {
    std::ranges::replace(name, '/', '.');
    const auto* sysctl = find_sysctl(name);
    if (sysctl != nullptr && !value.empty() && value != sysctl->usual) {
        findings.push_back(
            {.where = where,
             .text = fmt::format("{} = {} (default {}): {}", name, value, sysctl->usual, sysctl->effect),
             .advice = fmt::format("{}, unless this host needs it for something else", way_back)});
    }
}

void look_at_present(std::vector<Finding>& findings, TextFiles& files) {
    constexpr std::string_view kRoot = "/proc/sys/";
    for (const auto* pattern :
         {"/proc/sys/net/ipv[46]/ip_nonlocal_bind", "/proc/sys/net/ipv4/igmp_link_local_mcast_reports",
          "/proc/sys/net/ipv4/conf/*/arp_ignore", "/proc/sys/net/ipv4/conf/*/arp_announce",
          "/proc/sys/net/ipv4/conf/*/arp_filter"}) {
        for (const auto& file : files.read(pattern)) {
            judge(findings, file.path, file.path.substr(kRoot.size()), trimmed(file.text),
                  "write the default into it");
        }
    }
}

/// "-net.ipv4.ip_nonlocal_bind = 1" (sysctl.d(5): the dash is for errors to be ignored).
void look_at_line(std::vector<Finding>& findings, const std::string& path, const Line& line) {
    const std::string_view text = line.text;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) {
        return;
    }
    auto name = trimmed(text.substr(0, equals));
    name.remove_prefix(name.starts_with('-') ? 1 : 0);
    judge(findings, fmt::format("{}:{}", path, line.number), std::string{trimmed(name)},
          trimmed(text.substr(equals + 1)), "take the line out");
}

void look_at_files(std::vector<Finding>& findings, TextFiles& files) {
    for (const auto* pattern : {"/etc/sysctl.conf", "/etc/sysctl.d/*.conf", "/run/sysctl.d/*.conf",
                                "/usr/local/lib/sysctl.d/*.conf", "/usr/lib/sysctl.d/*.conf"}) {
        for (auto& file : files.read(pattern)) {
            if (!file.problem.empty()) {
                findings.push_back({.where = file.path,
                                    .text = file.problem,
                                    .advice = "look into it yourself: nobody knows what it sets"});
            }
            for (const auto& line : lines_of(std::move(file.text), Syntax::ini)) {
                look_at_line(findings, file.path, line);
            }
        }
    }
}

}  // namespace

std::vector<Finding> find_sysctls(const std::filesystem::path& root) {
    std::vector<Finding> findings;
    TextFiles files{root};
    look_at_present(findings, files);
    look_at_files(findings, files);
    return findings;
}

}  // namespace vipwarden::host
