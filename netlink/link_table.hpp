// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace vipwarden::netlink {

/// One network interface, as RTM_NEWLINK reports it.
struct Link {
    int index{0};
    std::string name{};
    std::string kind{};                 ///< IFLA_INFO_KIND: "macvlan", "veth", …; empty for hardware.
    std::array<std::uint8_t, 6> mac{};  ///< All zero if the link has none (or one of another length).
    int lower_index{0};                 ///< IFLA_LINK: what a macvlan sits on; 0 = nothing in this namespace.
    bool promote_secondaries{false};    ///< The interface's own sysctl; conf.all is ORed by the kernel.
    bool loopback{false};               ///< IFF_LOOPBACK (netdevice(7))
    bool multicast{false};              ///< IFF_MULTICAST
    std::uint32_t mtu{0};               ///< IFLA_MTU
    int master_index{0};                ///< IFLA_MASTER: the bridge, bond or VRF that it belongs to.
    bool up{false};                     ///< IFF_UP
    bool carrier{false};                ///< IFF_LOWER_UP; never of a link that is not up.
    bool has_neighbours{false};         ///< Ethernet, or what looks like it, and not IFF_NOARP.

    bool operator==(const Link&) const = default;
};

/// The interfaces of one network namespace. Contract suite as for AddressTable.
class LinkTable {
 public:
    LinkTable() = default;
    LinkTable(const LinkTable&) = delete;
    LinkTable& operator=(const LinkTable&) = delete;
    virtual ~LinkTable() = default;

    /// All links, in ascending order of index. Throws std::system_error when the kernel refuses.
    [[nodiscard]] virtual std::vector<Link> list() = 0;

    /// Sets net.ipv4.conf.<interface>.promote_secondaries by interface index, so that a rename can't hit
    /// another interface.
    [[nodiscard]] virtual std::error_code set_promote_secondaries(int ifindex, bool on) = 0;

    /// Deletes a virtual link with everything on it. Gone already is a success.
    [[nodiscard]] virtual std::error_code remove(int ifindex) = 0;
};

/// The link of that index or name, or nullptr.
[[nodiscard]] const Link* find_link(const std::vector<Link>& links, int index);
[[nodiscard]] const Link* find_link(const std::vector<Link>& links, std::string_view name);

}  // namespace vipwarden::netlink
