// SPDX-License-Identifier: MIT
#include "wrapper/config/route_line.hpp"

#include <string>

#include "netlink/ip_address.hpp"

namespace vipwarden::config {
namespace {

// Established with keepalived 2.2.7 by ending a line with each word.
constexpr std::string_view kRouteWords =
    " via gw src from to tos dsfield table protocol scope metric dev preference priority oif mtu hoplimit "
    "advmss rtt rttvar vrf reordering window cwnd ssthresh realms as or rto_min initcwnd initrwnd features "
    "quickack congctl ttl-propagate fastopen_no_cookie blackhole unicast prohibit ";

constexpr std::string_view kRuleWords =
    " from to tos dsfield table protocol priority preference dev oif iif realms fwmark lookup order goto "
    "suppress_prefixlength suppress_ifgroup tunnel-id uidrange ipproto sport dport ";

constexpr std::string_view kDestinations = " default default6 any all ";

bool is_among(std::string_view word, std::string_view words) {
    return words.find(" " + std::string{word} + " ") != std::string_view::npos;
}

/// keepalived drops a line that begins with nonsense before it comes to the end.
bool begins_well(std::string_view word, std::string_view words) {
    return is_among(word, words) || is_among(word, kDestinations) ||
           netlink::parse_ip_address(word.substr(0, word.find('/'))).has_value();
}

}  // namespace

const Word* route_word_without_parameter(std::string_view block, std::span<const Word> words) {
    std::string_view known;
    if (block == "virtual_routes" || block == "static_routes") {
        known = kRouteWords;
    } else if (block == "virtual_rules" || block == "static_rules") {
        known = kRuleWords;
    }
    const bool lacks =
        !known.empty() && is_among(words.back().text, known) && begins_well(words.front().text, known);
    return lacks ? &words.back() : nullptr;
}

}  // namespace vipwarden::config
