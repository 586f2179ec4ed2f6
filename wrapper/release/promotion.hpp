// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "netlink/link_table.hpp"

namespace vipwarden::release {

/// promote_secondaries on some interfaces, for as long as this lives: a primary that is deleted meanwhile, by
/// whomever, leaves its secondaries behind.
class Promotion {
 public:
    /// The interfaces are those of Plan::promote: only where it is off now. Where it can't be set (a
    /// read-only container) nothing is changed. Keeps a reference: `links` must outlive this.
    Promotion(netlink::LinkTable& links, const std::vector<int>& interfaces);
    Promotion(const Promotion&) = delete;
    Promotion& operator=(const Promotion&) = delete;
    /// Switches off again what was switched on.
    ~Promotion();

 private:
    explicit Promotion(netlink::LinkTable& links) : links_{links} {}

    netlink::LinkTable& links_;
    std::vector<int> switched_on_{};
};

}  // namespace vipwarden::release
