// SPDX-License-Identifier: MIT
#include "wrapper/config/name_index.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace vipwarden::config {

bool NameIndex::add(std::string_view name, const std::vector<Instance>& instances) {
    if (slots_.size() <= taken_ * 2) {
        grow();
    }
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(name));
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].number != 0; at = next(at)) {
        if (slots_[at].hash == hash && instances[slots_[at].number - 1].name == name) {
            return false;
        }
    }
    slots_[at] = {.hash = hash, .number = static_cast<std::uint32_t>(instances.size() + 1)};
    ++taken_;
    return true;
}

void NameIndex::grow() {
    std::vector<Slot> old(std::max(slots_.size() * 2, std::size_t{64}));
    std::swap(old, slots_);
    for (const Slot& slot : old) {
        if (slot.number == 0) {
            continue;
        }
        std::size_t at = slot.hash & (slots_.size() - 1);
        while (slots_[at].number != 0) {
            at = next(at);
        }
        slots_[at] = slot;
    }
}

}  // namespace vipwarden::config
