// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace vipwarden::report {

/// What `install` or `uninstall` does to one unit.
struct UnitChange {
    std::string verb{};
    std::string unit{};
    std::string mode{};     ///< "supervise", "hook"; empty for uninstall.
    std::string drop_in{};  ///< The file's path.
    std::string before{};   ///< Its text; empty: there is none.
    std::string after{};
    bool third_layer{false};          ///< The units that act from outside of the cgroup are part of it.
    bool third_layer_changed{false};  ///< Their files, or whether they are at work, is or would be otherwise.
    bool dry_run{false};
    std::vector<std::string> remarks{};   ///< What the operator should know or do.
    std::vector<std::string> problems{};  ///< What is not as it was wanted, though it was written.

    [[nodiscard]] bool changes_nothing() const { return before == after; }
};

/// The difference, then what was done, a line each.
[[nodiscard]] std::string change_text(const UnitChange& change);
[[nodiscard]] std::string change_json(const UnitChange& change);

/// Both texts in the unified format, all lines in one hunk: for files of a screen. Empty if they are equal.
/// No text at all goes by the name /dev/null.
[[nodiscard]] std::string unified_diff(const std::string& path, const std::string& before,
                                       const std::string& after);

}  // namespace vipwarden::report
