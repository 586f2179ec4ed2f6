// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace vipwarden::config {

/// Whether a configuration of one file is so plain that, if one version of keepalived reads it without any
/// remark, no other version reads an address out of it that the first one does not: neither another address,
/// nor on another interface, nor with another prefix length. The same holds for a lenient reading.
///
/// Plain is: no definition, condition, sequence, include, escape or control character; comments and braces as
/// words of their own; one `interface` in each vrrp_instance, before its addresses, and no VMAC or ipvlan;
/// address lines of words that all versions understand, or drop with their address. False says nothing.
/// Quick: one pass without memory of its own.
[[nodiscard]] bool is_plain(std::string_view text);

}  // namespace vipwarden::config
