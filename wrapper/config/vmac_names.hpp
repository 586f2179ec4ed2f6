// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "netlink/ip_address.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::config {

/// The names that keepalived gives to its VMACs (macvlans). Names of other devices of the machine are not
/// known here: where one is in the way, keepalived counts on.
class VmacNames {
 public:
    /// Names that instances ask for: nobody gets them by default.
    void reserve(const std::string& name) { taken_.insert(name); }

    /// The VMAC with the MAC address of `vmac` on its base: that of an earlier call if there is one, else a
    /// new one called `wish`, or by default PREFIX.VRID. If that is taken: PREFIX1.VRID, PREFIX2.VRID ...;
    /// IPv6 tries PREFIX6.VRID first.
    const std::string& name(const Vmac& vmac, const std::string& prefix,
                            const std::optional<std::string>& wish);

 private:
    std::string free_name(const Vmac& vmac, const std::string& prefix);

    using Key = std::tuple<std::uint8_t, netlink::Family, std::string>;
    std::map<Key, std::string> names_{};
    std::unordered_set<std::string> taken_{};
    /// Numbers below are taken, for each prefix and VRID: thousands of instances may share a VRID.
    std::map<std::pair<std::string, std::uint8_t>, unsigned> next_number_{};
};

}  // namespace vipwarden::config
