// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "wrapper/config/configuration.hpp"

namespace vipwarden::config {

/// Finds instances by name in a list that only grows. A set of strings would do, but would hold each name
/// again, in a block of memory of its own; there may be thousands.
class NameIndex {
 public:
    /// False if one of `instances` has the name; else the caller adds one with it to the list. To be asked
    /// for every instance on the list, from the first one on.
    [[nodiscard]] bool add(std::string_view name, const std::vector<Instance>& instances);

 private:
    struct Slot {
        std::uint32_t hash{0};
        std::uint32_t number{0};  ///< Of the instance, from 1; 0 = free.
    };
    void grow();
    [[nodiscard]] std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }

    std::vector<Slot> slots_{};  ///< A power of two, at most half of them taken.
    std::size_t taken_{0};
};

}  // namespace vipwarden::config
