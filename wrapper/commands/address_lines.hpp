// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "wrapper/commands/attributed_change.hpp"
#include "wrapper/release/plan.hpp"

// The words for what others than keepalived do to its addresses.

namespace vipwarden::commands {

/// One line of the log.
struct AddressLine {
    bool warning{false};
    std::string text{};

    bool operator==(const AddressLine&) const = default;
};

/// What the operator should know of this change of an address that a release would judge so; nothing if it is
/// keepalived's own work or ours, or if nobody can tell whose it is: the kernel names nobody for IPv6.
/// `adder`: who added the address that is there now.
[[nodiscard]] std::optional<AddressLine> line_for(const AttributedChange& news,
                                                  const release::PlannedAddress& judged, Author adder);

/// keepalived has added it, and nothing declares it.
[[nodiscard]] AddressLine line_for_learnt(const netlink::InterfaceAddress& address,
                                          const std::string& interface);

/// It was learnt before, and now somebody else has added it.
[[nodiscard]] AddressLine line_for_forgotten(const AttributedChange& news, const std::string& interface);

void log_line(const AddressLine& line);

/// Thousands of changes at once are no thousands of lines.
class LineLimit {
 public:
    /// Those of the lines for which there is room. Counts the others.
    [[nodiscard]] std::vector<AddressLine> admit(std::vector<AddressLine> lines);

    /// One line that tells how many were left out since the last call, if any were. Makes room again.
    [[nodiscard]] std::optional<AddressLine> rest();

 private:
    std::size_t admitted_{0};
    std::size_t left_out_{0};
};

}  // namespace vipwarden::commands
