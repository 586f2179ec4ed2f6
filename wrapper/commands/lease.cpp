// SPDX-License-Identifier: MIT
#include "wrapper/commands/lease.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/release/interfaces.hpp"

namespace vipwarden::commands {

namespace {

using netlink::InterfaceAddress;

/// As many notifications as the monitor's queue holds easily.
constexpr std::size_t kPiece = 500;

std::vector<InterfaceAddress> addresses_of(const std::vector<release::PlannedAddress>& planned) {
    std::vector<InterfaceAddress> addresses;
    addresses.reserve(planned.size());
    std::ranges::transform(planned, std::back_inserter(addresses), &release::PlannedAddress::address);
    return addresses;
}

/// Its name: no interface is to be promoted but for the sake of a VIP that is leased there.
std::string interface_of(int ifindex, const LeasePlan& plan) {
    const auto found = std::ranges::find_if(
        plan.leased, [&](const auto& planned) { return planned.address.ifindex == ifindex; });
    return found == plan.leased.end() ? std::to_string(ifindex) : found->interface;
}

}  // namespace

std::vector<int> Lease::renew(const Tables& tables, const Target& target, const AddressAuthors& authors) {
    catch_up_();
    auto plan = plan_lease(target, release::Releaser{tables.addresses, tables.links}.observe(), authors);
    for (const auto& vip : plan.exempt) {
        warn_once(explain(vip));
    }
    auto promoted = promote(tables, plan);
    set(tables, plan);
    return promoted;
}

/// The interfaces where that was done; where it can't be, nothing gets a lease.
std::vector<int> Lease::promote(const Tables& tables, LeasePlan& plan) {
    std::vector<int> promoted;
    std::vector<int> refused;
    for (const int ifindex : plan.promote) {
        const auto error = tables.links.set_promote_secondaries(ifindex, true);
        (error ? refused : promoted).push_back(ifindex);
        if (error) {
            warn_once(
                fmt::format("no lease for the VIPs on {}: one of them is the primary address of "
                            "a subnet, the host has another one there, and promote_secondaries can't be "
                            "switched on ({}). The host's address would end with the lease",
                            interface_of(ifindex, plan), error.message()));
        }
    }
    leave_out(plan, refused);
    return promoted;
}

void Lease::set(const Tables& tables, const LeasePlan& plan) {
    const auto addresses = addresses_of(plan.leased);
    const auto results = set_in_pieces(tables, addresses);
    const auto before = leased_.size();
    leased_.clear();
    for (std::size_t index = 0; index < addresses.size(); ++index) {
        if (!results[index]) {
            leased_.insert(release::entry_key(addresses[index]));
        } else if (results[index] != std::errc::address_not_available) {  // keepalived has just removed it.
            warn_once(fmt::format("no lease for {} on {}: {}. It stays if everything here dies or freezes",
                                  to_string(addresses[index]), plan.leased[index].interface,
                                  results[index].message()));
        }
    }
    if (leased_.size() != before) {
        spdlog::info("lease: {} VIPs live for {} s at a time", leased_.size(), length_.count());
    }
}

std::vector<std::error_code> Lease::set_in_pieces(const Tables& tables,
                                                  std::span<const InterfaceAddress> addresses) const {
    std::vector<std::error_code> results;
    while (!addresses.empty()) {
        const auto piece = addresses.first(std::min(addresses.size(), kPiece));
        const auto answers =
            tables.addresses.set_lifetime(piece, static_cast<std::uint32_t>(length_.count()));
        results.insert(results.end(), answers.begin(), answers.end());
        addresses = addresses.subspan(piece.size());
        catch_up_();
    }
    return results;
}

void Lease::end(const Tables& tables) {
    end_for(tables, leased_);
    leased_.clear();
}

void Lease::end_for_kept(const Tables& tables, const release::ReleaseReport& report) {
    std::set<release::EntryKey> kept;
    for (const auto& planned : report.kept) {
        if (const auto key = release::entry_key(planned.address); leased_.contains(key)) {
            kept.insert(key);
        }
    }
    end_for(tables, kept);
}

void Lease::end_for(const Tables& tables, const std::set<release::EntryKey>& keys) {
    if (keys.empty()) {
        return;
    }
    auto addresses = tables.addresses.list();
    std::erase_if(addresses, [&](const InterfaceAddress& address) {
        return !keys.contains(release::entry_key(address)) || address.valid_seconds == netlink::kForever;
    });
    const auto results = tables.addresses.set_lifetime(addresses, netlink::kForever);
    for (std::size_t index = 0; index < addresses.size(); ++index) {
        if (results[index]) {
            spdlog::error("can't take the lease of {} back: {}. The kernel removes it in {} s",
                          to_string(addresses[index]), results[index].message(),
                          addresses[index].valid_seconds);
        }
    }
}

void Lease::warn_once(const std::string& what) {
    if (warned_.insert(what).second) {
        spdlog::warn("{}", what);
    }
}

}  // namespace vipwarden::commands
