// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>

#include "netlink/ip_address.hpp"
#include "wrapper/config/mac_address.hpp"

namespace vipwarden::config {

/// A macvlan that keepalived wants: it takes one that is there, or makes it.
struct WantedVmac {
    std::string base{};  ///< The interface below it.
    MacAddress mac{};
    std::uint8_t vrid{0};
    netlink::Family family{netlink::Family::ipv4};
    std::string prefix{};
    std::string wish{};  ///< The name that it is to have; empty = keepalived finds one.
};

/// The names that keepalived gives to its macvlans and ipvlans.
class VmacNames {
 public:
    /// `evades`: a name that is taken is not used again (1.2.20 and later).
    explicit VmacNames(bool evades) : evades_{evades} {}

    /// Names that nobody gets by default: of other interfaces, and those that instances ask for.
    void reserve(const std::string& name) { taken_.insert(name); }
    [[nodiscard]] bool is_reserved(const std::string& name) const { return taken_.contains(name); }

    /// A macvlan that is there before keepalived starts.
    void add(const std::string& name, const std::string& base, const MacAddress& mac);

    /// The macvlan of that MAC address on that base, and whether it is new. Else its wish, or by default
    /// PREFIX.VRID. If that is taken: PREFIX1.VRID, PREFIX2.VRID ...; IPv6 tries PREFIX6.VRID first.
    std::pair<std::string, bool> name(const WantedVmac& wanted);

    /// A device that nothing else shares.
    std::string own_name(const WantedVmac& wanted);

 private:
    std::string free_name(const WantedVmac& wanted);

    bool evades_;
    std::map<std::pair<std::string, MacAddress>, std::string> names_{};
    std::unordered_set<std::string> taken_{};
    /// Numbers below are taken, for each prefix and VRID: thousands of instances may share a VRID.
    std::map<std::pair<std::string, std::uint8_t>, unsigned> next_number_{};
};

}  // namespace vipwarden::config
