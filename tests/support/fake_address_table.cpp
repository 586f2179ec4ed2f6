// SPDX-License-Identifier: MIT
#include "tests/support/fake_address_table.hpp"

#include <algorithm>
#include <utility>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

namespace vipwarden::support {
namespace {

using netlink::Family;
using netlink::InterfaceAddress;
using netlink::IpAddress;
using netlink::is_secondary;
using netlink::Link;
using netlink::same_subnet;

/// IFA_ADDRESS: what the kernel compares subnets with.
const IpAddress& ifa_address(const InterfaceAddress& entry) {
    return entry.peer ? *entry.peer : entry.local;
}

/// inet_ifa_match() and the same mask.
bool in_subnet_of(const InterfaceAddress& a, const InterfaceAddress& b) {
    return a.prefix_length == b.prefix_length && same_subnet(ifa_address(a), ifa_address(b), b.prefix_length);
}

std::uint8_t ipv6_scope(const IpAddress& address) {
    const auto starts_with = [&](const char* prefix, std::uint8_t bits) {
        return same_subnet(address, netlink::parse_ip_address(prefix).value(), bits);
    };
    if (starts_with("::1", 128)) {
        return RT_SCOPE_HOST;
    }
    if (starts_with("fe80::", 10)) {
        return RT_SCOPE_LINK;
    }
    return starts_with("fec0::", 10) ? RT_SCOPE_SITE : RT_SCOPE_UNIVERSE;
}

/// The place behind the primaries whose scope is as narrow or narrower (__inet_insert_ifa()).
void insert_primary(std::vector<InterfaceAddress>& list, InterfaceAddress entry) {
    const auto last = std::find_if(list.rbegin(), list.rend(), [&](const InterfaceAddress& other) {
        return !is_secondary(other) && entry.scope <= other.scope;
    });
    list.insert(last.base(), std::move(entry));
}

void live_for(InterfaceAddress& entry, std::uint32_t valid_seconds, std::uint32_t preferred_seconds) {
    entry.valid_seconds = valid_seconds;
    entry.preferred_seconds = preferred_seconds;
    entry.flags &= ~std::uint32_t{IFA_F_PERMANENT | IFA_F_DEPRECATED};
    entry.flags |= valid_seconds == netlink::kForever ? std::uint32_t{IFA_F_PERMANENT} : 0;
    entry.flags |= preferred_seconds == 0 ? std::uint32_t{IFA_F_DEPRECATED} : 0;
}

/// What an added entry looks like in the next dump, as far as the family does not matter.
void settle(InterfaceAddress& entry) {
    entry.flags &= ~std::uint32_t{IFA_F_SECONDARY};
    live_for(entry, entry.valid_seconds, entry.preferred_seconds);
    if (entry.peer == entry.local) {
        entry.peer.reset();
    }
}

}  // namespace

FakeKernel::FakeKernel(std::vector<Link> links) : link_list_{std::move(links)} {
    std::sort(link_list_.begin(), link_list_.end(),
              [](const Link& a, const Link& b) { return a.index < b.index; });
}

void FakeKernel::put(const InterfaceAddress& entry) {
    if (const auto error = add(entry)) {
        throw std::system_error{error, "FakeKernel: add " + to_string(entry)};
    }
}

Link* FakeKernel::find(int ifindex) {
    const auto found = std::find_if(link_list_.begin(), link_list_.end(),
                                    [&](const Link& link) { return link.index == ifindex; });
    return found == link_list_.end() ? nullptr : &*found;
}

std::error_code FakeKernel::add(const InterfaceAddress& entry) {
    if (find(entry.ifindex) == nullptr) {
        return make_error_code(std::errc::no_such_device);
    }
    if (entry.prefix_length > max_prefix_length(entry.local.family)) {
        return make_error_code(std::errc::invalid_argument);
    }
    return entry.local.family == Family::ipv4 ? add_ipv4(entry) : add_ipv6(entry);
}

std::error_code FakeKernel::add_ipv4(InterfaceAddress entry) {
    settle(entry);
    if (entry.label.empty()) {
        entry.label = find(entry.ifindex)->name;
    }
    auto& list = ipv4_[entry.ifindex];
    for (const auto& other : list) {
        if (!in_subnet_of(entry, other)) {
            continue;
        }
        if (other.local == entry.local) {
            return {};
        }
        if (other.scope != entry.scope) {
            return make_error_code(std::errc::invalid_argument);
        }
        entry.flags |= IFA_F_SECONDARY;
    }
    if (is_secondary(entry)) {
        list.push_back(std::move(entry));
    } else {
        insert_primary(list, std::move(entry));
    }
    return {};
}

std::error_code FakeKernel::add_ipv6(InterfaceAddress entry) {
    settle(entry);
    entry.flags |= IFA_F_NODAD;
    entry.scope = ipv6_scope(entry.local);
    entry.label.clear();
    auto& list = ipv6_[entry.ifindex];
    if (std::any_of(list.begin(), list.end(),
                    [&](const auto& other) { return other.local == entry.local; })) {
        return {};
    }
    // ipv6_link_dev_addr(): by scope, the widest first; among equals the newest first.
    const auto place =
        std::find_if(list.begin(), list.end(), [&](const auto& other) { return entry.scope <= other.scope; });
    list.insert(place, std::move(entry));
    return {};
}

std::error_code FakeKernel::remove(const InterfaceAddress& entry) {
    if (before_remove) {
        if (const auto error = before_remove(entry)) {
            return error;
        }
    }
    if (entry.local.family == Family::ipv6 && entry.prefix_length > 128) {
        return make_error_code(std::errc::invalid_argument);  // IPv4 just does not find such an entry.
    }
    const bool removed = entry.local.family == Family::ipv4 ? remove_ipv4(entry) : remove_ipv6(entry);
    if (removed && after_remove) {
        after_remove(entry);
    }
    return {};
}

std::error_code FakeKernel::set_lifetime(const InterfaceAddress& entry, std::uint32_t valid_seconds) {
    if (is_multicast(ifa_address(entry))) {
        return make_error_code(std::errc::not_supported);
    }
    if (before_set_lifetime) {
        if (const auto error = before_set_lifetime(entry)) {
            return error;
        }
    }
    auto& list = entry.local.family == Family::ipv4 ? ipv4_[entry.ifindex] : ipv6_[entry.ifindex];
    // IPv6 knows an address without its prefix length.
    const auto found = std::find_if(list.begin(), list.end(), [&](const InterfaceAddress& other) {
        return other.local == entry.local &&
               (entry.local.family == Family::ipv6 || in_subnet_of(entry, other));
    });
    if (found == list.end()) {
        return make_error_code(std::errc::address_not_available);
    }
    live_for(*found, valid_seconds, entry.preferred_seconds == 0 ? 0 : valid_seconds);
    return {};
}

bool FakeKernel::remove_ipv4(const InterfaceAddress& entry) {
    auto& list = ipv4_[entry.ifindex];
    const auto found = std::find_if(list.begin(), list.end(), [&](const InterfaceAddress& other) {
        return other.local == entry.local && (entry.label.empty() || entry.label == other.label) &&
               in_subnet_of(entry, other);
    });
    if (found == list.end()) {
        return false;
    }
    const auto gone = *found;
    list.erase(found);
    if (is_secondary(gone)) {
        return true;
    }
    const auto follows = [&](const InterfaceAddress& other) {
        return is_secondary(other) && in_subnet_of(other, gone);
    };
    if (!find(entry.ifindex)->promote_secondaries) {
        list.erase(std::remove_if(list.begin(), list.end(), follows), list.end());
        return true;
    }
    if (const auto heir = std::find_if(list.begin(), list.end(), follows); heir != list.end()) {
        auto promoted = *heir;
        list.erase(heir);
        promoted.flags &= ~std::uint32_t{IFA_F_SECONDARY};
        insert_primary(list, std::move(promoted));
    }
    return true;
}

bool FakeKernel::remove_ipv6(const InterfaceAddress& entry) {
    const auto removed = std::erase_if(ipv6_[entry.ifindex], [&](const InterfaceAddress& other) {
        return other.local == entry.local && other.prefix_length == entry.prefix_length;
    });
    return removed != 0;
}

void FakeKernel::remove_link(int ifindex) {
    if (std::erase_if(link_list_, [&](const Link& link) { return link.index == ifindex; }) == 0) {
        return;
    }
    ipv4_.erase(ifindex);
    ipv6_.erase(ifindex);
    // What sits on a link goes with it, and so does a veth's other end, which IFLA_LINK names as well.
    for (const auto& link : std::vector<Link>{link_list_}) {
        if (link.lower_index == ifindex) {
            remove_link(link.index);
        }
    }
}

std::vector<InterfaceAddress> FakeAddressTable::list() {
    std::vector<InterfaceAddress> all;
    for (const auto& link : kernel_.link_list_) {
        for (const auto* family : {&kernel_.ipv4_, &kernel_.ipv6_}) {
            if (const auto found = family->find(link.index); found != family->end()) {
                all.insert(all.end(), found->second.begin(), found->second.end());
            }
        }
    }
    return all;
}

std::vector<InterfaceAddress> FakeAddressTable::list_on(int ifindex, netlink::Family family) {
    auto entries = list();
    std::erase_if(entries, [&](const InterfaceAddress& entry) {
        return entry.ifindex != ifindex || entry.local.family != family;
    });
    return entries;
}

std::vector<std::error_code> FakeAddressTable::remove(std::span<const InterfaceAddress> entries) {
    std::vector<std::error_code> results;
    results.reserve(entries.size());
    for (const auto& entry : entries) {
        results.push_back(kernel_.remove(entry));
    }
    return results;
}

void FakeAddressTable::silence(std::span<const InterfaceAddress> entries) {
    kernel_.silenced.insert(kernel_.silenced.end(), entries.begin(), entries.end());
}

std::error_code FakeAddressTable::add(const InterfaceAddress& entry) {
    return kernel_.add(entry);
}

std::vector<std::error_code> FakeAddressTable::set_lifetime(std::span<const InterfaceAddress> entries,
                                                            std::uint32_t valid_seconds) {
    std::vector<std::error_code> results;
    results.reserve(entries.size());
    for (const auto& entry : entries) {
        results.push_back(kernel_.set_lifetime(entry, valid_seconds));
    }
    return results;
}

std::vector<Link> FakeLinkTable::list() {
    return kernel_.link_list_;
}

std::error_code FakeLinkTable::set_promote_secondaries(int ifindex, bool on) {
    if (kernel_.refuse_link_changes) {
        return kernel_.refuse_link_changes;
    }
    auto* link = kernel_.find(ifindex);
    if (link == nullptr) {
        return make_error_code(std::errc::no_such_device);
    }
    link->promote_secondaries = on;
    return {};
}

std::error_code FakeLinkTable::remove(int ifindex) {
    if (kernel_.refuse_link_changes) {
        return kernel_.refuse_link_changes;
    }
    const auto* link = kernel_.find(ifindex);
    if (link != nullptr && link->kind.empty()) {
        return make_error_code(std::errc::operation_not_supported);  // Hardware has no dellink.
    }
    kernel_.remove_link(ifindex);
    return {};
}

}  // namespace vipwarden::support
