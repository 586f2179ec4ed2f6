// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace vipwarden::config {

/// The blocks that hold keywords. Each has its own table of the keywords that keepalived 2.2.7 knows there.
enum class Level : std::uint8_t {
    root,
    global_defs,
    instance,
    authentication,
    sync_group,
    script,
    track_process,
    track_file,
    garp_group,
    track_group,
    bfd,
};

/// What follows a keyword.
enum class Takes : std::uint8_t {
    line,      ///< Nothing but its own line.
    keywords,  ///< A block with keywords of its own.
    values,    ///< A block in which each line is an entry.
};

/// Whether a keyword can stand alone.
enum class Parameter : std::uint8_t {
    optional,
    required,  ///< keepalived exits if there is none.
    notify,    ///< Required, but a line with an open quote only costs the script.
    script,    ///< Required, and an open quote makes keepalived crash.
};

/// Which of keepalived's processes acts on a root keyword at the start; the others skip its block by
/// counting braces.
enum class Process : std::uint8_t { parent, vrrp, checker };

struct Keyword {
    std::string_view name{};
    Takes takes{Takes::line};
    Parameter parameter{Parameter::optional};
    Level level{Level::root};        ///< Of the block, if it takes keywords.
    Process process{Process::vrrp};  ///< Of a root keyword.
};

/// Null if keepalived does not know it there.
[[nodiscard]] const Keyword* find_keyword(Level level, std::string_view name);

/// Whether an unknown keyword is worth a word there. global_defs has over 120 keywords, more with every
/// release, which have nothing to do with addresses: only those that take a block or matter are in its table.
[[nodiscard]] bool knows_all_keywords(Level level);

}  // namespace vipwarden::config
