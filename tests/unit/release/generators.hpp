// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

#include <rapidcheck.h>

namespace vipwarden::release {

/// One of the values; written twice, it is twice as likely.
template <typename Value>
Value any_of(std::vector<Value> values) {
    return *rc::gen::elementOf(std::move(values));
}

/// None to `count` of what `make` makes.
template <typename Make>
auto up_to(int count, Make make) {
    std::vector<decltype(make())> values;
    for (int left = *rc::gen::inRange(0, count + 1); left > 0; --left) {
        values.push_back(make());
    }
    return values;
}

}  // namespace vipwarden::release
