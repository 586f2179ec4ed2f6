// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/mac_address.hpp"
#include "wrapper/config/machine.hpp"
#include "wrapper/config/vmac_names.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::config {

/// One address on the interface that keepalived puts it on.
struct PlacedAddress {
    netlink::IpAddress address{};
    std::uint8_t prefix_length{0};
    std::string interface {};
    std::string base{};          ///< The interface below a device of keepalived's; else `interface` again.
    std::optional<Vmac> vmac{};  ///< Set when `interface` is a macvlan of keepalived's.
    std::uint8_t scope{0};       ///< RT_SCOPE_*
    std::optional<netlink::IpAddress> peer{};  ///< IFA_ADDRESS, where it differs.
    Position where{};
    bool implicit{false};  ///< keepalived or the kernel adds it, nobody wrote it down.

    bool operator==(const PlacedAddress&) const = default;
};

/// Finds the interface of every address, and the names of the devices that keepalived makes for them: the
/// instance's own, its `dev`, a macvlan. What the kernel would not take is left out.
class Placement {
 public:
    /// Without a machine the interfaces that the configuration names are taken to be all that exist, and
    /// nothing is added that depends on others.
    Placement(const Configuration& configuration, const Dialect& dialect, const Machine* machine);

    /// The addresses of the next instance, in keepalived's order of adding. Names depend on what was placed
    /// before, so all instances have to be placed, one after the other.
    [[nodiscard]] std::vector<PlacedAddress> place(const Instance& instance);

    /// Likewise of a static address; nothing if there is no place for it.
    [[nodiscard]] std::optional<PlacedAddress> place_static(const VirtualAddress& address) const;

 private:
    /// The instance's own device.
    struct Home {
        std::string interface {};         ///< That of the instance; empty if there is none.
        std::string device{};             ///< Its VMAC or ipvlan; empty if there is none.
        std::optional<Vmac> vmac{};       ///< If the device is a VMAC.
        std::optional<MacAddress> mac{};  ///< The one given with use_vmac.
    };

    void reserve_names();
    void reserve_named_interfaces();
    [[nodiscard]] Home settle_home(const Instance& instance, std::vector<PlacedAddress>& placed);
    void make_vmac(const Instance& instance, Home& home, std::vector<PlacedAddress>& placed);
    void make_ipvlan(const Instance& instance, Home& home, std::vector<PlacedAddress>& placed);
    void place_address(const Instance& instance, const Home& home, const VirtualAddress& address,
                       std::vector<PlacedAddress>& placed);
    void make_address_vmac(const Instance& instance, const Home& home, PlacedAddress& address,
                           std::vector<PlacedAddress>& placed);
    void add_link_local(const Instance& instance, const std::string& device, const Vmac& vmac,
                        std::optional<netlink::IpAddress> wanted, std::vector<PlacedAddress>& placed);
    [[nodiscard]] std::vector<const VirtualAddress*> in_order(const Instance& instance) const;
    [[nodiscard]] bool sends_from_base(const Instance& instance) const;
    [[nodiscard]] bool is_strict(const Instance& instance) const;
    [[nodiscard]] std::string wish_of(const VirtualDevice& device) const;
    [[nodiscard]] const MachineInterface* find(const std::string& name) const;
    [[nodiscard]] const std::string& root_of(const std::string& name) const;

    const Configuration& configuration_;
    const Dialect& dialect_;
    const Machine* machine_;
    std::unordered_map<std::string, const MachineInterface*> interfaces_{};
    std::unordered_set<std::string> named_{};  ///< Those that the instances run on.
    std::unordered_set<std::string> has_link_local_{};
    VmacNames names_;
};

/// "FILE:LINE"
[[nodiscard]] std::string place_of(const Configuration& configuration, const Position& where);

}  // namespace vipwarden::config
