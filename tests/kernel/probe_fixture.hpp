// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <net/if.h>

#include "netlink/packet_neighbour_prober.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/two_hosts.hpp"

namespace vipwarden::netlink {

/// Kernels answer at once: that is time enough for three rounds.
inline constexpr std::chrono::milliseconds kShortWindow{150};

/// "here" asks, "there" and "elsewhere" answer or don't.
class ProbeTest : public support::TwoHostsTest {
 protected:
    [[nodiscard]] std::unique_ptr<NeighbourProber> prober(const std::string& asker = "here") const {
        return open_neighbour_prober(support::TwoHosts::namespace_of(asker));
    }

    [[nodiscard]] int index_of(const std::string& interface, const std::string& asker = "here") const {
        unsigned index = 0;
        lan->run_inside(asker, [&] { index = if_nametoindex(interface.c_str()); });
        return static_cast<int>(index);
    }

    [[nodiscard]] ProbeTarget target(const std::string& address, const std::string& interface = "eth0",
                                     const std::string& asker = "here") const {
        return {.address = support::ip(address), .ifindex = index_of(interface, asker)};
    }

    /// "10.0.0.5 02:00:00:00:00:02" of each.
    [[nodiscard]] static std::vector<std::string> words(const std::vector<Answer>& answers) {
        std::vector<std::string> all;
        for (const auto& answer : answers) {
            all.push_back(fmt::format("{} {}", to_string(answer.address), to_string(answer.mac)));
        }
        return all;
    }

    /// The answers to `asker`, when everything could be asked.
    [[nodiscard]] std::vector<std::string> who_has(const std::vector<std::string>& addresses,
                                                   const std::string& asker = "here") const {
        std::vector<ProbeTarget> targets;
        for (const auto& address : addresses) {
            targets.push_back(target(address, "eth0", asker));
        }
        const auto result = prober(asker)->ask(targets, kShortWindow);
        EXPECT_THAT(result.unasked, ::testing::IsEmpty());
        EXPECT_EQ(result.lost, 0U);
        return words(result.answers);
    }
};

}  // namespace vipwarden::netlink
