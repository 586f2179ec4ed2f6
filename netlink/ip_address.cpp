// SPDX-License-Identifier: MIT
#include "netlink/ip_address.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include <arpa/inet.h>

namespace vipwarden::netlink {
namespace {

/// A number from 0 to 255 without leading zeros. Nothing if the text does not begin with one.
std::optional<std::uint8_t> take_part(std::string_view& text) {
    unsigned value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && value <= 255) {
        value = value * 10 + static_cast<unsigned>(text[digits] - '0');
        ++digits;
    }
    if (digits == 0 || value > 255 || (text.front() == '0' && digits > 1)) {
        return std::nullopt;
    }
    text.remove_prefix(digits);
    return static_cast<std::uint8_t>(value);
}

/// By hand because inet_pton(3) wants a string of its own, and a configuration may have 100,000 addresses.
std::optional<IpAddress> parse_ipv4(std::string_view text) {
    IpAddress address{.family = Family::ipv4};
    for (std::size_t part = 0; part < 4; ++part) {
        if (part > 0 && !text.starts_with('.')) {
            return std::nullopt;
        }
        text.remove_prefix(part > 0 ? 1 : 0);
        const auto value = take_part(text);
        if (!value) {
            return std::nullopt;
        }
        address.bytes[part] = *value;
    }
    return text.empty() ? std::optional{address} : std::nullopt;
}

std::optional<IpAddress> parse_ipv6(std::string_view text) {
    if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) {
        return std::nullopt;  // inet_pton(3) would stop at a NUL and accept what stands before it.
    }
    IpAddress address{.family = Family::ipv6};
    if (inet_pton(AF_INET6, std::string{text}.c_str(), address.bytes.data()) != 1) {
        return std::nullopt;
    }
    return address;
}

/// By hand because inet_ntop(3) goes through sprintf(3).
std::string dotted(const IpAddress& address) {
    std::array<char, INET_ADDRSTRLEN> text{};
    char* end = text.data();
    for (std::size_t part = 0; part < 4; ++part) {
        end = std::to_chars(end, text.data() + text.size(), address.bytes[part]).ptr;
        *end++ = '.';
    }
    return {text.data(), end - 1};
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
    const auto ipv4 = parse_ipv4(text);
    return ipv4 ? ipv4 : parse_ipv6(text);
}

std::string to_string(const IpAddress& address) {
    if (address.family == Family::ipv4) {
        return dotted(address);
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET6, address.bytes.data(), text.data(), text.size());
    return text.data();
}

bool is_link_local(const IpAddress& address) {
    return address.family == Family::ipv6 && address.bytes[0] == 0xfe && (address.bytes[1] & 0xc0U) == 0x80U;
}

bool is_multicast(const IpAddress& address) {
    return address.family == Family::ipv4 ? (address.bytes[0] & 0xf0U) == 0xe0U : address.bytes[0] == 0xff;
}

std::uint8_t max_prefix_length(Family family) {
    return family == Family::ipv4 ? 32 : 128;
}

IpAddress network_of(IpAddress address, std::uint8_t prefix_length) {
    std::size_t left = prefix_length;
    for (auto& byte : address.bytes) {
        const auto bits = std::min<std::size_t>(left, 8);
        byte = static_cast<std::uint8_t>(byte & (0xff00U >> bits));
        left -= bits;
    }
    return address;
}

bool same_subnet(const IpAddress& a, const IpAddress& b, std::uint8_t prefix_length) {
    if (a.family != b.family) {
        return false;
    }
    const unsigned bits = std::min(prefix_length, max_prefix_length(a.family));
    const std::size_t whole = bits / 8;
    if (!std::equal(a.bytes.begin(), a.bytes.begin() + whole, b.bytes.begin())) {
        return false;
    }
    const unsigned rest = bits % 8;
    return rest == 0 || ((a.bytes.at(whole) ^ b.bytes.at(whole)) >> (8 - rest)) == 0;
}

}  // namespace vipwarden::netlink
