// SPDX-License-Identifier: MIT
#include "wrapper/config/vmac_names.hpp"

#include <algorithm>
#include <cstddef>

#include "wrapper/config/interface_name.hpp"

namespace vipwarden::config {
namespace {

/// PREFIX, number and .VRID; the prefix is cut so that the rest fits.
std::string compose(const std::string& prefix, const std::string& number, std::uint8_t vrid) {
    const std::string end = number + '.' + std::to_string(vrid);
    return prefix.substr(0, kMaxInterfaceName - std::min(end.size(), kMaxInterfaceName)) + end;
}

}  // namespace

void VmacNames::add(const std::string& name, const std::string& base, const MacAddress& mac) {
    names_.try_emplace({base, mac}, name);
}

std::pair<std::string, bool> VmacNames::name(const WantedVmac& wanted) {
    const auto [at, is_new] = names_.try_emplace({wanted.base, wanted.mac});
    if (is_new) {
        at->second = own_name(wanted);
    }
    return {at->second, is_new};
}

std::string VmacNames::own_name(const WantedVmac& wanted) {
    std::string name = wanted.wish.empty() ? free_name(wanted) : wanted.wish;
    taken_.insert(name);
    return name;
}

std::string VmacNames::free_name(const WantedVmac& wanted) {
    std::string name = compose(wanted.prefix, "", wanted.vrid);
    if (!evades_) {
        return name;
    }
    if (taken_.contains(name) && wanted.family == netlink::Family::ipv6) {
        name = compose(wanted.prefix, "6", wanted.vrid);
    }
    unsigned& number = next_number_[{wanted.prefix, wanted.vrid}];
    while (taken_.contains(name)) {
        name = compose(wanted.prefix, std::to_string(++number), wanted.vrid);
    }
    return name;
}

}  // namespace vipwarden::config
