// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "netlink/ip_address.hpp"
#include "netlink/link_table.hpp"
#include "netlink/mac_address.hpp"
#include "netlink/neighbour_prober.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::commands {

/// How long answers are collected, unless the operator says otherwise.
inline constexpr std::chrono::milliseconds kProbeWindow{2000};

/// Who else has this address, on this interface?
struct Question {
    netlink::IpAddress address{};
    std::string interface {};

    auto operator<=>(const Question&) const = default;  // NOLINT(modernize-use-nullptr): as IpAddress
};

/// What came of one question.
struct Asked {
    netlink::IpAddress address{};
    std::string interface {};                 ///< Where it was asked: for a macvlan or ipvlan below it.
    std::vector<netlink::MacAddress> macs{};  ///< Of other hosts only; sorted, each once.
    std::string obstacle{};                   ///< Not empty: it could not be asked there, and why.

    bool operator==(const Asked&) const = default;
};

struct Answers {
    std::vector<Asked> asked{};  ///< One for each question, in the same order.
    std::uint64_t lost{0};       ///< Frames that the kernel had no room for: answers may be missing.

    bool operator==(const Answers&) const = default;
};

/// Where to ask for VIPs, in their order: on their interface, whatever it is called by now, and for those on
/// a VMAC device on the interface below it, whether the device still exists or not. Each question once. Pure.
[[nodiscard]] std::vector<Question> questions_for(const std::vector<Vip>& vips,
                                                  const std::vector<netlink::Link>& links);

/// The interface on which to ask in place of this one, or nullptr if there is no such interface: for a
/// macvlan or ipvlan what is below it, as far as that is in this namespace.
[[nodiscard]] const netlink::Link* place_to_ask(const std::string& interface,
                                                const std::vector<netlink::Link>& links);

/// Asks all at once. An interface that does not exist is an obstacle like any other. Throws
/// std::system_error as the prober does.
[[nodiscard]] Answers ask_for(const std::vector<Question>& questions, const std::vector<netlink::Link>& links,
                              netlink::NeighbourProber& prober,
                              std::chrono::milliseconds window = kProbeWindow);

}  // namespace vipwarden::commands
