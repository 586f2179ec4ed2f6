// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace vipwarden::support {

/// An address that came or went.
struct AddressEvent {
    bool is_removal{false};
    std::string address{};  ///< "10.9.0.100/32"
};

/// What becomes of addresses in this network namespace, in the order in which it happens (rtnetlink(7)), read
/// by code that the program under test does not share.
class AddressEvents {
 public:
    AddressEvents();
    AddressEvents(const AddressEvents&) = delete;
    AddressEvents& operator=(const AddressEvents&) = delete;
    ~AddressEvents();

    /// Hands on each event as soon as it is there, until that says "enough" or the time is over. True if it
    /// was enough.
    bool watch(std::chrono::milliseconds time, const std::function<bool(const AddressEvent&)>& is_enough);

 private:
    int fd_;
};

}  // namespace vipwarden::support
