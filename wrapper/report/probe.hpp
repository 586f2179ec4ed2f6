// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netlink/ip_address.hpp"
#include "netlink/mac_address.hpp"

namespace vipwarden::report {

/// What `--expect` says about every address.
struct Expectation {
    enum class Kind {
        none,  ///< No other host answers.
        one,   ///< One host has it; this one counts.
        mac,   ///< This MAC address answers, and no other host, this one included, has it.
    };
    Kind kind{Kind::none};
    netlink::MacAddress mac{};

    bool operator==(const Expectation&) const = default;
};

/// What came of asking for one address on one interface.
struct ProbedPlace {
    std::string interface {};
    std::vector<netlink::MacAddress> macs{};  ///< Of other hosts.
    std::string obstacle{};                   ///< Not empty: it could not be asked, and why.
};

struct ProbedAddress {
    netlink::IpAddress address{};
    std::vector<std::string> held_on{};  ///< The interfaces of this host that have it.
    std::vector<ProbedPlace> places{};   ///< Where it was asked; none: there is no interface to ask on.
    std::uint64_t lost{0};               ///< Frames that were lost: answers may be missing.
};

/// Whether it is as expected.
enum class AsExpected {
    yes,
    unknown,  ///< What was seen is not against it, but not all could be asked.
    no,
};

[[nodiscard]] AsExpected judge(const ProbedAddress& probed, const Expectation& expectation);
/// The worst of all.
[[nodiscard]] AsExpected judge(const std::vector<ProbedAddress>& probed, const Expectation& expectation);

/// One line for each who has an address, and for each interface where nobody else was seen; then what of it
/// is not as expected.
[[nodiscard]] std::string probe_text(const std::vector<ProbedAddress>& probed,
                                     const std::optional<Expectation>& expectation);
[[nodiscard]] std::string probe_json(const std::vector<ProbedAddress>& probed,
                                     const std::optional<Expectation>& expectation);

}  // namespace vipwarden::report
