// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace vipwarden::campaign {

/// What the host's network looks like, read with ip(8), which shares no code with us. Interfaces are named by
/// their index, because names change. Left out: what the kernel makes of itself (link-local addresses, the
/// table "local"), which address is secondary to which, and the interface of the load.
struct HostState {
    struct Address {
        std::string interface {};
        std::string attributes{};  ///< Everything else that ip(8) knows of it.
        bool operator==(const Address&) const = default;
    };

    std::map<std::string, std::string> links{};  ///< By index.
    std::map<std::string, Address> addresses{};  ///< By "INDEX LOCAL/PREFIX[ peer PEER]".
    std::set<std::string> routes{};              ///< That of a subnet without its source.
    std::set<std::string> rules{};
    std::map<std::string, std::string> promotion{};  ///< promote_secondaries, by interface.

    /// As if an interface had never been, or as if only its routes had not.
    void forget_link(const std::string& name);
    void forget_routes_of(const std::string& name);
    void forget_subnet_routes_of(const std::string& name);
    void rename_link(const std::string& from, const std::string& to);
    /// After that: the kernel makes up labels, all of one interface must differ.
    void take_labels_of(const HostState& seen);
};

/// The interface that the load plays with.
inline const std::string kNoise{"noise0"};

[[nodiscard]] HostState look();
/// Interfaces and addresses only, for who looks often.
[[nodiscard]] HostState look_at_addresses();

/// What is missing, changed, or there and not expected: one sentence each. Addresses of `tolerated` (without
/// prefix length) may be there or not.
[[nodiscard]] std::vector<std::string> differences(const HostState& expected, const HostState& seen,
                                                   const std::set<std::string>& tolerated);

}  // namespace vipwarden::campaign
