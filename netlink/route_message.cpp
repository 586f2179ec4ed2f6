// SPDX-License-Identifier: MIT
#include "netlink/route_message.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

#include "netlink/wire_address.hpp"

namespace vipwarden::netlink {
namespace {

using Attributes = std::array<nlattr*, RTA_MAX + 1>;

[[noreturn]] void fail_to_read() {
    throw std::system_error{make_error_code(std::errc::bad_message), "read a route from the kernel"};
}

Attributes parse_attributes(const nlmsghdr& message) {
    std::array<nla_policy, RTA_MAX + 1> policy{};
    policy[RTA_OIF].type = NLA_U32;
    policy[RTA_PRIORITY].type = NLA_U32;
    policy[RTA_TABLE].type = NLA_U32;
    Attributes attributes{};
    if (nlmsg_parse(const_cast<nlmsghdr*>(&message), sizeof(rtmsg), attributes.data(), RTA_MAX,
                    policy.data()) < 0) {
        fail_to_read();
    }
    return attributes;
}

/// One that must be readable if it is there.
std::optional<IpAddress> address_in(const nlattr* attribute, Family family) {
    auto address = get_address(attribute, family);
    if (attribute != nullptr && !address) {
        fail_to_read();
    }
    return address;
}

/// RTA_VIA holds a struct rtvia: the family, then the address.
std::optional<IpAddress> gateway_of_any_family(const nlattr* attribute) {
    std::uint16_t number{0};
    if (attribute == nullptr) {
        return std::nullopt;
    }
    if (static_cast<std::size_t>(nla_len(attribute)) < sizeof(number)) {
        fail_to_read();
    }
    std::memcpy(&number, nla_data(attribute), sizeof(number));
    IpAddress address{.family = number == AF_INET6 ? Family::ipv6 : Family::ipv4};
    if (static_cast<std::size_t>(nla_len(attribute)) < sizeof(number) + wire_size(address.family)) {
        fail_to_read();
    }
    std::memcpy(address.bytes.data(), static_cast<const std::byte*>(nla_data(attribute)) + sizeof(number),
                wire_size(address.family));
    return address;
}

std::optional<IpAddress> gateway(const nlattr* same_family, const nlattr* any_family, Family family) {
    return same_family != nullptr ? address_in(same_family, family) : gateway_of_any_family(any_family);
}

RouteHop decode_hop(const rtnexthop& fixed, const std::byte* attributes, Family family) {
    const auto* first = reinterpret_cast<const nlattr*>(attributes);
    const auto size = static_cast<int>(fixed.rtnh_len - sizeof(fixed));
    return {.via = gateway(nla_find(first, size, RTA_GATEWAY), nla_find(first, size, RTA_VIA), family),
            .ifindex = fixed.rtnh_ifindex};
}

/// RTA_MULTIPATH is a list of struct rtnexthop, each with attributes of its own behind it.
std::vector<RouteHop> decode_multipath(const nlattr* attribute, Family family) {
    std::vector<RouteHop> hops;
    auto remaining = static_cast<std::size_t>(nla_len(attribute));
    const auto* at = static_cast<const std::byte*>(nla_data(attribute));
    while (remaining >= sizeof(rtnexthop)) {
        rtnexthop fixed{};
        std::memcpy(&fixed, at, sizeof(fixed));
        if (fixed.rtnh_len < sizeof(fixed) || fixed.rtnh_len > remaining) {
            fail_to_read();
        }
        hops.push_back(decode_hop(fixed, at + sizeof(fixed), family));
        const auto step = std::min<std::size_t>(NLMSG_ALIGN(fixed.rtnh_len), remaining);
        at += step;
        remaining -= step;
    }
    return hops;
}

std::vector<RouteHop> hops_in(const Attributes& attributes, Family family) {
    if (attributes[RTA_MULTIPATH] != nullptr) {
        return decode_multipath(attributes[RTA_MULTIPATH], family);
    }
    RouteHop hop{.via = gateway(attributes[RTA_GATEWAY], attributes[RTA_VIA], family)};
    if (const auto* interface = attributes[RTA_OIF]; interface != nullptr) {
        hop.ifindex = static_cast<int>(nla_get_u32(interface));
    }
    return hop == RouteHop{} ? std::vector<RouteHop>{} : std::vector{hop};
}

void append(Message& bytes, std::span<const std::byte> more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

template <typename Value>
void append_value(Message& bytes, const Value& value) {
    append(bytes, std::as_bytes(std::span{&value, 1}));
}

int gateway_type(const IpAddress& via, Family family) {
    return via.family == family ? RTA_GATEWAY : RTA_VIA;
}

Message gateway_value(const IpAddress& via, Family family) {
    Message value;
    if (via.family != family) {
        append_value(value, static_cast<std::uint16_t>(via.family == Family::ipv4 ? AF_INET : AF_INET6));
    }
    append(value, wire_bytes(via));
    return value;
}

Message encode_multipath(const Route& route) {
    Message list;
    for (const auto& hop : route.hops) {
        Message gateway;
        if (hop.via) {
            const auto value = gateway_value(*hop.via, route.family);
            append_value(
                gateway,
                nlattr{.nla_len = static_cast<std::uint16_t>(nla_attr_size(static_cast<int>(value.size()))),
                       .nla_type = static_cast<std::uint16_t>(gateway_type(*hop.via, route.family))});
            append(gateway, value);
            gateway.resize(NLMSG_ALIGN(gateway.size()));
        }
        append_value(list,
                     rtnexthop{.rtnh_len = static_cast<std::uint16_t>(sizeof(rtnexthop) + gateway.size()),
                               .rtnh_flags = 0,
                               .rtnh_hops = 0,
                               .rtnh_ifindex = hop.ifindex});
        append(list, gateway);
    }
    return list;
}

void put_hop(MessageBuilder& builder, const RouteHop& hop, Family family) {
    if (hop.via) {
        builder.put(gateway_type(*hop.via, family), gateway_value(*hop.via, family));
    }
    if (hop.ifindex != 0) {
        builder.put_u32(RTA_OIF, static_cast<std::uint32_t>(hop.ifindex));
    }
}

void put_hops(MessageBuilder& builder, const Route& route, const Message& multipath) {
    if (!multipath.empty()) {
        builder.put(RTA_MULTIPATH, multipath);
    } else if (!route.hops.empty()) {
        put_hop(builder, route.hops.front(), route.family);
    }
}

rtmsg header_of(const Route& route) {
    rtmsg header{};
    header.rtm_family = route.family == Family::ipv4 ? AF_INET : AF_INET6;
    header.rtm_dst_len = route.prefix_length;
    header.rtm_src_len = route.from_length;
    header.rtm_tos = route.tos;
    header.rtm_protocol = route.protocol;
    header.rtm_scope = route.scope;
    header.rtm_type = route.type;
    return header;
}

/// The header has room for small numbers of tables only; the attribute holds any.
std::uint32_t table_of(const nlattr* attribute, const rtmsg& fixed) {
    return attribute != nullptr ? nla_get_u32(attribute) : fixed.rtm_table;
}

}  // namespace

std::optional<Route> decode_route(std::span<const std::byte> message) {
    const auto& header = *reinterpret_cast<const nlmsghdr*>(message.data());
    if (header.nlmsg_type != RTM_NEWROUTE || nlmsg_datalen(&header) < static_cast<int>(sizeof(rtmsg))) {
        return std::nullopt;
    }
    const auto& fixed = *static_cast<const rtmsg*>(nlmsg_data(&header));
    const bool known = fixed.rtm_family == AF_INET || fixed.rtm_family == AF_INET6;
    if (!known || (fixed.rtm_flags & RTM_F_CLONED) != 0) {
        return std::nullopt;
    }
    const auto family = fixed.rtm_family == AF_INET ? Family::ipv4 : Family::ipv6;
    const auto attributes = parse_attributes(header);
    const auto* metric = attributes[RTA_PRIORITY];
    return Route{.family = family,
                 .destination = address_in(attributes[RTA_DST], family).value_or(IpAddress{.family = family}),
                 .prefix_length = fixed.rtm_dst_len,
                 .table = table_of(attributes[RTA_TABLE], fixed),
                 .metric = metric != nullptr ? nla_get_u32(metric) : 0,
                 .type = fixed.rtm_type,
                 .tos = fixed.rtm_tos,
                 .scope = fixed.rtm_scope,
                 .protocol = fixed.rtm_protocol,
                 .from = address_in(attributes[RTA_SRC], family),
                 .from_length = fixed.rtm_src_len,
                 .source = address_in(attributes[RTA_PREFSRC], family),
                 .hops = hops_in(attributes, family)};
}

Message encode_route_dump(Family family, std::uint8_t protocol) {
    rtmsg header{};
    header.rtm_family = family == Family::ipv4 ? AF_INET : AF_INET6;
    header.rtm_protocol = protocol;
    return MessageBuilder{RTM_GETROUTE, NLM_F_DUMP, header}.finish();
}

Message encode_route_removal(const Route& route) {
    const auto multipath = route.hops.size() > 1 ? encode_multipath(route) : Message{};
    MessageBuilder builder{RTM_DELROUTE, 0, header_of(route), multipath.size()};
    builder.put_u32(RTA_TABLE, route.table);
    if (route.prefix_length != 0) {
        builder.put(RTA_DST, wire_bytes(route.destination));
    }
    if (route.from) {
        builder.put(RTA_SRC, wire_bytes(*route.from));
    }
    if (route.metric != 0) {
        builder.put_u32(RTA_PRIORITY, route.metric);
    }
    if (route.source) {
        builder.put(RTA_PREFSRC, wire_bytes(*route.source));
    }
    put_hops(builder, route, multipath);
    return builder.finish();
}

}  // namespace vipwarden::netlink
