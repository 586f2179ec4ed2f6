// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <unordered_set>

#include "wrapper/config/configuration.hpp"

namespace vipwarden::config {

/// The addresses of one instance, for a keepalived that does not take one twice (2.3.3 and later).
class KnownAddresses {
 public:
    /// A VIP repeats a VIP of the same address, whatever its prefix length and `dev`; else the `dev`, or that
    /// there is none, has to be the same too.
    [[nodiscard]] bool repeats(const VirtualAddress& address) const;
    void add(const VirtualAddress& address);
    void clear();

 private:
    std::unordered_set<std::string> virtual_addresses_{};
    std::unordered_set<std::string> virtual_{};  ///< With their devices.
    std::unordered_set<std::string> excluded_{};
};

}  // namespace vipwarden::config
