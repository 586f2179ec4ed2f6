// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "netlink/ip_address.hpp"
#include "netlink/link_table.hpp"
#include "netlink/mac_address.hpp"

namespace vipwarden::netlink {

/// One question: who has this address, on this interface?
struct ProbeTarget {
    IpAddress address{};
    int ifindex{0};

    auto operator<=>(const ProbeTarget&) const = default;  // NOLINT(modernize-use-nullptr): as IpAddress
};

/// Somebody else has it.
struct Answer {
    IpAddress address{};
    int ifindex{0};
    MacAddress mac{};

    auto operator<=>(const Answer&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// Why nobody can be asked on an interface.
enum class Obstacle {
    no_interface,   ///< There is none of that index.
    no_neighbours,  ///< Loopback, a tunnel, IFF_NOARP: there is nobody to ask by ARP or neighbour discovery.
    deaf,        ///< Others take its answers: its bridge or bond, what is below an ipvlan, a virtual machine.
    shared_mac,  ///< It has the MAC address of a virtual router: asking there would draw its traffic here.
    down,
    no_carrier,
    not_sent,  ///< The kernel refused to send; Unasked::error says why.
};

/// "it is down"
[[nodiscard]] std::string explain(Obstacle obstacle);

/// A question that could not be put, or not as often as it has to be: that nobody has answered means nothing.
struct Unasked {
    ProbeTarget target{};
    Obstacle obstacle{Obstacle::no_interface};
    std::error_code error{};  ///< For not_sent.

    bool operator==(const Unasked&) const = default;
};

struct ProbeResult {
    std::vector<Answer> answers{};   ///< Sorted, each once: an address may have several.
    std::vector<Unasked> unasked{};  ///< Sorted by target; none of them has an answer.
    std::uint64_t lost{0};           ///< Frames that the kernel had no room for: answers may be missing.

    bool operator==(const ProbeResult&) const = default;
};

/// Finds out who else on the network has an address, without telling anybody anything: an ARP probe (RFC
/// 5227, section 2.1.1: the sender's address is 0.0.0.0), or a neighbour solicitation from :: as for
/// duplicate address detection (RFC 4862, section 5.4.2). No cache of another host changes by it. Silence is
/// no proof: the network or a firewall may lose what is asked, and hosts may be set up not to answer.
class NeighbourProber {
 public:
    NeighbourProber() = default;
    NeighbourProber(const NeighbourProber&) = delete;
    NeighbourProber& operator=(const NeighbourProber&) = delete;
    virtual ~NeighbourProber() = default;

    /// Asks each question several times while it collects the answers, for `window` and as long as it takes
    /// to send (kProbesPerSecond). Answers of this host itself don't count. Throws std::system_error when
    /// nothing can be asked at all.
    [[nodiscard]] virtual ProbeResult ask(std::span<const ProbeTarget> targets,
                                          std::chrono::milliseconds window) = 0;
};

/// As often as RFC 5227 has it (PROBE_NUM).
inline constexpr int kProbesPerTarget = 3;
inline constexpr int kProbesPerSecond = 2000;

/// Why nobody can be asked on that interface; nothing if it is fit for it. Pure.
[[nodiscard]] std::optional<Obstacle> obstacle_to_asking(const std::vector<Link>& links, int ifindex);

}  // namespace vipwarden::netlink
