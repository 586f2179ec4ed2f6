// SPDX-License-Identifier: MIT
#include "wrapper/config/vmac_names.hpp"

#include <algorithm>

namespace vipwarden::config {
namespace {

constexpr std::size_t kMaxInterfaceName = 15;  // IFNAMSIZ - 1

/// PREFIX, number and .VRID; the prefix is cut so that the rest fits.
std::string compose(const std::string& prefix, const std::string& number, std::uint8_t vrid) {
    const std::string end = number + '.' + std::to_string(vrid);
    return prefix.substr(0, kMaxInterfaceName - std::min(end.size(), kMaxInterfaceName)) + end;
}

}  // namespace

const std::string& VmacNames::name(const Vmac& vmac, const std::string& prefix,
                                   const std::optional<std::string>& wish) {
    std::string& name = names_[{vmac.vrid, vmac.family, vmac.base}];
    if (name.empty()) {
        name = wish ? *wish : free_name(vmac, prefix);
        taken_.insert(name);
    }
    return name;
}

std::string VmacNames::free_name(const Vmac& vmac, const std::string& prefix) {
    std::string name = compose(prefix, "", vmac.vrid);
    if (taken_.contains(name) && vmac.family == netlink::Family::ipv6) {
        name = compose(prefix, "6", vmac.vrid);
    }
    unsigned& number = next_number_[{prefix, vmac.vrid}];
    while (taken_.contains(name)) {
        name = compose(prefix, std::to_string(++number), vmac.vrid);
    }
    return name;
}

}  // namespace vipwarden::config
