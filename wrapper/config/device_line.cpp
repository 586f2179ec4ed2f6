// SPDX-License-Identifier: MIT
#include "wrapper/config/device_line.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "wrapper/config/address_blocks.hpp"
#include "wrapper/config/address_values.hpp"
#include "wrapper/config/interface_name.hpp"
#include "wrapper/config/mac_address.hpp"
#include "wrapper/config/quoted.hpp"

namespace vipwarden::config {
namespace {

/// dev_valid_name() in the kernel's net/core/dev.c.
bool is_interface_name(std::string_view name) {
    return !name.empty() && name.size() <= kMaxInterfaceName && name != "." && name != ".." &&
           name.find_first_of("/: \t\n\v\f\r") == std::string_view::npos;
}

}  // namespace

void DeviceReader::read_vmac(Instance& instance, std::span<const Word> words, const Statement& statement) {
    std::optional<VirtualDevice>& device = instance.device;
    if (!device || device->kind != VirtualDevice::Kind::macvlan) {
        device = VirtualDevice{};
    }
    words = words.subspan(1);
    switch (dialect_.vmac_words) {
        case Dialect::VmacWords::lone_name:
            words = words.first(words.size() == 1 ? 1 : 0);
            break;
        case Dialect::VmacWords::name:
            words = words.first(std::min(words.size(), std::size_t{1}));
            break;
        case Dialect::VmacWords::name_and_mac:
            words = words.first(std::min(words.size(), std::size_t{2}));
            break;
        case Dialect::VmacWords::all:
            break;
    }
    read_words(*device, words, statement);
}

void DeviceReader::read_words(VirtualDevice& device, std::span<const Word> words,
                              const Statement& statement) {
    const bool knows_words = dialect_.vmac_words == Dialect::VmacWords::all;
    const bool knows_mac = knows_words || dialect_.vmac_words == Dialect::VmacWords::name_and_mac;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const std::string_view text = words[at].text;
        if (knows_mac && text.find(':') != std::string_view::npos) {
            take_mac(device, words[at], statement);
        } else if (knows_words && (text == "name" || text == "group")) {
            take_parameter(device, words.subspan(at), statement);
            ++at;
        } else if (!knows_words || text != "netlink_notify_msg") {
            take_name(device, words[at], statement);
        }
    }
}

/// `name` or `group`, and what follows.
void DeviceReader::take_parameter(VirtualDevice& device, std::span<const Word> words,
                                  const Statement& statement) {
    if (words.size() < 2) {
        remarks_.add(Severity::fatal, statement.source, statement.column_at(words.front().offset),
                     quoted(words.front().text) + " needs a parameter: keepalived exits; we ignore the word");
    } else if (words.front().text == "name") {
        take_name(device, words[1], statement);
    }
}

void DeviceReader::take_name(VirtualDevice& device, const Word& name, const Statement& statement) {
    if (!device.name.empty()) {
        ignore(statement, name, "the VMAC has a name already");
    } else if (!is_interface_name(name.text)) {
        ignore(statement, name, quoted(name.text) + " is no interface name");
    } else if (!names_.emplace(name.text).second) {
        ignore(statement, name, "another instance has named its VMAC " + quoted(name.text));
    } else {
        device.name = std::string{name.text};
    }
}

void DeviceReader::take_mac(VirtualDevice& device, const Word& mac, const Statement& statement) {
    const auto given = read_mac(mac.text);
    if (device.mac) {
        ignore(statement, mac, "the VMAC has a MAC address already");
    } else if (!given) {
        ignore(statement, mac, quoted(mac.text) + " is no MAC address for a VMAC");
    } else {
        device.mac = given->mac;
        mac_ends_in_vrid_ = given->ends_in_vrid;
    }
}

void DeviceReader::read_ipvlan(Instance& instance, std::span<const Word> words, const Statement& statement) {
    if (instance.device && instance.device->kind == VirtualDevice::Kind::ipvlan) {
        ignore(statement, words.front(), "'use_ipvlan' is given twice");
        return;
    }
    instance.device = VirtualDevice{.kind = VirtualDevice::Kind::ipvlan};
    for (const Word& word : words.subspan(1)) {
        take_ipvlan_word(instance, word, statement);
    }
}

void DeviceReader::take_ipvlan_word(Instance& instance, const Word& word, const Statement& statement) {
    if (word.text == "bridge" || word.text == "private" || word.text == "vepa") {
        return;
    }
    if (netlink::parse_ip_address(word.text.substr(0, word.text.find('/')))) {
        take_ipvlan_address(instance, word, statement);
        return;
    }
    std::string& name = instance.device->name;
    if (!name.empty()) {
        ignore(statement, word, "the ipvlan has a name already");
    } else if (word.text.size() > kMaxInterfaceName) {
        ignore(statement, word, quoted(word.text) + " is too long for an interface");
    } else if (!names_.emplace(word.text).second) {
        ignore(statement, word, "another instance has named its device " + quoted(word.text));
    } else {
        name = std::string{word.text};
    }
}

void DeviceReader::take_ipvlan_address(Instance& instance, const Word& word, const Statement& statement) {
    const std::size_t slash = word.text.find('/');
    const auto address = netlink::parse_ip_address(word.text.substr(0, slash));
    VirtualDevice& device = *instance.device;
    if (device.address) {
        ignore(statement, word, "the ipvlan has an address already");
    } else if (!settle_family(instance, address->family)) {
        ignore(statement, word, "the address is of the other family than the instance");
    } else {
        device.address = address;
        device.prefix_length = netlink::max_prefix_length(address->family);
        if (slash != std::string_view::npos) {
            device.prefix_length =
                read_prefix(word.text.substr(slash + 1), device.prefix_length, dialect_.prefix).length;
        }
        instance.source = instance.source ? instance.source : address;
    }
}

void DeviceReader::finish(Instance& instance) {
    if (std::exchange(mac_ends_in_vrid_, false) && instance.device && instance.device->mac) {
        instance.device->mac->back() = instance.vrid.value_or(0);
    }
}

void DeviceReader::ignore(const Statement& statement, const Word& word, const std::string& why) {
    remarks_.add(Severity::warning, statement.source, statement.column_at(word.offset),
                 why + ": keepalived ignores it, and so do we");
}

}  // namespace vipwarden::config
