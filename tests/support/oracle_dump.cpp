// SPDX-License-Identifier: MIT
#include "tests/support/oracle_dump.hpp"

#include <charconv>
#include <optional>
#include <sstream>
#include <stdexcept>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

namespace vipwarden::support {
namespace {

using netlink::Family;

std::size_t indentation(const std::string& line) {
    return line.find_first_not_of(' ');
}

/// The head of a list of addresses: "   Virtual IP (3):", "   Virtual IP Excluded :" (1.x: "= 3"), or
/// "------< Static Addresses >------".
bool opens_section(std::string_view line) {
    return line.find("Virtual IP") != std::string_view::npos ||
           line.find("< Static Addresses >") != line.npos;
}

std::uint8_t number(std::string_view text, std::uint8_t otherwise) {
    std::uint8_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::uint8_t scope_of(std::string_view word) {
    if (word == "global") {
        return RT_SCOPE_UNIVERSE;
    }
    if (word == "site") {
        return RT_SCOPE_SITE;
    }
    if (word == "link") {
        return RT_SCOPE_LINK;
    }
    if (word == "host") {
        return RT_SCOPE_HOST;
    }
    return number(word, RT_SCOPE_NOWHERE);
}

/// "ADDRESS[/LENGTH]": keepalived leaves a full length out.
struct Prefix {
    netlink::IpAddress address{};
    std::uint8_t length{0};
};

std::optional<Prefix> prefix_of(std::string_view word) {
    const auto slash = word.find('/');
    const auto address = netlink::parse_ip_address(word.substr(0, slash));
    if (!address) {
        return std::nullopt;
    }
    const auto full = netlink::max_prefix_length(address->family);
    return Prefix{*address, slash == std::string_view::npos ? full : number(word.substr(slash + 1), 255)};
}

void set_peer(netlink::InterfaceAddress& entry, std::string_view word) {
    if (const auto peer = prefix_of(word)) {
        entry.peer = peer->address;
        entry.prefix_length = peer->length;
    }
}

void set_flag(netlink::InterfaceAddress& entry, std::string_view word) {
    if (word == "-nodad") {
        entry.flags &= ~std::uint32_t{IFA_F_NODAD};
    } else if (word == "mngtmpaddr") {
        entry.flags |= IFA_F_MANAGETEMPADDR;
    } else if (word == "noprefixroute") {
        entry.flags |= IFA_F_NOPREFIXROUTE;
    } else if (word == "autojoin") {
        entry.flags |= IFA_F_MCAUTOJOIN;
    } else if (word == "deprecated") {
        entry.preferred_seconds = 0;
    }
}

/// Reads the words that take another one behind them; the rest are flags, of which only some matter here.
void read_words(DumpedAddress& dumped, std::istringstream& words) {
    std::string value;
    for (std::string word; words >> word;) {
        if (word == "brd" && words >> value) {
            dumped.entry.broadcast = netlink::parse_ip_address(value);
        } else if (word == "dev" && words >> value) {
            dumped.interface = value.substr(0, value.find('@'));
        } else if (word == "scope" && words >> value) {
            dumped.entry.scope = scope_of(value);
        } else if (word == "label" && words >> value) {
            dumped.entry.label = value;
        } else if (word == "peer" && words >> value) {
            set_peer(dumped.entry, value);
        } else {
            set_flag(dumped.entry, word);
        }
    }
}

DumpedAddress read_line(const std::string& line) {
    std::istringstream words{line};
    std::string first;
    words >> first;
    const auto prefix = prefix_of(first);
    DumpedAddress dumped{};
    if (prefix) {
        dumped.entry.local = prefix->address;
        dumped.entry.prefix_length = prefix->length;
        dumped.entry.flags = prefix->address.family == Family::ipv6 ? IFA_F_NODAD : 0;
        read_words(dumped, words);
    }
    if (dumped.interface.empty()) {
        throw std::runtime_error{"a line of keepalived's dump is no address: " + line};
    }
    return dumped;
}

}  // namespace

std::vector<DumpedAddress> addresses_in_dump(std::string_view dump) {
    std::vector<DumpedAddress> addresses;
    std::istringstream lines{std::string{dump}};
    bool in_section = false;
    std::size_t head = 0;  // Its indentation.
    for (std::string line; std::getline(lines, line);) {
        const auto indent = indentation(line);
        if (opens_section(line)) {
            in_section = true;
            head = indent;
        } else if (in_section && indent != std::string::npos && indent > head) {
            addresses.push_back(read_line(line));
        } else {
            in_section = false;
        }
    }
    return addresses;
}

}  // namespace vipwarden::support
