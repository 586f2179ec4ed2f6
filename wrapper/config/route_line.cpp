// SPDX-License-Identifier: MIT
#include "wrapper/config/route_line.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "netlink/ip_address.hpp"
#include "wrapper/config/nexthops.hpp"
#include "wrapper/config/quoted.hpp"
#include "wrapper/config/route_draft.hpp"
#include "wrapper/config/route_options.hpp"
#include "wrapper/config/routing_values.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;

constexpr std::uint32_t kMainTable = 254;  // RT_TABLE_MAIN
constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::uint32_t>::max();

class RouteLine {
 public:
    RouteLine(const RoutingLine& line, const Dialect& dialect, RoutingState& state, Remarks& remarks)
        : first_{line.words.front()},
          is_static_{line.is_static},
          dialect_{dialect},
          words_{line, "route", state, remarks} {}

    std::optional<VirtualRoute> read();

 private:
    struct Known {
        std::string_view name;
        bool (RouteLine::*take)(const Word& word);  ///< False if the line is dropped.
    };
    static const std::array<Known, 16> kParameterWords;
    static const std::array<Known, 5> kOtherWords;

    bool take_word(const Word& word);
    bool take_parameter_of(const Known& known);
    bool take_option(const RouteOption& option);
    bool take_lone(std::string_view word);
    bool take_family(const Word& word);
    bool take_source(const Word& source);
    bool take_gateway(const Word& gateway);
    bool take_from(const Word& from);
    bool take_tos(const Word& tos);
    bool take_table(const Word& table);
    bool take_protocol(const Word& protocol);
    bool take_metric(const Word& metric);
    bool take_device(const Word& name);
    bool take_realms(const Word& realms);
    bool take_vrf(const Word& name);
    bool take_as(const Word& word);
    bool take_encapsulation(const Word& word);
    bool take_ipv6_word(const Word& word);
    bool take_or(const Word& word);
    bool take_nexthops(const Word& word);
    bool take_destination(const Word& word);
    bool fix_family(std::optional<Family> family, const Word& word);

    const Word& first_;
    bool is_static_;
    const Dialect& dialect_;
    RoutingWords words_;

    RouteDraft draft_{};
    bool has_or_{false};
};

const std::array<RouteLine::Known, 16> RouteLine::kParameterWords{{
    {"src", &RouteLine::take_source},
    {"via", &RouteLine::take_gateway},
    {"gw", &RouteLine::take_gateway},
    {"from", &RouteLine::take_from},
    {"tos", &RouteLine::take_tos},
    {"dsfield", &RouteLine::take_tos},
    {"table", &RouteLine::take_table},
    {"protocol", &RouteLine::take_protocol},
    {"metric", &RouteLine::take_metric},
    {"priority", &RouteLine::take_metric},
    {"preference", &RouteLine::take_metric},
    {"dev", &RouteLine::take_device},
    {"oif", &RouteLine::take_device},
    {"realms", &RouteLine::take_realms},
    {"vrf", &RouteLine::take_vrf},
    {"as", &RouteLine::take_as},
}};

const std::array<RouteLine::Known, 5> RouteLine::kOtherWords{{
    {"encap", &RouteLine::take_encapsulation},
    {"expires", &RouteLine::take_ipv6_word},
    {"pref", &RouteLine::take_ipv6_word},
    {"or", &RouteLine::take_or},
    {"nexthop", &RouteLine::take_nexthops},
}};

std::optional<VirtualRoute> RouteLine::read() {
    while (const Word* const word = words_.next()) {
        if (!take_word(*word)) {
            return std::nullopt;
        }
    }
    if (words_.lacks_parameter()) {
        return std::nullopt;
    }
    return finish_route(std::move(draft_), first_, dialect_, words_);
}

bool RouteLine::take_word(const Word& word) {
    const auto* const known = std::ranges::find(kParameterWords, word.text, &Known::name);
    if (known != kParameterWords.end()) {
        return take_parameter_of(*known);
    }
    const auto* const other = std::ranges::find(kOtherWords, word.text, &Known::name);
    if (other != kOtherWords.end()) {
        return (this->*other->take)(word);
    }
    if (const RouteOption* const option = find_route_option(word.text)) {
        return take_option(*option);
    }
    if (dialect_.route_families && (word.text == "inet" || word.text == "inet6")) {
        return take_family(word);
    }
    if (is_static_ && word.text == "track_group") {
        return words_.parameter() != nullptr;
    }
    return take_lone(word.text) || take_destination(word);
}

bool RouteLine::take_parameter_of(const Known& known) {
    const Word* const parameter = words_.parameter();
    return parameter != nullptr && (this->*known.take)(*parameter);
}

bool RouteLine::take_option(const RouteOption& option) {
    if (option.lockable && words_.ahead() == "lock") {
        words_.skip(1);
    }
    const Word* const value = words_.parameter();
    return value != nullptr &&
           (takes(option, value->text) ||
            words_.drop(*value, quoted(*value) + " is no value for '" + std::string{option.name} + "'"));
}

/// True if the word stands alone and is known.
bool RouteLine::take_lone(std::string_view word) {
    if (word == "no_track" && dialect_.no_track) {
        draft_.untracked = true;
        return true;
    }
    const bool mode = word == "add" || word == "prepend" || word == "append";
    return word == "onlink" || (mode && dialect_.route_modes);
}

/// keepalived passes over the word behind `inet` and `inet6`, whatever it is.
bool RouteLine::take_family(const Word& word) {
    const Family family = word.text == "inet" ? Family::ipv4 : Family::ipv6;
    if (!fix_family(family, word)) {
        return false;
    }
    if (!words_.ahead().empty()) {
        words_.warn(word, "keepalived passes over the word behind " + quoted(word) + ", and so do we");
    }
    words_.skip(1);
    return true;
}

bool RouteLine::take_source(const Word& source) {
    draft_.route.source = netlink::parse_ip_address(source.text);
    if (!draft_.route.source) {
        return words_.drop(source, quoted(source) + " is no address");
    }
    return fix_family(draft_.route.source->family, source);
}

bool RouteLine::take_gateway(const Word& gateway) {
    const Word* word = &gateway;
    if (gateway.text == "inet" || gateway.text == "inet6") {
        if (!fix_family(gateway.text == "inet" ? Family::ipv4 : Family::ipv6, gateway)) {
            return false;
        }
        word = words_.parameter();
    }
    if (word == nullptr) {
        return false;
    }
    draft_.single.via = netlink::parse_ip_address(word->text);
    if (!draft_.single.via) {
        return words_.drop(*word, quoted(*word) + " is no address");
    }
    return fix_family(draft_.single.via->family, *word);
}

bool RouteLine::take_from(const Word& from) {
    const auto prefix = route_prefix(from.text);
    if (!prefix || prefix->family != Family::ipv6) {
        return words_.drop(from, quoted(from) + " is no IPv6 address, and only IPv6 routes have a 'from'");
    }
    draft_.route.from = netlink::network_of(prefix->address, prefix->length);
    draft_.route.from_length = prefix->length;
    return fix_family(prefix->family, from);
}

bool RouteLine::take_tos(const Word& tos) {
    const auto value = tos_value(tos.text);
    draft_.route.tos = value.value_or(0);
    return value.has_value() || words_.drop(tos, quoted(tos) + " is no type of service");
}

bool RouteLine::take_table(const Word& table) {
    const auto value = table_value(table.text);
    // The kernel takes 0, RT_TABLE_UNSPEC, for main.
    draft_.route.table = value.value_or(0) == 0 ? kMainTable : *value;
    draft_.route.vrf.clear();
    return value.has_value() || words_.drop(table, quoted(table) + " is no routing table");
}

bool RouteLine::take_protocol(const Word& protocol) {
    draft_.protocol = protocol_value(protocol.text);
    return draft_.protocol.has_value() || words_.drop(protocol, quoted(protocol) + " is no routing protocol");
}

bool RouteLine::take_metric(const Word& metric) {
    const auto value = unsigned_value(metric.text, kMaxNumber);
    draft_.metric = static_cast<std::uint32_t>(value.value_or(0));
    return value.has_value() || words_.drop(metric, quoted(metric) + " is no metric");
}

bool RouteLine::take_device(const Word& name) {
    words_.name_interface(name);
    draft_.single.device = std::string{name.text};
    return true;
}

bool RouteLine::take_realms(const Word& realms) {
    if (!is_realms(realms.text)) {
        return words_.drop(realms, quoted(realms) + " are no realms");
    }
    if (draft_.family == Family::ipv6) {
        return words_.drop(realms, "an IPv6 route has no realms");
    }
    draft_.family = Family::ipv4;
    return true;
}

bool RouteLine::take_vrf(const Word& name) {
    draft_.route.vrf = std::string{name.text};
    return true;
}

bool RouteLine::take_as(const Word& word) {
    if (word.text == "to") {
        words_.skip(1);
    }
    return true;
}

bool RouteLine::take_encapsulation(const Word& /*word*/) {
    skip_encapsulation(words_);
    return true;
}

/// keepalived finds the wrong family before it misses the parameter.
bool RouteLine::take_ipv6_word(const Word& word) {
    if (draft_.family == Family::ipv4) {
        return words_.drop(word, "an IPv4 route has no " + quoted(word));
    }
    draft_.family = Family::ipv6;
    const Word* const value = words_.parameter();
    if (value == nullptr) {
        return false;
    }
    const bool good = word.text == "pref" ? is_router_preference(value->text)
                                          : unsigned_value(value->text, kMaxNumber).has_value();
    return good || words_.drop(*value, quoted(*value) + " is no value for " + quoted(word));
}

/// The old way to name a second gateway, of any family.
bool RouteLine::take_or(const Word& word) {
    if (has_or_) {
        words_.warn(word, "there is a second gateway already: keepalived ignores this one, and so do we");
        words_.skip(1);
        return true;
    }
    const Word* const gateway = words_.parameter();
    if (gateway == nullptr) {
        return false;
    }
    const auto address = netlink::parse_ip_address(gateway->text);
    if (!address) {
        return words_.drop(*gateway, quoted(*gateway) + " is no address");
    }
    has_or_ = true;
    draft_.route.nexthops = {{.via = std::exchange(draft_.single.via, std::nullopt)}, {.via = address}};
    return true;
}

bool RouteLine::take_nexthops(const Word& word) {
    if (has_or_) {
        return words_.drop(word, "a route has no 'nexthop' beside 'or'");
    }
    draft_.route.nexthops = read_nexthops(words_, draft_.family);
    return true;
}

bool RouteLine::take_destination(const Word& word) {
    const Word* last = &word;
    const auto type = type_value(word.text);
    if (type || word.text == "to") {
        last = words_.parameter();
    }
    if (last == nullptr) {
        return false;
    }
    draft_.route.type = type.value_or(draft_.route.type);
    draft_.destination = route_prefix(last->text);
    const bool any = last->text == "any" || last->text == "all";
    if (!draft_.destination || (any && !dialect_.route_families)) {
        return words_.drop(*last, quoted(*last) + " is neither a word for routes nor a destination");
    }
    return fix_family(draft_.destination->family, *last);
}

/// keepalived takes a destination of any family for another one once the family is known.
bool RouteLine::fix_family(std::optional<Family> family, const Word& word) {
    if (!draft_.family) {
        draft_.family = family;
    }
    return draft_.family == family ||
           words_.drop(word, quoted(word) + " is not of the family that the words before it have fixed");
}

}  // namespace

std::optional<VirtualRoute> read_route_line(const RoutingLine& line, const Dialect& dialect,
                                            RoutingState& state, Remarks& remarks) {
    return RouteLine{line, dialect, state, remarks}.read();
}

}  // namespace vipwarden::config
