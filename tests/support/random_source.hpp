// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace vipwarden::support {

/// Numbers that look random and depend on the seed alone, on every machine: the distributions of <random> are
/// the library's own affair. The generator is SplitMix64 (Steele, Lea, Flood 2014).
class RandomSource {
 public:
    explicit RandomSource(std::uint64_t seed) : state_{seed} {}

    [[nodiscard]] std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }

    /// 0 … bound - 1; 0 for a bound of 0.
    [[nodiscard]] std::size_t below(std::size_t bound) {
        return bound == 0 ? 0 : static_cast<std::size_t>(next() % bound);
    }

    [[nodiscard]] int between(int first, int last) {
        return first + static_cast<int>(below(static_cast<std::size_t>(last - first + 1)));
    }

    /// True in `percent` of 100 cases.
    [[nodiscard]] bool chance(std::size_t percent) { return below(100) < percent; }

    /// For what is probably a mistake: `percent`, but rarer where few mistakes are wanted.
    [[nodiscard]] bool odd(std::size_t percent) { return chance(percent) && chance(oddness_); }
    void set_oddness(std::size_t percent) { oddness_ = percent; }

    [[nodiscard]] std::string pick(std::span<const std::string_view> words) {
        return std::string{words[below(words.size())]};
    }
    [[nodiscard]] std::string pick(std::initializer_list<std::string_view> words) {
        return pick(std::span{words.begin(), words.size()});
    }

 private:
    std::uint64_t state_;
    std::size_t oddness_{100};
};

}  // namespace vipwarden::support
