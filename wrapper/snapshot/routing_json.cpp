// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/routing_json.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace vipwarden::snapshot {

namespace {

using netlink::Family;
using netlink::IpAddress;
using netlink::Route;
using netlink::RouteHop;
using netlink::RoutingEntry;
using netlink::Rule;

int number_of(Family family) {
    return family == Family::ipv4 ? 4 : 6;
}

// ---- writing: what is as nearly always is left out

void put_prefix(Json& json, const char* key, const std::optional<IpAddress>& address, std::uint8_t length) {
    if (address) {
        json[key] = netlink::to_string(*address);
        json[std::string{key} + "_length"] = length;
    }
}

template <typename Number>
void put_unless_zero(Json& json, const char* key, Number number) {
    if (number != 0) {
        json[key] = number;
    }
}

void put_unless_empty(Json& json, const char* key, const std::string& text) {
    if (!text.empty()) {
        json[key] = encode_text(text);
    }
}

Json encode_hops(const std::vector<RouteHop>& hops, const std::vector<std::string>& interfaces) {
    Json list = Json::array();
    for (std::size_t i = 0; i < hops.size(); ++i) {
        Json json{{"ifindex", hops[i].ifindex}};
        if (hops[i].via) {
            json["via"] = netlink::to_string(*hops[i].via);
        }
        if (i < interfaces.size()) {
            put_unless_empty(json, "interface", interfaces[i]);
        }
        list.push_back(std::move(json));
    }
    return list;
}

Json encode_route(const Route& route, const std::vector<std::string>& interfaces = {}) {
    Json json{{"destination", netlink::to_string(route.destination)},
              {"prefix_length", route.prefix_length},
              {"table", route.table},
              {"metric", route.metric},
              {"type", route.type},
              {"protocol", route.protocol},
              {"hops", encode_hops(route.hops, interfaces)}};
    put_unless_zero(json, "tos", route.tos);
    put_unless_zero(json, "scope", route.scope);
    put_prefix(json, "from", route.from, route.from_length);
    if (route.source) {
        json["source"] = netlink::to_string(*route.source);
    }
    return json;
}

Json encode_others(const std::map<std::uint16_t, std::vector<std::uint8_t>>& others) {
    Json json = Json::object();
    for (const auto& [type, value] : others) {
        json[std::to_string(type)] = value;
    }
    return json;
}

Json encode_rule(const Rule& rule) {
    Json json{{"family", number_of(rule.family)},
              {"priority", rule.priority},
              {"action", rule.action},
              {"target", rule.target},
              {"protocol", rule.protocol}};
    put_unless_zero(json, "tos", rule.tos);
    put_prefix(json, "from", rule.from, rule.from_length);
    put_prefix(json, "to", rule.to, rule.to_length);
    put_unless_zero(json, "fwmark", rule.fwmark);
    put_unless_zero(json, "fwmask", rule.fwmask);
    put_unless_empty(json, "input", rule.input);
    put_unless_empty(json, "output", rule.output);
    if (rule.inverted) {
        json["inverted"] = true;
    }
    if (!rule.others.empty()) {
        json["others"] = encode_others(rule.others);
    }
    return json;
}

// ---- reading: an entry that lacks one of its parts might be another one, so it is lost

/// A field that may be missing, but may not be nonsense.
template <typename T>
bool take(const Fields& fields, const char* key, T& value) {
    if (!fields.has(key)) {
        return true;
    }
    auto found = fields.required<T>(key);
    if (!found) {
        return false;
    }
    value = *std::move(found);
    return true;
}

template <typename T>
bool take(const Fields& fields, const char* key, std::optional<T>& value) {
    value = fields.required<T>(key);
    return value.has_value() == fields.has(key);
}

/// A field that must be there.
template <typename T>
bool need(const Fields& fields, const char* key, T& value) {
    return fields.has(key) && take(fields, key, value);
}

struct DecodedRoute {
    Route route{};
    std::vector<std::string> interfaces{};
};

bool decode_hop(const Json& json, const Place& place, Problems& problems, DecodedRoute& decoded) {
    const Fields fields{json, place, problems};
    auto& hop = decoded.route.hops.emplace_back();
    auto& interface = decoded.interfaces.emplace_back();
    return need(fields, "ifindex", hop.ifindex) && take(fields, "via", hop.via) &&
           take(fields, "interface", interface);
}

bool decode_hops(const Fields& fields, const Place& place, Problems& problems, DecodedRoute& decoded) {
    const Json* list = fields.find("hops");
    if (list == nullptr || !list->is_array()) {
        return false;
    }
    const Place here{.parent = &place, .key = "hops"};
    return std::ranges::all_of(*list,
                               [&](const Json& hop) { return decode_hop(hop, here, problems, decoded); });
}

std::optional<DecodedRoute> decode_route(const Json& json, const Place& place, Problems& problems) {
    const Fields fields{json, place, problems};
    DecodedRoute decoded;
    auto& route = decoded.route;
    const bool sound = need(fields, "destination", route.destination) &&
                       need(fields, "prefix_length", route.prefix_length) &&
                       need(fields, "table", route.table) && need(fields, "metric", route.metric) &&
                       need(fields, "type", route.type) && need(fields, "protocol", route.protocol) &&
                       take(fields, "tos", route.tos) && take(fields, "scope", route.scope) &&
                       take(fields, "from", route.from) && take(fields, "from_length", route.from_length) &&
                       take(fields, "source", route.source) && decode_hops(fields, place, problems, decoded);
    route.family = route.destination.family;
    return sound ? std::optional{std::move(decoded)} : std::nullopt;
}

bool decode_others(const Fields& fields, Rule& rule) {
    if (!fields.has("others")) {
        return true;
    }
    for (const auto& [key, value] : fields.find("others")->items()) {
        std::uint16_t type{0};
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), type);
        const auto is_octet = [](const Json& octet) {
            return octet.is_number_unsigned() && octet.get<std::uint64_t>() <= 0xff;
        };
        if (error != std::errc{} || end != key.data() + key.size() || !value.is_array() ||
            !std::ranges::all_of(value, is_octet)) {
            return false;
        }
        rule.others.emplace(type, value.get<std::vector<std::uint8_t>>());
    }
    return true;
}

std::optional<Rule> decode_rule(const Json& json, const Place& place, Problems& problems) {
    const Fields fields{json, place, problems};
    Rule rule;
    const bool sound = need(fields, "family", rule.family) && need(fields, "priority", rule.priority) &&
                       need(fields, "action", rule.action) && need(fields, "target", rule.target) &&
                       need(fields, "protocol", rule.protocol) && take(fields, "tos", rule.tos) &&
                       take(fields, "from", rule.from) && take(fields, "from_length", rule.from_length) &&
                       take(fields, "to", rule.to) && take(fields, "to_length", rule.to_length) &&
                       take(fields, "fwmark", rule.fwmark) && take(fields, "fwmask", rule.fwmask) &&
                       take(fields, "input", rule.input) && take(fields, "output", rule.output) &&
                       take(fields, "inverted", rule.inverted) && decode_others(fields, rule);
    return sound ? std::optional{std::move(rule)} : std::nullopt;
}

std::optional<DeclaredRoute> decode_declared_route(const Json& json, const Place& place, Problems& problems) {
    auto decoded = decode_route(json, place, problems);
    DeclaredRoute declared;
    const Fields fields{json, place, problems};
    if (!decoded || !take(fields, "any_table", declared.any_table)) {
        return std::nullopt;
    }
    declared.route = std::move(decoded->route);
    declared.interfaces = std::move(decoded->interfaces);
    declared.instance = fields.value_or<std::string>("instance", {});
    declared.where = fields.value_or<std::string>("where", {});
    return declared;
}

std::optional<DeclaredRule> decode_declared_rule(const Json& json, const Place& place, Problems& problems) {
    auto rule = decode_rule(json, place, problems);
    DeclaredRule declared;
    const Fields fields{json, place, problems};
    if (!rule || !take(fields, "any_priority", declared.any_priority)) {
        return std::nullopt;
    }
    declared.rule = *std::move(rule);
    declared.instance = fields.value_or<std::string>("instance", {});
    declared.where = fields.value_or<std::string>("where", {});
    return declared;
}

/// One of the two lists.
template <typename Decode>
auto decode_part(const Fields& fields, const char* key, const Place& place, Problems& lost,
                 const Decode& decode) {
    const Json* list = fields.find(key);
    return decode_list(list == nullptr ? Json{} : *list, {.parent = &place, .key = key}, lost,
                       [&](const Json& json, const Place& here) { return decode(json, here, lost); });
}

}  // namespace

Json encode_routing(const DeclaredRouting& routing) {
    Json rules = Json::array();
    for (const auto& declared : routing.rules) {
        auto json = encode_rule(declared.rule);
        json["any_priority"] = declared.any_priority;
        json["instance"] = encode_text(declared.instance);
        json["where"] = encode_text(declared.where);
        rules.push_back(std::move(json));
    }
    Json routes = Json::array();
    for (const auto& declared : routing.routes) {
        auto json = encode_route(declared.route, declared.interfaces);
        json["any_table"] = declared.any_table;
        json["instance"] = encode_text(declared.instance);
        json["where"] = encode_text(declared.where);
        routes.push_back(std::move(json));
    }
    return {{"rules", std::move(rules)}, {"routes", std::move(routes)}};
}

Json encode_routing(const std::vector<RoutingEntry>& entries) {
    Json rules = Json::array();
    Json routes = Json::array();
    for (const auto& entry : entries) {
        if (const auto* rule = std::get_if<Rule>(&entry)) {
            rules.push_back(encode_rule(*rule));
        } else {
            routes.push_back(encode_route(std::get<Route>(entry)));
        }
    }
    return {{"rules", std::move(rules)}, {"routes", std::move(routes)}};
}

DeclaredRouting decode_routing(const Json& json, const Place& place, Problems& lost) {
    const Fields fields{json, place, lost};
    return {.rules = decode_part(fields, "rules", place, lost, decode_declared_rule),
            .routes = decode_part(fields, "routes", place, lost, decode_declared_route)};
}

std::optional<std::vector<RoutingEntry>> decode_routing_entries(const Json& json, const Place& place,
                                                                Problems& lost) {
    const Fields fields{json, place, lost};
    Problems here;
    std::vector<RoutingEntry> entries;
    for (auto& rule : decode_part(fields, "rules", place, here, decode_rule)) {
        entries.emplace_back(std::move(rule));
    }
    for (auto& decoded : decode_part(fields, "routes", place, here, decode_route)) {
        entries.emplace_back(std::move(decoded.route));
    }
    if (here.count > 0) {
        lost.add(place);
        return std::nullopt;
    }
    return entries;
}

}  // namespace vipwarden::snapshot
