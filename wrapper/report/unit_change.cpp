// SPDX-License-Identifier: MIT
#include "wrapper/report/unit_change.hpp"

#include <algorithm>
#include <cstddef>
#include <sstream>

#include <fmt/format.h>

namespace vipwarden::report {

namespace {

using Lines = std::vector<std::string>;

Lines split(const std::string& text) {
    std::istringstream stream{text};
    Lines lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// lengths[i][j]: of the longest common subsequence of what follows in `before` from i and in `after` from j.
std::vector<std::vector<std::size_t>> common_lengths(const Lines& before, const Lines& after) {
    std::vector<std::vector<std::size_t>> lengths(before.size() + 1,
                                                  std::vector<std::size_t>(after.size() + 1, 0));
    for (std::size_t i = before.size(); i-- > 0;) {
        for (std::size_t j = after.size(); j-- > 0;) {
            lengths[i][j] = before[i] == after[j] ? lengths[i + 1][j + 1] + 1
                                                  : std::max(lengths[i + 1][j], lengths[i][j + 1]);
        }
    }
    return lengths;
}

std::string hunk(const Lines& before, const Lines& after) {
    const auto lengths = common_lengths(before, after);
    std::string text;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
        const bool both = i < before.size() && j < after.size();
        if (both && before[i] == after[j]) {
            text += fmt::format(" {}\n", before[i]);
            ++i;
            ++j;
        } else if (j == after.size() || (both && lengths[i + 1][j] >= lengths[i][j + 1])) {
            text += fmt::format("-{}\n", before[i++]);
        } else {
            text += fmt::format("+{}\n", after[j++]);
        }
    }
    return text;
}

std::string range(std::size_t lines) {
    return fmt::format("{},{}", lines == 0 ? 0 : 1, lines);
}

std::string summary(const UnitChange& change) {
    if (change.changes_nothing() && change.third_layer_changed) {
        return fmt::format("{}: the units beside it {}{}\n", change.unit, change.dry_run ? "would be " : "",
                           change.after.empty() ? "ended" : "set to work");
    }
    if (change.changes_nothing()) {
        return change.after.empty() ? fmt::format("{}: no drop-in of vipwarden, nothing to do\n", change.unit)
                                    : fmt::format("{}: {} is as it should be\n", change.unit, change.drop_in);
    }
    const auto* action = change.after.empty() ? "removed" : "written";
    return fmt::format("{}: {} {}{}\n", change.unit, change.drop_in, change.dry_run ? "would be " : "",
                       action);
}

}  // namespace

std::string unified_diff(const std::string& path, const std::string& before, const std::string& after) {
    if (before == after) {
        return {};
    }
    const auto old_lines = split(before);
    const auto new_lines = split(after);
    return fmt::format("--- {}\n+++ {}\n@@ -{} +{} @@\n{}", before.empty() ? "/dev/null" : path,
                       after.empty() ? "/dev/null" : path, range(old_lines.size()), range(new_lines.size()),
                       hunk(old_lines, new_lines));
}

std::string change_text(const UnitChange& change) {
    return unified_diff(change.drop_in, change.before, change.after) + summary(change);
}

}  // namespace vipwarden::report
