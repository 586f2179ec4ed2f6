// SPDX-License-Identifier: MIT
#include "tests/keepalived/campaign/host_state.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/keepalived_process.hpp"

namespace vipwarden::campaign {
namespace {

using Json = nlohmann::json;

Json ip(const std::vector<std::string>& words) {
    std::vector<std::string> command{"ip", "-j"};
    command.insert(command.end(), words.begin(), words.end());
    const auto answer = support::run_command(command, "/run/test/ip");
    return answer.out.empty() ? Json::array() : Json::parse(answer.out);
}

bool is_noise(const std::string& interface) {
    return interface.starts_with("noise");
}

/// A value as a word, whatever its type.
std::string word(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) {
        return {};
    }
    return found->is_string() ? found->get<std::string>() : found->dump();
}

/// Labels change their front part when the interface is renamed.
std::string without_interface(const std::string& label) {
    const auto colon = label.find(':');
    return colon == std::string::npos ? std::string{} : label.substr(colon);
}

bool is_automatic(const Json& info) {
    return word(info, "scope") == "link" && word(info, "local").starts_with("fe80:");
}

void add_address(const std::string& index, const std::string& interface, const Json& info, HostState& state) {
    const auto peer = word(info, "address");
    const auto key = fmt::format("{} {}/{}{}", index, word(info, "local"), word(info, "prefixlen"),
                                 peer.empty() ? "" : " peer " + peer);
    std::string attributes;
    for (const char* name :
         {"broadcast", "scope", "metric", "noprefixroute", "valid_life_time", "preferred_life_time"}) {
        attributes += fmt::format("{}={} ", name, word(info, name));
    }
    attributes += "label=" + without_interface(word(info, "label"));
    state.addresses[key] = {.interface = interface, .attributes = attributes};
}

void look_at_links(HostState& state) {
    for (const Json& link : ip({"address", "show"})) {
        const auto name = word(link, "ifname");
        if (is_noise(name)) {
            continue;
        }
        const auto index = word(link, "ifindex");
        state.links[index] = name;
        state.promotion[name] =
            support::contents_of(fmt::format("/proc/sys/net/ipv4/conf/{}/promote_secondaries", name));
        for (const Json& info : link.value("addr_info", Json::array())) {
            if (!is_automatic(info)) {
                add_address(index, name, info, state);
            }
        }
    }
}

/// The route of a subnet may have any of the host's addresses in it as its source.
std::string route_words(const Json& route, const HostState& state) {
    std::string words;
    for (const char* key : {"type", "dst", "gateway", "table", "protocol", "metric", "scope"}) {
        words += fmt::format("{}={} ", key, word(route, key));
    }
    if (word(route, "protocol") != "kernel") {
        words += fmt::format("prefsrc={} ", word(route, "prefsrc"));
    }
    for (const auto& [index, name] : state.links) {
        words += name == word(route, "dev") ? "dev=" + index : "";
    }
    return words;
}

void look_at_routing(HostState& state) {
    for (const char* family : {"-4", "-6"}) {
        for (const Json& route : ip({family, "route", "show", "table", "all"})) {
            const auto dst = word(route, "dst");
            if (word(route, "table") != "local" && !is_noise(word(route, "dev")) &&
                !dst.starts_with("fe80:") && !dst.starts_with("ff00:")) {
                state.routes.insert(route_words(route, state));
            }
        }
        for (const Json& rule : ip({family, "rule"})) {
            state.rules.insert(family + rule.dump());
        }
    }
}

/// "10.9.0.1" of "3 10.9.0.1/24".
std::string ip_of(const std::string& key) {
    const auto blank = key.find(' ') + 1;
    return key.substr(blank, key.find('/') - blank);
}

using Sentences = std::vector<std::string>;

void compare_addresses(const HostState& expected, const HostState& seen,
                       const std::set<std::string>& tolerated, Sentences& sentences) {
    for (const auto& [key, address] : expected.addresses) {
        const auto found = seen.addresses.find(key);
        if (found == seen.addresses.end()) {
            sentences.push_back(fmt::format("I2: the host has lost {} on {}", key, address.interface));
        } else if (found->second.attributes != address.attributes) {
            sentences.push_back(fmt::format("I2: {} on {} was {}, and is {}", key, address.interface,
                                            address.attributes, found->second.attributes));
        }
    }
    for (const auto& [key, address] : seen.addresses) {
        if (!expected.addresses.contains(key) && !tolerated.contains(ip_of(key))) {
            sentences.push_back(fmt::format("I1: {} is on {}, and not the host's", key, address.interface));
        }
    }
}

void compare_links(const HostState& expected, const HostState& seen, Sentences& sentences) {
    for (const auto& [index, name] : expected.links) {
        if (const auto found = seen.links.find(index); found == seen.links.end() || found->second != name) {
            sentences.push_back(fmt::format("I2: interface {} ({}) is gone", name, index));
        }
    }
    for (const auto& [index, name] : seen.links) {
        if (!expected.links.contains(index)) {
            sentences.push_back(fmt::format("I1: interface {} ({}) is not the host's", name, index));
        }
    }
}

/// What comes back by itself with an interface is no matter; what keepalived has made is.
void compare_routing(const HostState& expected, const HostState& seen, Sentences& sentences) {
    for (const std::string& route : expected.routes) {
        if (!seen.routes.contains(route)) {
            sentences.push_back("I2: the host has lost the route " + route);
        }
    }
    for (const std::string& route : seen.routes) {
        if (!expected.routes.contains(route) && (route.find("protocol=keepalived") != std::string::npos ||
                                                 route.find("protocol=18") != std::string::npos)) {
            sentences.push_back("I1: a route of keepalived's: " + route);
        }
    }
    if (seen.rules != expected.rules) {
        sentences.push_back(
            fmt::format("the rules are others: {} instead of {}", seen.rules.size(), expected.rules.size()));
    }
}

}  // namespace

HostState look_at_addresses() {
    HostState state;
    look_at_links(state);
    return state;
}

HostState look() {
    HostState state = look_at_addresses();
    look_at_routing(state);
    for (const char* name : {"all", "default"}) {
        state.promotion[name] =
            support::contents_of(fmt::format("/proc/sys/net/ipv4/conf/{}/promote_secondaries", name));
    }
    return state;
}

void HostState::forget_link(const std::string& name) {
    forget_routes_of(name);
    std::erase_if(addresses, [&](const auto& entry) { return entry.second.interface == name; });
    std::erase_if(links, [&](const auto& entry) { return entry.second == name; });
    promotion.erase(name);
}

void HostState::forget_routes_of(const std::string& name) {
    for (const auto& [index, link] : links) {
        std::erase_if(routes, [&](const std::string& route) {
            return link == name && route.ends_with(" dev=" + index);
        });
    }
}

void HostState::forget_subnet_routes_of(const std::string& name) {
    for (const auto& [index, link] : links) {
        std::erase_if(routes, [&](const std::string& route) {
            return link == name && route.ends_with(" dev=" + index) &&
                   route.find("protocol=kernel") != std::string::npos;
        });
    }
}

void HostState::rename_link(const std::string& from, const std::string& to) {
    for (auto& [index, name] : links) {
        name = name == from ? to : name;
    }
    for (auto& [key, address] : addresses) {
        address.interface = address.interface == from ? to : address.interface;
    }
    if (auto value = promotion.extract(from)) {
        value.key() = to;
        promotion.insert(std::move(value));
    }
}

void HostState::take_labels_of(const HostState& seen) {
    for (auto& [key, address] : addresses) {
        if (const auto found = seen.addresses.find(key); found != seen.addresses.end()) {
            address.attributes = found->second.attributes;
        }
    }
}

std::vector<std::string> differences(const HostState& expected, const HostState& seen,
                                     const std::set<std::string>& tolerated) {
    Sentences sentences;
    compare_addresses(expected, seen, tolerated, sentences);
    compare_links(expected, seen, sentences);
    compare_routing(expected, seen, sentences);
    for (const auto& [name, value] : expected.promotion) {
        const auto found = seen.promotion.find(name);
        if (found == seen.promotion.end() || found->second != value) {
            sentences.push_back(fmt::format("promote_secondaries of {} is not what it was", name));
        }
    }
    return sentences;
}

}  // namespace vipwarden::campaign
