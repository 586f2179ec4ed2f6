// SPDX-License-Identifier: MIT
#include "wrapper/commands/address_authors.hpp"

namespace vipwarden::commands {

void AddressAuthors::note(const AttributedChange& change) {
    const auto key = release::entry_key(change.change.address);
    if (change.change.deleted) {
        added_.erase(key);
    } else {
        added_.try_emplace(key, Addition{.author = change.author, .port = change.change.port});
    }
}

bool AddressAuthors::knows(const netlink::InterfaceAddress& address) const {
    return added_.contains(release::entry_key(address));
}

Author AddressAuthors::author_of(const netlink::InterfaceAddress& address) const {
    return addition_of(address).author;
}

void AddressAuthors::has_ended(const std::set<std::uint32_t>& ports) {
    dead_.insert(ports.begin(), ports.end());
}

void AddressAuthors::lives(const std::set<std::uint32_t>& ports) {
    for (const auto port : ports) {
        dead_.erase(port);
    }
}

bool AddressAuthors::is_of_dead(const netlink::InterfaceAddress& address) const {
    const auto [author, port] = addition_of(address);
    return author == Author::keepalived && dead_.contains(port);
}

bool AddressAuthors::may_be_of_living(const netlink::InterfaceAddress& address) const {
    const auto [author, port] = addition_of(address);
    return author == Author::unknown || (author == Author::keepalived && !dead_.contains(port));
}

AddressAuthors::Addition AddressAuthors::addition_of(const netlink::InterfaceAddress& address) const {
    const auto found = added_.find(release::entry_key(address));
    return found == added_.end() ? Addition{} : found->second;
}

}  // namespace vipwarden::commands
