// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/dialect.hpp"
#include "wrapper/config/texts.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// What keepalived insists on when it follows an include: if it is not so, it exits. Nothing by default.
struct IncludeChecks {
    bool readable{false};        ///< Each match is a readable regular file.
    bool match{false};           ///< A name without wildcards exists.
    bool wildcard_match{false};  ///< A pattern with wildcards matches something.
    bool brace_match{false};     ///< Each member of a brace list exists.

    bool operator==(const IncludeChecks&) const = default;
};

/// The directory part of a path; empty if it has none.
[[nodiscard]] std::string directory_of(const std::string& path);

[[nodiscard]] IncludeChecks operator|(const IncludeChecks& a, const IncludeChecks& b);

/// An include line: `include`, or since 2.2.0 with a letter that adds checks: includer, includem, includew,
/// includeb, includea; then a blank, and the whole rest of the line is the pattern. Before 2.1.4 it is one
/// word, and nothing may follow.
struct IncludeLine {
    std::string_view pattern{};
    std::size_t offset{0};  ///< Of the pattern in the line.
    IncludeChecks checks{};
};

[[nodiscard]] std::optional<IncludeLine> read_include_line(std::string_view line, const Dialect& dialect);

/// The checks after `include_check OPTION ...` in global_defs: none = all; with a sign they are added or
/// taken away, without they replace what was set.
[[nodiscard]] IncludeChecks change_checks(const IncludeChecks& now, std::span<const Word> options);

/// The files that an include finds, in keepalived's order.
struct IncludedFiles {
    std::vector<std::string> paths{};
    std::string complaint{};  ///< What is missing; empty if nothing is.
    bool refused{false};      ///< The checks demand what is missing: keepalived exits.
};

/// `directory` is that of the including file; a relative pattern is relative to it.
[[nodiscard]] IncludedFiles find_included(const std::string& pattern, const std::string& directory,
                                          const IncludeChecks& checks, const Dialect& dialect, Texts& texts);

}  // namespace vipwarden::config
