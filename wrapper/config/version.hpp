// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace vipwarden::config {

/// A release of keepalived.
struct Version {
    int major{0};
    int minor{0};
    int patch{0};

    // clang-tidy 14 takes the 0 of the synthesized comparison for a null pointer.
    auto operator<=>(const Version&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// Assumed where keepalived is not installed and nobody names a version: that of Debian 12, on which every
/// rule of this reader was established.
inline constexpr Version kDefaultVersion{.major = 2, .minor = 2, .patch = 7};

/// The first thing that looks like "2.2.7" or "2.4", as in the output of `keepalived --version`
/// ("Keepalived v2.2.7 (01/16,2022)") or given by hand. Nothing if there is none.
[[nodiscard]] std::optional<Version> parse_version(std::string_view text);

/// "2.2.7"
[[nodiscard]] std::string to_string(const Version& version);

}  // namespace vipwarden::config
