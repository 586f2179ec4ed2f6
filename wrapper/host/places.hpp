// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wrapper/host/syntax.hpp"
#include "wrapper/host/text_files.hpp"

namespace vipwarden::host {

/// What a file can do by itself.
enum class Does : std::uint8_t { addresses, starts, both };

/// Files that somebody reads without being asked: at boot, by the clock, on an event.
struct Place {
    std::string_view pattern;  ///< glob(7), absolute.
    Syntax syntax;
    Does does;
    const char* reader;  ///< Who reads it, as the end of a sentence: "cron runs it".
    LeftOut left_out{LeftOut::copies_too};
};

/// All that is looked into, in the order of the findings.
[[nodiscard]] std::span<const Place> all_places();

}  // namespace vipwarden::host
