// SPDX-License-Identifier: MIT
#include "wrapper/config/instance_lines.hpp"

#include <string>
#include <utility>

#include "wrapper/config/interface_name.hpp"
#include "wrapper/config/number.hpp"
#include "wrapper/config/quoted.hpp"
#include "wrapper/config/route_line.hpp"
#include "wrapper/config/rule_line.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

/// An address that may have a prefix length or the end of a range behind it, neither of which counts.
std::optional<IpAddress> address_in(std::string_view word) {
    return netlink::parse_ip_address(word.substr(0, word.find_first_of("-/")));
}

std::optional<bool> read_switch(std::string_view word) {
    if (word == "on" || word == "true" || word == "yes") {
        return true;
    }
    return word == "off" || word == "false" || word == "no" ? std::optional{false} : std::nullopt;
}

bool is_group_for_vrrp(const IpAddress& address) {
    // Of IPv6 only ff02::/16, the link-local scope, is good for it.
    return address.family == Family::ipv4 ? (address.bytes[0] & 0xf0U) == 0xe0U
                                          : address.bytes[0] == 0xffU && (address.bytes[1] & 0x0fU) == 0x02U;
}

constexpr std::size_t index_of(Meaning meaning) {
    return static_cast<std::size_t>(meaning);
}

}  // namespace

InstanceLines::Takes InstanceLines::make_takes() {
    Takes takes{};
    takes[index_of(Meaning::interface)] = &InstanceLines::take_interface;
    takes[index_of(Meaning::mcast_dst_ip)] = &InstanceLines::take_multicast;
    takes[index_of(Meaning::mcast_src_ip)] = &InstanceLines::take_source;
    takes[index_of(Meaning::native_ipv6)] = &InstanceLines::take_native_ipv6;
    takes[index_of(Meaning::no_virtual_ipaddress)] = &InstanceLines::take_no_virtual_address;
    takes[index_of(Meaning::priority)] = &InstanceLines::take_priority;
    takes[index_of(Meaning::strict_mode)] = &InstanceLines::take_strict_mode;
    takes[index_of(Meaning::unicast)] = &InstanceLines::take_unicast;
    takes[index_of(Meaning::unicast_peer)] = &InstanceLines::take_peer;
    takes[index_of(Meaning::unicast_src_ip)] = &InstanceLines::take_unicast_source;
    takes[index_of(Meaning::use_ipvlan)] = &InstanceLines::take_use_ipvlan;
    takes[index_of(Meaning::use_vmac)] = &InstanceLines::take_use_vmac;
    takes[index_of(Meaning::use_vmac_addr)] = &InstanceLines::take_use_vmac_addr;
    takes[index_of(Meaning::version)] = &InstanceLines::take_version;
    takes[index_of(Meaning::virtual_ipaddress)] = &InstanceLines::take_address;
    takes[index_of(Meaning::virtual_ipaddress_excluded)] = &InstanceLines::take_excluded;
    takes[index_of(Meaning::virtual_router_id)] = &InstanceLines::take_router_id;
    takes[index_of(Meaning::virtual_routes)] = &InstanceLines::take_route;
    takes[index_of(Meaning::virtual_rules)] = &InstanceLines::take_rule;
    takes[index_of(Meaning::vmac_xmit_base)] = &InstanceLines::take_vmac_xmit_base;
    takes[index_of(Meaning::vrf)] = &InstanceLines::take_vrf;
    return takes;
}

void InstanceLines::take(Instance& instance, Meaning meaning, std::span<const Word> words,
                         const Statement& statement) {
    static const Takes takes = make_takes();
    const Take found = takes[index_of(meaning)];
    if (found != nullptr) {
        instance_ = &instance;
        (this->*found)({.words = words, .statement = statement});
    }
}

/// The last one counts, but keepalived has looked up all.
void InstanceLines::take_interface(const Line& line) {
    const Word& name = line.words[1];
    if (name.text.size() > kMaxInterfaceName) {
        warn(line, name, "the name is too long for an interface: keepalived ignores it, and so do we");
        return;
    }
    if (!instance().interface.empty()) {
        name_interface(instance().interface, interface_at_);
    }
    instance().interface.clear();
    if (name.text == "lo" && !dialect_.loopback_for_instances) {
        warn(line, name, "VRRP can't run on the loopback interface: keepalived ignores it, and so do we");
        return;
    }
    instance().interface = std::string{name.text};
    interface_at_ = line.statement.position(name.offset);
}

void InstanceLines::take_vrf(const Line& line) {
    const Word& name = line.words[1];
    if (instance().interface.empty() && name.text.size() <= kMaxInterfaceName) {
        name_interface(name.text, line.statement.position(name.offset));
    }
}

void InstanceLines::take_router_id(const Line& line) {
    if (const auto id = read_number(line.words[1].text, 1, 255)) {
        instance().vrid = static_cast<std::uint8_t>(*id);
    } else {
        warn(line, line.words[1],
             "a virtual_router_id is a number from 1 to 255: keepalived ignores the line, and so do we");
    }
}

void InstanceLines::take_priority(const Line& line) {
    const auto priority = read_number(line.words[1].text, 1, 255);
    if (!priority) {
        warn(line, line.words[1], "a priority is a number from 1 to 255: keepalived takes 100, and so do we");
    }
    instance().priority = static_cast<std::uint8_t>(priority.value_or(100));
}

/// The first one counts, and 2 does not once the instance is known to be one of IPv6.
void InstanceLines::take_version(const Line& line) {
    const auto version = read_number(line.words[1].text, 2, 3);
    if (!version) {
        warn(line, line.words[1], "a version is 2 or 3: keepalived ignores the line, and so do we");
    } else if (instance().version.value_or(*version) != *version ||
               (*version == 2 && instance().family == Family::ipv6)) {
        warn(line, line.words[1],
             "the instance is of VRRP version " + std::string{*version == 2 ? "3" : "2"} +
                 " already: keepalived ignores the line, and so do we");
    } else {
        instance().version = static_cast<std::uint8_t>(*version);
    }
}

void InstanceLines::take_strict_mode(const Line& line) {
    const auto strict = line.words.size() < 2 ? std::optional{true} : read_switch(line.words[1].text);
    if (strict) {
        instance().strict = strict;
    } else {
        warn(
            line, line.words[1],
            quoted(line.words[1].text) + " is neither yes nor no: keepalived ignores the line, and so do we");
    }
}

void InstanceLines::take_native_ipv6(const Line& line) {
    if (settle_family(instance(), Family::ipv6)) {
        instance().version = 3;
    } else {
        warn(line, line.words.front(),
             "the instance has IPv4 addresses already: keepalived ignores 'native_ipv6', and so do we");
    }
}

/// A bad one takes that of an earlier line away.
void InstanceLines::take_source(const Line& line) {
    const auto address = address_in(line.words[1].text);
    instance().source.reset();
    if (!address) {
        warn(line, line.words[1],
             quoted(line.words[1].text) + " is no address: keepalived ignores the line, and so do we");
    } else if (fits_family(address->family, line)) {
        instance().source = address;
    }
}

void InstanceLines::take_unicast_source(const Line& line) {
    take_unicast(line);
    take_source(line);
}

void InstanceLines::take_unicast(const Line& /*line*/) {
    instance().unicast = true;
}

void InstanceLines::take_multicast(const Line& line) {
    const auto address = address_in(line.words[1].text);
    instance().multicast_destination.reset();
    if (!address) {
        warn(line, line.words[1],
             quoted(line.words[1].text) + " is no address: keepalived ignores the line, and so do we");
    } else if (fits_family(address->family, line) && is_group_for_vrrp(*address)) {
        instance().multicast_destination = address;
    }
}

void InstanceLines::take_use_vmac(const Line& line) {
    devices_.read_vmac(instance(), line.words, line.statement);
}

void InstanceLines::take_use_vmac_addr(const Line& /*line*/) {
    instance().use_vmac_addr = true;
}

void InstanceLines::take_vmac_xmit_base(const Line& /*line*/) {
    instance().vmac_xmit_base = true;
}

void InstanceLines::take_use_ipvlan(const Line& line) {
    devices_.read_ipvlan(instance(), line.words, line.statement);
}

void InstanceLines::take_no_virtual_address(const Line& /*line*/) {
    instance().no_virtual_ipaddress = true;
}

void InstanceLines::take_address(const Line& line) {
    addresses_.take_virtual(instance(), line.words, line.statement);
}

void InstanceLines::take_excluded(const Line& line) {
    addresses_.take_excluded(instance(), line.words, line.statement);
}

void InstanceLines::take_route(const Line& line) {
    if (auto route = read_route_line({.words = line.words, .statement = line.statement}, dialect_, routing_,
                                     remarks_)) {
        instance().routes.push_back(std::move(*route));
    }
}

void InstanceLines::take_rule(const Line& line) {
    if (auto rule = read_rule_line({.words = line.words, .statement = line.statement}, dialect_, routing_,
                                   remarks_)) {
        instance().rules.push_back(std::move(*rule));
    }
}

void InstanceLines::take_peer(const Line& line) {
    const auto address = address_in(line.words.front().text);
    if (!address) {
        warn(line, line.words.front(),
             quoted(line.words.front().text) + " is no address: keepalived ignores the peer, and so do we");
    } else if (fits_family(address->family, line)) {
        instance().peers.push_back(*address);
    }
}

/// An old keepalived does not mind.
bool InstanceLines::fits_family(Family family, const Line& line) {
    if (settle_family(instance(), family) || !dialect_.one_family) {
        return true;
    }
    warn(line, line.words.front(),
         std::string{"the addresses of this instance are "} +
             (*instance().family == Family::ipv4 ? "IPv4" : "IPv6") +
             ": keepalived drops one of the other family here, and so do we");
    return false;
}

void InstanceLines::finish(Instance& instance) {
    devices_.finish(instance);
    addresses_.finish(instance);
}

void InstanceLines::name_interface(std::string_view name, const Position& where) {
    routing_.interfaces.push_back({.name = std::string{name}, .where = where});
}

void InstanceLines::warn(const Line& line, const Word& word, std::string message) {
    remarks_.add(Severity::warning, line.statement.source, line.statement.column_at(word.offset),
                 std::move(message));
}

}  // namespace vipwarden::config
