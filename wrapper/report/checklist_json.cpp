// SPDX-License-Identifier: MIT
#include "wrapper/report/checklist.hpp"
#include "wrapper/report/json_parts.hpp"

namespace vipwarden::report {

std::string checklist_json(const Checklist& checklist) {
    Json counts;
    for (const auto state :
         {ItemState::pass, ItemState::done, ItemState::todo, ItemState::warn, ItemState::fail}) {
        counts[std::string{label(state)}] = checklist.count(state);
    }
    return document("decommission",
                    Json::array({{{"unit", checklist.unit},
                                  {"dry_run", checklist.dry_run},
                                  {"counts", counts},
                                  {"items", array(checklist.items, [](const ChecklistItem& item) {
                                       return Json{{"state", label(item.state)},
                                                   {"name", item.name},
                                                   {"text", item.text},
                                                   {"advice", item.advice}};
                                   })}}}));
}

}  // namespace vipwarden::report
