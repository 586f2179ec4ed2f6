// SPDX-License-Identifier: MIT
#include "netlink/rule_message.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

#include "netlink/wire_address.hpp"

namespace vipwarden::netlink {
namespace {

/// Those that have a field of their own, or that mean nothing.
constexpr std::array kKnownAttributes{FRA_UNSPEC, FRA_DST,   FRA_SRC,    FRA_IIFNAME, FRA_GOTO, FRA_PRIORITY,
                                      FRA_FWMARK, FRA_TABLE, FRA_FWMASK, FRA_OIFNAME, FRA_PAD,  FRA_PROTOCOL};

constexpr std::uint32_t kNotSet = 0xffffffff;  // FRA_SUPPRESS_PREFIXLEN of a rule that has none.

[[noreturn]] void fail_to_read() {
    throw std::system_error{make_error_code(std::errc::bad_message), "read a routing rule from the kernel"};
}

bool is_another(const nlattr& attribute) {
    const int type = nla_type(&attribute);
    const bool is_unset = type == FRA_SUPPRESS_PREFIXLEN && nla_len(&attribute) == sizeof(kNotSet) &&
                          nla_get_u32(&attribute) == kNotSet;
    return !is_unset && std::ranges::find(kKnownAttributes, type) == kKnownAttributes.end();
}

/// The attributes of one rule, each read if it is there.
class Reader {
 public:
    Reader(const nlmsghdr& message, Family family) : family_{family} {
        std::array<nla_policy, FRA_MAX + 1> policy{};
        for (const int number : {FRA_GOTO, FRA_PRIORITY, FRA_FWMARK, FRA_TABLE, FRA_FWMASK}) {
            policy.at(static_cast<std::size_t>(number)).type = NLA_U32;
        }
        policy[FRA_IIFNAME].type = NLA_STRING;
        policy[FRA_OIFNAME].type = NLA_STRING;
        policy[FRA_PROTOCOL].type = NLA_U8;
        if (nlmsg_parse(const_cast<nlmsghdr*>(&message), sizeof(fib_rule_hdr), attributes_.data(), FRA_MAX,
                        policy.data()) < 0) {
            fail_to_read();
        }
    }

    [[nodiscard]] std::uint32_t number(std::size_t type, std::uint32_t fallback = 0) const {
        const auto* attribute = attributes_.at(type);
        return attribute != nullptr ? nla_get_u32(attribute) : fallback;
    }
    [[nodiscard]] std::uint8_t octet(std::size_t type) const {
        const auto* attribute = attributes_.at(type);
        return attribute != nullptr ? nla_get_u8(attribute) : std::uint8_t{0};
    }
    [[nodiscard]] std::string text(std::size_t type) const {
        const auto* attribute = attributes_.at(type);
        return attribute != nullptr ? nla_get_string(attribute) : std::string{};
    }
    [[nodiscard]] std::optional<IpAddress> address(std::size_t type) const {
        auto value = get_address(attributes_.at(type), family_);
        if (attributes_.at(type) != nullptr && !value) {
            fail_to_read();
        }
        return value;
    }

 private:
    Family family_;
    std::array<nlattr*, FRA_MAX + 1> attributes_{};
};

/// As they come: a later kernel may know more than the headers that we are compiled with.
std::map<std::uint16_t, std::vector<std::uint8_t>> others_in(const nlmsghdr& message) {
    std::map<std::uint16_t, std::vector<std::uint8_t>> others;
    int remaining = nlmsg_attrlen(&message, sizeof(fib_rule_hdr));
    for (auto* attribute = nlmsg_attrdata(&message, sizeof(fib_rule_hdr)); nla_ok(attribute, remaining) != 0;
         attribute = nla_next(attribute, &remaining)) {
        if (is_another(*attribute)) {
            const auto* data = static_cast<const std::uint8_t*>(nla_data(attribute));
            others.emplace(attribute->nla_type, std::vector<std::uint8_t>(data, data + nla_len(attribute)));
        }
    }
    return others;
}

std::size_t size_of(const std::map<std::uint16_t, std::vector<std::uint8_t>>& others) {
    std::size_t size = 0;
    for (const auto& [type, value] : others) {
        size += static_cast<std::size_t>(nla_total_size(static_cast<int>(value.size())));
    }
    return size;
}

fib_rule_hdr header_of(const Rule& rule) {
    fib_rule_hdr header{};
    header.family = rule.family == Family::ipv4 ? AF_INET : AF_INET6;
    header.dst_len = rule.to_length;
    header.src_len = rule.from_length;
    header.tos = rule.tos;
    header.action = rule.action;
    header.flags = rule.inverted ? FIB_RULE_INVERT : 0;
    return header;
}

void put_selectors(MessageBuilder& builder, const Rule& rule) {
    if (rule.from) {
        builder.put(FRA_SRC, wire_bytes(*rule.from));
    }
    if (rule.to) {
        builder.put(FRA_DST, wire_bytes(*rule.to));
    }
    if (rule.fwmark != 0 || rule.fwmask != 0) {
        builder.put_u32(FRA_FWMARK, rule.fwmark);
        builder.put_u32(FRA_FWMASK, rule.fwmask);  // Also 0: without it, the kernel takes all bits.
    }
    if (!rule.input.empty()) {
        builder.put_text(FRA_IIFNAME, rule.input);
    }
    if (!rule.output.empty()) {
        builder.put_text(FRA_OIFNAME, rule.output);
    }
    for (const auto& [type, value] : rule.others) {
        builder.put(type, std::as_bytes(std::span{value}));
    }
}

}  // namespace

std::optional<Rule> decode_rule(std::span<const std::byte> message) {
    const auto& header = *reinterpret_cast<const nlmsghdr*>(message.data());
    if (header.nlmsg_type != RTM_NEWRULE || nlmsg_datalen(&header) < static_cast<int>(sizeof(fib_rule_hdr))) {
        return std::nullopt;
    }
    const auto& fixed = *static_cast<const fib_rule_hdr*>(nlmsg_data(&header));
    if (fixed.family != AF_INET && fixed.family != AF_INET6) {
        return std::nullopt;
    }
    const auto family = fixed.family == AF_INET ? Family::ipv4 : Family::ipv6;
    const Reader reader{header, family};
    return Rule{.family = family,
                .priority = reader.number(FRA_PRIORITY),
                .action = fixed.action,
                .target = fixed.action == FR_ACT_GOTO ? reader.number(FRA_GOTO)
                                                      : reader.number(FRA_TABLE, fixed.table),
                .tos = fixed.tos,
                .protocol = reader.octet(FRA_PROTOCOL),
                .from = reader.address(FRA_SRC),
                .from_length = fixed.src_len,
                .to = reader.address(FRA_DST),
                .to_length = fixed.dst_len,
                .fwmark = reader.number(FRA_FWMARK),
                .fwmask = reader.number(FRA_FWMASK),
                .input = reader.text(FRA_IIFNAME),
                .output = reader.text(FRA_OIFNAME),
                .inverted = (fixed.flags & FIB_RULE_INVERT) != 0,
                .others = others_in(header)};
}

Message encode_rule_dump(Family family) {
    fib_rule_hdr header{};
    header.family = family == Family::ipv4 ? AF_INET : AF_INET6;
    return MessageBuilder{RTM_GETRULE, NLM_F_DUMP, header}.finish();
}

Message encode_rule_removal(const Rule& rule) {
    MessageBuilder builder{RTM_DELRULE, 0, header_of(rule), size_of(rule.others)};
    builder.put_u32(FRA_PRIORITY, rule.priority);  // Also 0: without it, any priority would do.
    if (rule.protocol != 0) {
        builder.put_u8(FRA_PROTOCOL, rule.protocol);
    }
    if (rule.target != 0) {
        builder.put_u32(rule.action == FR_ACT_GOTO ? FRA_GOTO : FRA_TABLE, rule.target);
    }
    put_selectors(builder, rule);
    return builder.finish();
}

}  // namespace vipwarden::netlink
