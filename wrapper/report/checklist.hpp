// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vipwarden::report {

/// How one item of a checklist stands.
enum class ItemState {
    pass,  ///< It was well before.
    done,  ///< It was put right.
    todo,  ///< It would be put right: in a dry run only.
    warn,  ///< Somebody has to look at it.
    fail,  ///< It is not as it has to be.
};

struct ChecklistItem {
    ItemState state{ItemState::pass};
    std::string name{};    ///< One word, the same in each run.
    std::string text{};    ///< What was found, or done.
    std::string advice{};  ///< What to do; may be empty.

    bool operator==(const ChecklistItem&) const = default;
};

/// What `decommission` did to one unit, and found.
struct Checklist {
    std::string unit{};
    bool dry_run{false};
    std::vector<ChecklistItem> items{};

    [[nodiscard]] std::size_t count(ItemState state) const;
};

/// "PASS"
[[nodiscard]] std::string_view label(ItemState state);

/// One line, its advice below it.
[[nodiscard]] std::string item_text(const ChecklistItem& item);
/// One line for the whole.
[[nodiscard]] std::string verdict_text(const Checklist& checklist);
[[nodiscard]] std::string checklist_json(const Checklist& checklist);

}  // namespace vipwarden::report
