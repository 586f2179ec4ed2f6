// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "netlink/ip_address.hpp"

namespace vipwarden {

/// Numbers each (interface, address, prefix length) in order of first mention. There may be tens of thousands
/// on a few interfaces: a standard container would hold each in a block of memory of its own, with its own
/// copy of the name.
class AddressNumbers {
 public:
    /// Makes room.
    void expect(std::size_t count) {
        keys_.reserve(count);
        while (slots_.size() < count * 2) {
            grow();
        }
    }

    /// Its number, from 0, and whether it is new.
    std::pair<std::size_t, bool> add(std::string_view interface, const netlink::IpAddress& address,
                                     std::uint8_t prefix_length) {
        const Key key{.address = address, .prefix_length = prefix_length, .interface = number_of(interface)};
        if (slots_.size() <= keys_.size() * 2) {
            grow();
        }
        std::uint32_t& slot = slot_of(key);
        const bool is_new = slot == kFree;
        if (is_new) {
            slot = static_cast<std::uint32_t>(keys_.size());
            keys_.push_back(key);
        }
        return {slot, is_new};
    }

 private:
    static constexpr std::uint32_t kFree = 0xffff'ffffU;
    static constexpr std::size_t kFewest = 64;

    struct Key {
        netlink::IpAddress address{};
        std::uint8_t prefix_length{0};
        std::uint32_t interface { 0 };  ///< Its number.

        bool operator==(const Key&) const = default;

        /// Multiplied so that addresses in a row do not end up in a row.
        [[nodiscard]] std::size_t hash() const {
            constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15U;
            const auto [high, low] = std::bit_cast<std::array<std::uint64_t, 2>>(address.bytes);
            const std::uint64_t rest = std::uint64_t{interface} << 8U | prefix_length;
            const std::uint64_t mixed = (high ^ (low + rest) * kOdd) * kOdd;
            return mixed ^ mixed >> 32U;
        }
    };

    /// Most often the same as the last time.
    std::uint32_t number_of(std::string_view interface) {
        if (interfaces_.empty() || last_interface_ != interface) {
            last_interface_ = interface;
            last_number_ =
                interfaces_.try_emplace(last_interface_, static_cast<std::uint32_t>(interfaces_.size()))
                    .first->second;
        }
        return last_number_;
    }

    /// Where the key is, or has its place.
    std::uint32_t& slot_of(const Key& key) {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = key.hash() & mask;
        while (slots_[at] != kFree && keys_[slots_[at]] != key) {
            at = (at + 1) & mask;
        }
        return slots_[at];
    }

    void grow() {
        slots_.assign(std::max(slots_.size() * 2, kFewest), kFree);
        for (std::uint32_t number = 0; number < keys_.size(); ++number) {
            slot_of(keys_[number]) = number;
        }
    }

    std::unordered_map<std::string, std::uint32_t> interfaces_{};
    std::string last_interface_{};
    std::uint32_t last_number_{0};
    std::vector<Key> keys_{};
    std::vector<std::uint32_t> slots_{};  ///< A power of two, at most half of them taken.
};

}  // namespace vipwarden
