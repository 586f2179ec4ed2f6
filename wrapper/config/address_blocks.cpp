// SPDX-License-Identifier: MIT
#include "wrapper/config/address_blocks.hpp"

#include <algorithm>
#include <iterator>

namespace vipwarden::config {
namespace {

/// Up to 1.2.19.
constexpr int kMaxLines = 20;

}  // namespace

bool settle_family(Instance& instance, netlink::Family family) {
    if (!instance.family) {
        instance.family = family;
    }
    return *instance.family == family;
}

void AddressBlocks::take_virtual(Instance& instance, std::span<const Word> words,
                                 const Statement& statement) {
    if (is_one_too_many(statement)) {
        return;
    }
    auto address = reader_.read(words, statement, AddressKind::virtual_address);
    if (!address) {
        return;
    }
    const netlink::Family family = address->address.family;
    if (!dialect_.one_family) {
        instance.family = instance.family.value_or(family);
    } else if (!settle_family(instance, family)) {
        drop(std::move(*address), statement,
             std::string{"the addresses of this instance are "} +
                 (*instance.family == netlink::Family::ipv4 ? "IPv4" : "IPv6") +
                 ": keepalived drops one of the other family here, and so do we");
        return;
    }
    settle_device(instance, *address);
    keep(virtual_, std::move(*address), statement);
}

void AddressBlocks::take_excluded(const Instance& instance, std::span<const Word> words,
                                  const Statement& statement) {
    if (auto address = reader_.read(words, statement, AddressKind::excluded)) {
        settle_device(instance, *address);
        keep(excluded_, std::move(*address), statement);
    }
}

void AddressBlocks::take_static(std::span<const Word> words, const Statement& statement) {
    if (auto address = reader_.read(words, statement, AddressKind::fixed)) {
        if (address->device.empty() && dialect_.globals_in_order) {
            address->device = globals_.default_interface_at(address->where);
        }
        static_.push_back(std::move(*address));
    }
}

void AddressBlocks::finish(Instance& instance) {
    instance.addresses.reserve(virtual_.size() + excluded_.size());
    std::ranges::move(virtual_, std::back_inserter(instance.addresses));
    std::ranges::move(excluded_, std::back_inserter(instance.addresses));
    virtual_.clear();
    excluded_.clear();
    known_.clear();
}

std::vector<VirtualAddress> AddressBlocks::take_static_addresses() {
    static_.shrink_to_fit();
    return std::exchange(static_, {});
}

bool AddressBlocks::is_one_too_many(const Statement& statement) {
    if (!dialect_.twenty_addresses || ++lines_ <= kMaxLines) {
        return false;
    }
    remarks_.add(
        Severity::warning, statement.source, statement.column_at(0),
        "this version of keepalived takes 20 addresses from a block and ignores the others, and so do "
        "we");
    return true;
}

/// An old keepalived looks for the interface at once, and does not know what follows.
void AddressBlocks::settle_device(const Instance& instance, VirtualAddress& address) const {
    if (!address.device.empty() || dialect_.interface_order == Dialect::InterfaceOrder::free) {
        return;
    }
    if (instance.interface.empty()) {
        address.device = dialect_.globals_in_order ? globals_.default_interface_at(address.where)
                                                   : globals_.default_interface();
    } else if (dialect_.interface_order == Dialect::InterfaceOrder::at_address && !instance.device) {
        address.device = instance.interface;
    }
}

void AddressBlocks::keep(std::vector<VirtualAddress>& list, VirtualAddress&& address,
                         const Statement& statement) {
    if (!dialect_.keeps_duplicates) {
        if (known_.repeats(address)) {
            drop(std::move(address), statement,
                 "the instance has this address already: keepalived drops it here, and so do we");
            return;
        }
        known_.add(address);
    }
    list.push_back(std::move(address));
}

void AddressBlocks::drop(VirtualAddress address, const Statement& statement, std::string message) {
    if (!address.device.empty()) {
        interfaces_.push_back({.name = std::move(address.device), .where = address.where});
    }
    remarks_.add(Severity::warning, statement.source, address.where.column, std::move(message));
}

}  // namespace vipwarden::config
