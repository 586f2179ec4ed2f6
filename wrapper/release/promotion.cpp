// SPDX-License-Identifier: MIT
#include "wrapper/release/promotion.hpp"

#include <exception>

namespace vipwarden::release {

// Delegating: once the other constructor is through, the destructor runs even if a setting throws.
Promotion::Promotion(netlink::LinkTable& links, const std::vector<int>& interfaces) : Promotion{links} {
    switched_on_.reserve(interfaces.size());
    for (const int ifindex : interfaces) {
        switched_on_.push_back(ifindex);  // Before: if it throws, the setting may have been made.
        if (links_.set_promote_secondaries(ifindex, true)) {
            switched_on_.pop_back();
        }
    }
}

Promotion::~Promotion() {
    for (const int ifindex : switched_on_) {
        try {
            // An error here means that the interface is gone, and its setting with it.
            (void)links_.set_promote_secondaries(ifindex, false);
        } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the next one must be tried.
        }
    }
}

}  // namespace vipwarden::release
