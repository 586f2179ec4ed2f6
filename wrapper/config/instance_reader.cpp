// SPDX-License-Identifier: MIT
#include "wrapper/config/instance_reader.hpp"

#include <algorithm>
#include <utility>

#include "wrapper/config/address_line.hpp"
#include "wrapper/config/number.hpp"
#include "wrapper/config/route_line.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

constexpr std::size_t kMaxInterfaceName = 15;  // IFNAMSIZ - 1

std::string quoted(std::string_view word) {
    return "'" + std::string{word} + "'";
}

/// An address that may have a prefix length behind it, which does not matter here.
std::optional<IpAddress> address_in(std::string_view word) {
    return netlink::parse_ip_address(word.substr(0, word.find('/')));
}

bool is_off(std::string_view word) {
    return word == "off" || word == "false" || word == "no";
}

}  // namespace

const std::vector<InstanceReader::InstanceKeyword>& InstanceReader::instance_keywords() {
    static const std::vector<InstanceKeyword> keywords{
        {"interface", &InstanceReader::take_interface},
        {"virtual_router_id", &InstanceReader::take_router_id},
        {"priority", &InstanceReader::take_priority},
        {"version", &InstanceReader::take_version},
        {"strict_mode", &InstanceReader::take_strict_mode},
        {"native_ipv6", &InstanceReader::take_native_ipv6},
        {"mcast_src_ip", &InstanceReader::take_source},
        {"unicast_src_ip", &InstanceReader::take_source},
        {"mcast_dst_ip", &InstanceReader::take_multicast},
        {"use_vmac", &InstanceReader::take_use_vmac},
        {"use_vmac_addr", &InstanceReader::take_use_vmac_addr},
        {"use_ipvlan", &InstanceReader::take_use_ipvlan},
        {"virtual_ipaddress", &InstanceReader::take_address},
        {"virtual_ipaddress_excluded", &InstanceReader::take_excluded},
        {"unicast_peer", &InstanceReader::take_peer},
    };
    return keywords;
}

bool InstanceReader::keyword(Level level, const Keyword& keyword, std::span<const Word> words,
                             const Statement& statement) {
    const Line line{.words = words, .statement = statement};
    if (keyword.level == Level::instance) {
        return begin_instance(line);
    }
    if (keyword.level == Level::sync_group) {
        return begin_sync_group(line);
    }
    // Without an instance: the head of the first one was refused and had no '{', so that keepalived goes on
    // with what is not there.
    if (level == Level::instance && keyword.takes == Takes::line && !drafts_.empty()) {
        const auto& known = instance_keywords();
        const auto found = std::ranges::find(known, keyword.name, &InstanceKeyword::name);
        if (found != known.end()) {
            (this->*found->take)(line);
        }
    }
    return true;
}

void InstanceReader::value(const Keyword& block, std::span<const Word> words, const Statement& statement) {
    if (const Word* word = route_word_without_parameter(block.name, words)) {
        remarks_.add(Severity::fatal, statement.source, statement.column_at(word->offset),
                     quoted(word->text) + " needs a parameter: keepalived exits; we ignore the line");
    }
    const auto& known = instance_keywords();
    const auto found = std::ranges::find(known, block.name, &InstanceKeyword::name);
    if (found != known.end() && !drafts_.empty()) {
        (this->*found->take)({.words = words, .statement = statement});
    }
}

bool InstanceReader::begin_instance(const Line& line) {
    if (line.words.size() != 2) {
        warn(line.statement, line.words.front(),
             "a vrrp_instance needs a name of one word: keepalived skips its block, and so do we");
        return false;
    }
    const Word& name = line.words[1];
    if (!names_.emplace(name.text).second) {
        warn(line.statement, name,
             "there is a vrrp_instance " + quoted(name.text) +
                 " already: keepalived skips this one, and so do we");
        return false;
    }
    drafts_.push_back({.instance = {.name = std::string{name.text},
                                    .where = {.file = std::string{line.statement.source.file},
                                              .line = line.statement.source.number,
                                              .column = line.statement.column_at(name.offset)}},
                       .head_line = std::string{line.statement.source.text}});
    return true;
}

/// Only its block matters here: keepalived skips that of a group without a good name.
bool InstanceReader::begin_sync_group(const Line& line) {
    return line.words.size() == 2 && sync_groups_.emplace(line.words[1].text).second;
}

void InstanceReader::take_interface(const Line& line) {
    const Word& name = line.words[1];
    if (name.text.size() > kMaxInterfaceName) {
        warn(line.statement, name,
             "the name is too long for an interface: keepalived ignores it, and so do we");
    } else if (name.text == "lo") {
        draft().instance.interface.clear();
        warn(line.statement, name,
             "VRRP can't run on the loopback interface: keepalived ignores it, and so do we");
    } else {
        draft().instance.interface = std::string{name.text};
    }
}

void InstanceReader::take_router_id(const Line& line) {
    if (const auto id = read_number(line.words[1].text, 1, 255)) {
        draft().instance.vrid = static_cast<std::uint8_t>(*id);
    } else {
        warn(line.statement, line.words[1],
             "a virtual_router_id is a number from 1 to 255: keepalived ignores the line, and so do we");
    }
}

void InstanceReader::take_priority(const Line& line) {
    const auto priority = read_number(line.words[1].text, 1, 255);
    if (!priority) {
        warn(line.statement, line.words[1],
             "a priority is a number from 1 to 255: keepalived takes 100, and so do we");
    }
    draft().instance.priority = priority.value_or(100);
}

void InstanceReader::take_version(const Line& line) {
    if (const auto version = read_number(line.words[1].text, 2, 3)) {
        draft().version = version;
    }
}

void InstanceReader::take_strict_mode(const Line& line) {
    draft().strict = line.words.size() < 2 || !is_off(line.words[1].text);
}

void InstanceReader::take_native_ipv6(const Line& line) {
    if (draft().family.value_or(Family::ipv6) == Family::ipv4) {
        warn(line.statement, line.words.front(),
             "the instance has IPv4 addresses already: keepalived ignores 'native_ipv6', and so do we");
    } else {
        draft().family = Family::ipv6;
    }
}

void InstanceReader::take_source(const Line& line) {
    const auto address = address_in(line.words[1].text);
    if (!address) {
        warn(line.statement, line.words[1],
             quoted(line.words[1].text) + " is no address: keepalived ignores the line, and so do we");
    } else if (fits_family(address->family, line)) {
        draft().source = address;
    }
}

void InstanceReader::take_multicast(const Line& line) {
    const auto address = address_in(line.words[1].text);
    if (address && fits_family(address->family, line)) {
        draft().multicast = address;
    }
}

void InstanceReader::take_use_vmac(const Line& line) {
    std::optional<VirtualDevice>& device = draft().instance.device;
    if (!device || device->kind != VirtualDevice::Kind::macvlan) {
        device = VirtualDevice{};
    }
    for (const Word& word : line.words.subspan(1)) {
        if (word.text.find(':') == std::string_view::npos) {  // Else it is the MAC address of the device.
            take_vmac_name(word, line.statement);
        }
    }
}

void InstanceReader::take_vmac_name(const Word& name, const Statement& statement) {
    const std::string text{name.text};
    const auto ignore = [&](const std::string& why) {
        warn(statement, name, why + ": keepalived ignores the name, and so do we");
    };
    if (draft().instance.device->name) {
        ignore("the VMAC has a name already");
    } else if (text.empty() || text.size() > kMaxInterfaceName || text.find('/') != std::string::npos) {
        ignore(quoted(text) + " is no interface name");
    } else if (!vmac_names_.insert(text).second) {
        ignore("another instance has named its VMAC " + quoted(text));
    } else {
        draft().instance.device->name = text;
    }
}

void InstanceReader::take_use_vmac_addr(const Line& /*line*/) {
    draft().instance.use_vmac_addr = true;
}

void InstanceReader::take_use_ipvlan(const Line& line) {
    VirtualDevice device{.kind = VirtualDevice::Kind::ipvlan};
    for (const Word& word : line.words.subspan(1)) {
        if (const auto address = address_in(word.text)) {
            fits_family(address->family, line);
        } else if (word.text != "bridge" && word.text != "private" && word.text != "vepa") {
            device.name = std::string{word.text};
        }
    }
    draft().instance.device = device;
}

void InstanceReader::take_address(const Line& line) {
    auto address = read_address_line(line.words, line.statement, remarks_);
    if (address && fits_family(address->address.family, line)) {
        draft().instance.addresses.push_back(std::move(*address));
    }
}

void InstanceReader::take_excluded(const Line& line) {
    if (auto address = read_address_line(line.words, line.statement, remarks_)) {
        address->excluded = true;
        draft().excluded.push_back(std::move(*address));
    }
}

void InstanceReader::take_peer(const Line& line) {
    if (const auto address = address_in(line.words.front().text)) {
        draft().peers.push_back(*address);
    }
}

/// An instance has one family: that of the first address which says so.
bool InstanceReader::fits_family(Family family, const Line& line) {
    std::optional<Family>& fixed = draft().family;
    if (fixed.value_or(family) == family) {
        fixed = family;
        return true;
    }
    warn(line.statement, line.words.front(),
         std::string{"the addresses of this instance are "} + (*fixed == Family::ipv4 ? "IPv4" : "IPv6") +
             ": keepalived drops one of the other family here, and so do we");
    return false;
}

void InstanceReader::warn(const Statement& statement, const Word& word, std::string message) {
    remarks_.add(Severity::warning, statement.source, statement.column_at(word.offset), std::move(message));
}

}  // namespace vipwarden::config
