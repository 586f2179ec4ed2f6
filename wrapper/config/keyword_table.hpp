// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "wrapper/config/keywords.hpp"
#include "wrapper/config/version.hpp"

namespace vipwarden::config {

/// Keywords of one level that behave alike; their names are separated by blanks.
struct KeywordGroup {
    Level where{Level::root};
    Keyword as{};
    std::string_view names{};
    Version since{};  ///< The first release that knows them.
};

/// All keywords of all releases. A name may stand twice at a level: what comes later holds from its own first
/// release on.
[[nodiscard]] std::span<const KeywordGroup> keyword_groups();

/// The meaning of a keyword for addresses.
[[nodiscard]] Meaning meaning_of(Level where, std::string_view name);

}  // namespace vipwarden::config
