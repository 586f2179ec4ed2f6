// SPDX-License-Identifier: MIT
#include "wrapper/commands/address_lines.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace vipwarden::commands {

namespace {

using release::PlannedAddress;
using release::Reason;

/// In one burst; one more line tells how many there were besides.
constexpr std::size_t kMaxLines = 10;

std::string name_of(const AttributedChange& news) {
    return news.who.empty() ? "another process" : news.who;
}

/// "VIP 10.0.0.1/32 of instance V1 on eth0"
std::string subject(const PlannedAddress& judged) {
    const auto address = to_string(judged.address);
    if (judged.reason == Reason::learnt) {
        return fmt::format("{} on {}, which keepalived has added and nothing declares,", address,
                           judged.interface);
    }
    return judged.vip.instance.empty()
               ? fmt::format("VIP {} on {}", address, judged.interface)
               : fmt::format("VIP {} of instance {} on {}", address, judged.vip.instance, judged.interface);
}

/// A VIP as it is spelt, or one that was learnt.
bool is_vip(Reason reason) {
    return reason == Reason::declared || reason == Reason::recorded || reason == Reason::learnt ||
           reason == Reason::owner || reason == Reason::baseline_damaged;
}

/// For IPv4 the kernel's own work is told from everybody else's.
bool author_is_told(const AttributedChange& news) {
    return news.change.address.local.family == netlink::Family::ipv4;
}

std::optional<AddressLine> line_for_removal(const AttributedChange& news, const PlannedAddress& judged) {
    if (news.author == Author::other) {
        return AddressLine{true, fmt::format("{} was removed by {}, not by keepalived. keepalived 2 adds it "
                                             "again by itself, keepalived 1 only after a restart",
                                             subject(judged), name_of(news))};
    }
    if (news.author == Author::kernel && author_is_told(news)) {
        return AddressLine{
            true, fmt::format("{} was removed by the kernel, not by keepalived: its lifetime was over, its "
                              "interface is gone, or a program asked for it by ioctl, as ifconfig does",
                              subject(judged))};
    }
    if (news.author == Author::unknown && author_is_told(news)) {
        return AddressLine{false, subject(judged) + " was removed; by whom could not be found out"};
    }
    return std::nullopt;
}

/// How long it is going to stay.
std::string lifetime(const netlink::InterfaceAddress& address) {
    return address.valid_seconds == netlink::kForever
               ? std::string{}
               : fmt::format("; the kernel removes it in {} s", address.valid_seconds);
}

AddressLine line_for_addition(const AttributedChange& news, const PlannedAddress& judged, Author adder) {
    const auto end = lifetime(judged.address);
    if (adder == Author::other) {
        return {true, fmt::format("{} was added by {}, not by keepalived: it answers here even if another "
                                  "node holds it, and goes when keepalived ends{}",
                                  subject(judged), name_of(news), end)};
    }
    // It may have gone again since.
    const auto* what = adder == Author::keepalived ? "changed" : "added or changed";
    return {true,
            fmt::format("{} was {} by {}, not by keepalived{}", subject(judged), what, name_of(news), end)};
}

}  // namespace

std::optional<AddressLine> line_for(const AttributedChange& news, const PlannedAddress& judged,
                                    Author adder) {
    if (is_vip(judged.reason)) {
        if (news.change.deleted) {
            return line_for_removal(news, judged);
        }
        return news.author == Author::other ? std::optional{line_for_addition(news, judged, adder)}
                                            : std::nullopt;
    }
    if (news.change.deleted || news.author != Author::other || adder != Author::other ||
        !goes(judged.reason)) {
        return std::nullopt;
    }
    return AddressLine{
        true, fmt::format("{} on {} was added by {}, and a release removes it: {}", to_string(judged.address),
                          judged.interface, name_of(news), explain(judged))};
}

AddressLine line_for_learnt(const netlink::InterfaceAddress& address, const std::string& interface) {
    return {true, fmt::format("keepalived has added {} on {}, which its configuration does not declare as we "
                              "read it: recorded as learnt, and removed when keepalived ends",
                              to_string(address), interface)};
}

AddressLine line_for_forgotten(const AttributedChange& news, const std::string& interface) {
    return {true,
            fmt::format("{} on {} was added by {}. keepalived had added it before, and nothing declares "
                        "it: it counts as theirs now, and stays when keepalived ends",
                        to_string(news.change.address), interface, name_of(news))};
}

void log_line(const AddressLine& line) {
    spdlog::log(line.warning ? spdlog::level::warn : spdlog::level::info, "{}", line.text);
}

std::vector<AddressLine> LineLimit::admit(std::vector<AddressLine> lines) {
    const auto room = std::min(lines.size(), kMaxLines - admitted_);
    admitted_ += room;
    left_out_ += lines.size() - room;
    lines.resize(room);
    return lines;
}

std::optional<AddressLine> LineLimit::rest() {
    admitted_ = 0;
    const auto left_out = std::exchange(left_out_, 0);
    if (left_out == 0) {
        return std::nullopt;
    }
    return AddressLine{true, fmt::format("and {} more changes of addresses that are or may be keepalived's; "
                                         "'vipwarden list' shows what is there now",
                                         left_out)};
}

}  // namespace vipwarden::commands
