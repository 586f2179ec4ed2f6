// SPDX-License-Identifier: MIT
#include "netlink/link_message.hpp"

#include <array>
#include <cstring>
#include <system_error>

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

namespace vipwarden::netlink {
namespace {

using Attributes = std::array<nlattr*, IFLA_MAX + 1>;

Attributes parse_attributes(const nlmsghdr& message) {
    std::array<nla_policy, IFLA_MAX + 1> policy{};
    policy[IFLA_IFNAME].type = NLA_STRING;
    policy[IFLA_LINK].type = NLA_U32;
    policy[IFLA_MTU].type = NLA_U32;
    policy[IFLA_MASTER].type = NLA_U32;
    policy[IFLA_LINKINFO].type = NLA_NESTED;
    policy[IFLA_AF_SPEC].type = NLA_NESTED;
    Attributes attributes{};
    if (nlmsg_parse(const_cast<nlmsghdr*>(&message), sizeof(ifinfomsg), attributes.data(), IFLA_MAX,
                    policy.data()) < 0) {
        throw std::system_error{make_error_code(std::errc::bad_message), "read a link from the kernel"};
    }
    return attributes;
}

/// The attribute of that type inside a nested one, or nullptr.
const nlattr* find_inside(const nlattr* nest, int type) {
    if (nest == nullptr) {
        return nullptr;
    }
    return nla_find(static_cast<nlattr*>(nla_data(nest)), nla_len(nest), type);
}

/// IFLA_INET_CONF is the array of the interface's settings, from IPV4_DEVCONF_FORWARDING = 1 on
/// (inet_fill_link_af() in net/ipv4/devinet.c). An interface without IPv4 has none.
bool promotes_secondaries(const nlattr* per_family) {
    const auto* settings = find_inside(find_inside(per_family, AF_INET), IFLA_INET_CONF);
    constexpr std::size_t kOffset = (IPV4_DEVCONF_PROMOTE_SECONDARIES - 1) * sizeof(std::uint32_t);
    std::uint32_t value{0};
    if (settings == nullptr || static_cast<std::size_t>(nla_len(settings)) < kOffset + sizeof(value)) {
        return false;
    }
    std::memcpy(&value, static_cast<const std::byte*>(nla_data(settings)) + kOffset, sizeof(value));
    return value != 0;
}

Link decode_header(const ifinfomsg& header) {
    const auto has = [&header](unsigned flag) { return (header.ifi_flags & flag) != 0; };
    return {.index = header.ifi_index,
            .loopback = has(IFF_LOOPBACK),
            .multicast = has(IFF_MULTICAST),
            .up = has(IFF_UP),
            .carrier = has(IFF_LOWER_UP),
            .has_neighbours = header.ifi_type == ARPHRD_ETHER && !has(IFF_NOARP)};
}

ifinfomsg header_for(int ifindex) {
    ifinfomsg header{};
    header.ifi_index = ifindex;
    return header;
}

}  // namespace

std::optional<Link> decode_link(std::span<const std::byte> message) {
    const auto& header = *reinterpret_cast<const nlmsghdr*>(message.data());
    if (header.nlmsg_type != RTM_NEWLINK || nlmsg_datalen(&header) < static_cast<int>(sizeof(ifinfomsg))) {
        return std::nullopt;
    }
    const auto attributes = parse_attributes(header);
    auto link = decode_header(*static_cast<const ifinfomsg*>(nlmsg_data(&header)));
    if (const auto* name = attributes[IFLA_IFNAME]; name != nullptr) {
        link.name = nla_get_string(name);
    }
    if (const auto* kind = find_inside(attributes[IFLA_LINKINFO], IFLA_INFO_KIND); kind != nullptr) {
        link.kind = nla_get_string(kind);
    }
    if (const auto* mac = attributes[IFLA_ADDRESS];
        mac != nullptr && static_cast<std::size_t>(nla_len(mac)) == link.mac.size()) {
        std::memcpy(link.mac.data(), nla_data(mac), link.mac.size());
    }
    // With IFLA_LINK_NETNSID the index counts in another namespace, where it names another link.
    if (attributes[IFLA_LINK] != nullptr && attributes[IFLA_LINK_NETNSID] == nullptr) {
        link.lower_index = static_cast<int>(nla_get_u32(attributes[IFLA_LINK]));
    }
    if (const auto* mtu = attributes[IFLA_MTU]; mtu != nullptr) {
        link.mtu = nla_get_u32(mtu);
    }
    if (const auto* master = attributes[IFLA_MASTER]; master != nullptr) {
        link.master_index = static_cast<int>(nla_get_u32(master));
    }
    link.promote_secondaries = promotes_secondaries(attributes[IFLA_AF_SPEC]);
    return link;
}

Message encode_link_dump() {
    return MessageBuilder{RTM_GETLINK, NLM_F_DUMP, header_for(0)}
        .put_u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)
        .finish();
}

Message encode_promote_secondaries(int ifindex, bool on) {
    return MessageBuilder{RTM_SETLINK, 0, header_for(ifindex)}
        .nest(IFLA_AF_SPEC)
        .nest(AF_INET)
        .nest(IFLA_INET_CONF)
        .put_u32(IPV4_DEVCONF_PROMOTE_SECONDARIES, on ? 1 : 0)
        .finish();
}

Message encode_link_removal(int ifindex) {
    return MessageBuilder{RTM_DELLINK, 0, header_for(ifindex)}.finish();
}

}  // namespace vipwarden::netlink
