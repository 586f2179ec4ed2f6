// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

namespace vipwarden::config {

/// A value that seldom differs from a default-constructed one, in the space of a pointer. Reads, copies and
/// compares like the value itself.
template <typename Value>
class Rare {
 public:
    Rare() = default;
    Rare(Value value)  // NOLINT(google-explicit-constructor): stands for the value.
        : value_{std::make_unique<Value>(std::move(value))} {}
    Rare(const Rare& other) : value_{other.value_ ? std::make_unique<Value>(*other.value_) : nullptr} {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(Rare other) noexcept {
        value_ = std::move(other.value_);
        return *this;
    }
    ~Rare() = default;

    const Value& operator*() const {
        static const Value usual{};
        return value_ ? *value_ : usual;
    }
    const Value* operator->() const { return &**this; }

    /// To be changed.
    [[nodiscard]] Value& edit() {
        if (!value_) {
            value_ = std::make_unique<Value>();
        }
        return *value_;
    }

    bool operator==(const Rare& other) const { return **this == *other; }

 private:
    std::unique_ptr<Value> value_{};
};

}  // namespace vipwarden::config
