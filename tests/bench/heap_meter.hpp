// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace vipwarden::bench {

/// Counts what this program takes from the heap through operator new, which is replaced for that, while the
/// meter lives; only one may live at a time. Without one, new and delete are what they are elsewhere, but for
/// a look at a flag. Not for more than one thread.
class HeapMeter {
 public:
    HeapMeter();
    HeapMeter(const HeapMeter&) = delete;
    HeapMeter& operator=(const HeapMeter&) = delete;
    ~HeapMeter();

    /// So many bytes more than when the meter was made: now, and at most in between.
    [[nodiscard]] std::ptrdiff_t now() const;
    [[nodiscard]] std::ptrdiff_t peak() const;
};

}  // namespace vipwarden::bench
