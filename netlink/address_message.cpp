// SPDX-License-Identifier: MIT
#include "netlink/address_message.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

#include "netlink/wire_address.hpp"

namespace vipwarden::netlink {
namespace {

/// IFA_PROTO came with Linux 5.18; the headers that we are compiled with may be older.
constexpr int kIfaProto = 11;
constexpr int kLastAttribute = std::max(kIfaProto, static_cast<int>(IFA_MAX));

/// What an administrator may ask for. The kernel decides the others itself or refuses them: IFA_F_OPTIMISTIC
/// and IFA_F_NODAD exclude each other (inet6_rtm_newaddr() in net/ipv6/addrconf.c).
constexpr std::uint32_t kFlagsToAskFor =
    IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN;

/// What IPv6 forgets of an entry that is changed unless it is said again (inet6_addr_modify()).
constexpr std::uint32_t kFlagsToRepeat =
    IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE;

// The kernel creates an address that is to be changed and is not there, with or without NLM_F_CREATE
// (inet_rtm_newaddr() in net/ipv4/devinet.c, inet6_rtm_newaddr() in net/ipv6/addrconf.c: "userspace already
// relies on not having to provide this"). So a change is asked for in a way that it only refuses of a new
// one. IPv4: with IFA_F_MCAUTOJOIN (Linux 4.1), which lets it join a group that only multicast addresses
// have; what is there already keeps its flags. IPv6: with a prefix length that nothing has; an address is
// found without it, and keeps its own.
constexpr std::uint8_t kImpossiblePrefixLength = 255;

using Attributes = std::array<nlattr*, kLastAttribute + 1>;

std::array<nla_policy, kLastAttribute + 1> policy_for(Family family) {
    const auto address = static_cast<std::uint16_t>(wire_size(family));
    std::array<nla_policy, kLastAttribute + 1> policy{};
    policy.at(IFA_ADDRESS).minlen = address;
    policy.at(IFA_LOCAL).minlen = address;
    policy.at(IFA_BROADCAST).minlen = address;
    policy.at(IFA_LABEL).type = NLA_STRING;
    policy.at(IFA_CACHEINFO).minlen = sizeof(ifa_cacheinfo);
    policy.at(IFA_FLAGS).type = NLA_U32;
    policy.at(IFA_RT_PRIORITY).type = NLA_U32;
    policy.at(kIfaProto).type = NLA_U8;
    return policy;
}

Attributes parse_attributes(const nlmsghdr& message, Family family) {
    auto policy = policy_for(family);
    Attributes attributes{};
    if (nlmsg_parse(const_cast<nlmsghdr*>(&message), sizeof(ifaddrmsg), attributes.data(), kLastAttribute,
                    policy.data()) < 0) {
        throw std::system_error{make_error_code(std::errc::bad_message), "read an address from the kernel"};
    }
    return attributes;
}

void read_addresses(const Attributes& attributes, Family family, InterfaceAddress& entry) {
    const auto local = get_address(attributes[IFA_LOCAL], family);
    const auto other = get_address(attributes[IFA_ADDRESS], family);
    if (!local && !other) {
        throw std::system_error{make_error_code(std::errc::bad_message), "read an address from the kernel"};
    }
    entry.local = local ? *local : *other;
    // IPv4 always has both, except that the peer 0.0.0.0 is left out (inet_fill_ifaddr()).
    const auto peer = local && !other ? IpAddress{.family = family} : *other;
    if (peer != entry.local) {
        entry.peer = peer;
    }
    entry.broadcast = get_address(attributes[IFA_BROADCAST], family);
}

void read_settings(const Attributes& attributes, InterfaceAddress& entry) {
    if (const auto* label = attributes[IFA_LABEL]; label != nullptr) {
        entry.label = nla_get_string(label);
    }
    if (const auto* flags = attributes[IFA_FLAGS]; flags != nullptr) {
        entry.flags = nla_get_u32(flags);  // All 32 bits; the header has room for eight.
    }
    if (const auto* metric = attributes[IFA_RT_PRIORITY]; metric != nullptr) {
        entry.metric = nla_get_u32(metric);
    }
    if (const auto* protocol = attributes[kIfaProto]; protocol != nullptr) {
        entry.protocol = nla_get_u8(protocol);
    }
    if (const auto* lifetimes = attributes[IFA_CACHEINFO]; lifetimes != nullptr) {
        ifa_cacheinfo info{};
        std::memcpy(&info, nla_data(lifetimes), sizeof(info));
        entry.valid_seconds = info.ifa_valid;
        entry.preferred_seconds = info.ifa_prefered;
    }
}

ifaddrmsg header_of(const InterfaceAddress& entry) {
    ifaddrmsg header{};
    header.ifa_family = entry.local.family == Family::ipv4 ? AF_INET : AF_INET6;
    header.ifa_prefixlen = entry.prefix_length;
    header.ifa_scope = entry.scope;
    header.ifa_index = static_cast<std::uint32_t>(entry.ifindex);
    return header;
}

void put_addresses(MessageBuilder& builder, const InterfaceAddress& entry) {
    builder.put(IFA_LOCAL, wire_bytes(entry.local));
    builder.put(IFA_ADDRESS, wire_bytes(entry.peer ? *entry.peer : entry.local));
}

/// What a replacement resets where it is not said.
void put_settings(MessageBuilder& builder, const InterfaceAddress& entry) {
    if (entry.metric != 0) {
        builder.put_u32(IFA_RT_PRIORITY, entry.metric);
    }
    if (entry.protocol) {
        builder.put_u8(kIfaProto, *entry.protocol);
    }
}

void put_lifetimes(MessageBuilder& builder, std::uint32_t valid_seconds, std::uint32_t preferred_seconds) {
    const ifa_cacheinfo lifetimes{
        .ifa_prefered = preferred_seconds, .ifa_valid = valid_seconds, .cstamp = 0, .tstamp = 0};
    builder.put(IFA_CACHEINFO, std::as_bytes(std::span{&lifetimes, 1}));
}

MessageBuilder start(int type, int flags, const InterfaceAddress& entry) {
    MessageBuilder builder{type, flags, header_of(entry)};
    put_addresses(builder, entry);
    if (!entry.label.empty()) {
        builder.put_text(IFA_LABEL, entry.label);
    }
    return builder;
}

/// The entry in a message of this type.
std::optional<InterfaceAddress> decode(std::span<const std::byte> message, int type) {
    const auto& header = *reinterpret_cast<const nlmsghdr*>(message.data());
    if (header.nlmsg_type != type || nlmsg_datalen(&header) < static_cast<int>(sizeof(ifaddrmsg))) {
        return std::nullopt;
    }
    const auto& fixed = *static_cast<const ifaddrmsg*>(nlmsg_data(&header));
    if (fixed.ifa_family != AF_INET && fixed.ifa_family != AF_INET6) {
        return std::nullopt;
    }
    const auto family = fixed.ifa_family == AF_INET ? Family::ipv4 : Family::ipv6;
    const auto attributes = parse_attributes(header, family);
    InterfaceAddress entry{.ifindex = static_cast<int>(fixed.ifa_index),
                           .prefix_length = fixed.ifa_prefixlen,
                           .scope = fixed.ifa_scope,
                           .flags = fixed.ifa_flags};
    read_addresses(attributes, family, entry);
    read_settings(attributes, entry);
    return entry;
}

}  // namespace

std::optional<InterfaceAddress> decode_address(std::span<const std::byte> message) {
    return decode(message, RTM_NEWADDR);
}

std::optional<InterfaceAddress> decode_deleted_address(std::span<const std::byte> message) {
    return decode(message, RTM_DELADDR);
}

Message encode_address_dump() {
    return MessageBuilder{RTM_GETADDR, NLM_F_DUMP, ifaddrmsg{}}.finish();
}

Message encode_address_dump_of(int ifindex, Family family) {
    ifaddrmsg header{};
    header.ifa_family = family == Family::ipv4 ? AF_INET : AF_INET6;
    header.ifa_index = static_cast<unsigned>(ifindex);
    return MessageBuilder{RTM_GETADDR, NLM_F_DUMP, header}.finish();
}

Message encode_address_removal(const InterfaceAddress& entry) {
    return start(RTM_DELADDR, 0, entry).finish();
}

Message encode_address_addition(const InterfaceAddress& entry) {
    auto builder = start(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, entry);
    auto flags = entry.flags & kFlagsToAskFor;
    if (entry.local.family == Family::ipv6) {
        flags |= IFA_F_NODAD;
    }
    builder.put_u32(IFA_FLAGS, flags);
    if (entry.broadcast) {
        builder.put(IFA_BROADCAST, wire_bytes(*entry.broadcast));
    }
    put_settings(builder, entry);
    if (entry.valid_seconds != kForever || entry.preferred_seconds != kForever) {
        put_lifetimes(builder, entry.valid_seconds, entry.preferred_seconds);
    }
    return builder.finish();
}

std::optional<Message> encode_address_lifetime(const InterfaceAddress& entry, std::uint32_t valid_seconds) {
    if (is_multicast(entry.peer ? *entry.peer : entry.local)) {
        return std::nullopt;
    }
    const bool ipv4 = entry.local.family == Family::ipv4;
    auto header = header_of(entry);
    if (!ipv4) {
        header.ifa_prefixlen = kImpossiblePrefixLength;
    }
    MessageBuilder builder{RTM_NEWADDR, NLM_F_REPLACE, header};
    put_addresses(builder, entry);
    builder.put_u32(IFA_FLAGS, ipv4 ? IFA_F_MCAUTOJOIN : entry.flags & kFlagsToRepeat);
    put_settings(builder, entry);
    put_lifetimes(builder, valid_seconds, entry.preferred_seconds == 0 ? 0 : valid_seconds);
    return builder.finish();
}

}  // namespace vipwarden::netlink
