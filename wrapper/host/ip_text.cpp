// SPDX-License-Identifier: MIT
#include "wrapper/host/ip_text.hpp"

#include <algorithm>
#include <optional>

namespace vipwarden::host {
namespace {

constexpr std::string_view kWordCharacters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:-_%";

/// The next word; empty at the end of the text.
std::string_view take_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_of(kWordCharacters), text.size()));
    const auto word = text.substr(0, text.find_first_not_of(kWordCharacters));
    text.remove_prefix(word.size());
    return word;
}

/// ${VIP:-192.0.2.1} is one word up to its bracket, and -192.0.2.1 the value of an option.
std::string_view without_lead(std::string_view word) {
    const auto fallback = word.find(":-");
    if (fallback != std::string_view::npos) {
        word.remove_prefix(fallback + 1);
    }
    word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
    return word;
}

/// Without a scope, the dot of a sentence and the colon of a YAML key.
std::string_view without_tail(std::string_view word) {
    word = word.substr(0, word.find('%'));
    const bool is_key = word.ends_with(':') && !word.ends_with("::");
    if (is_key || word.ends_with('.')) {
        word.remove_suffix(1);
    }
    return word;
}

/// "192.0.2.1:80:80", "ip:192.0.2.1": IPv4 has no colons, so they end it.
std::optional<netlink::IpAddress> first_between_colons(std::string_view word) {
    while (!word.empty()) {
        const auto part = word.substr(0, word.find(':'));
        word.remove_prefix(std::min(part.size() + 1, word.size()));
        if (const auto address = netlink::parse_ip_address(part)) {
            return address;
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<netlink::IpAddress> addresses_in(std::string_view text) {
    std::vector<netlink::IpAddress> addresses;
    for (auto word = take_word(text); !word.empty(); word = take_word(text)) {
        word = without_tail(without_lead(word));
        const auto whole = netlink::parse_ip_address(word);
        if (const auto address = whole ? whole : first_between_colons(word)) {
            addresses.push_back(*address);
        }
    }
    return addresses;
}

}  // namespace vipwarden::host
