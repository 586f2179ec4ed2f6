// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "netlink/ip_address.hpp"
#include "wrapper/config/diagnostic.hpp"
#include "wrapper/config/machine.hpp"
#include "wrapper/config/parser.hpp"

namespace vipwarden::config {

/// One address that keepalived puts on an interface.
struct ConfiguredAddress {
    std::string interface {};
    netlink::IpAddress address{};
    std::uint8_t prefix_length{0};
    std::string instance{};  ///< Empty for a static address.
    std::string where{};     ///< "FILE:LINE"; that of the instance for an address that nobody wrote down.

    bool operator==(const ConfiguredAddress&) const = default;
};

/// What this version of keepalived really configures on this machine.
struct StrictAnswer {
    /// Static addresses, VIPs, excluded VIPs, and the link-local addresses that it adds to VMACs; each
    /// (interface, address, prefix) once. Empty when a single mistake makes keepalived refuse everything.
    std::vector<ConfiguredAddress> addresses{};
    /// Why keepalived refuses it here, beyond the fatal diagnostics of the parser.
    std::vector<Diagnostic> refusals{};
};

/// Pure. Whether the instances become master is not asked: the addresses of all are in the answer, but those
/// on an interface that dynamic_interfaces allows to be missing. The refusals lack the lines that they are
/// about: see quote_lines().
[[nodiscard]] StrictAnswer strict_addresses(const ParseResult& parsed, const Machine& machine);

}  // namespace vipwarden::config
