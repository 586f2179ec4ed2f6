// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "wrapper/report/report.hpp"

namespace vipwarden::report {

// What the JSON of all verbs is made of; private to this folder.

/// Keeps the order in which fields are written: the output is byte-identical for the same plan (I3).
using Json = nlohmann::ordered_json;

/// One JSON value for each item.
template <typename Items, typename Convert>
Json array(const Items& items, Convert convert) {
    Json result = Json::array();
    for (const auto& item : items) {
        result.push_back(convert(item));
    }
    return result;
}

/// The plan of a target, as `release --dry-run` and `check` show it.
[[nodiscard]] Json plan_target(const PlannedTarget& target);

/// What every verb prints is wrapped in.
[[nodiscard]] Json envelope(const char* verb, Json targets);

/// Names come from configuration files and need not be UTF-8: invalid bytes become U+FFFD instead of an
/// exception.
[[nodiscard]] std::string dump(const Json& json);

[[nodiscard]] std::string document(const char* verb, Json targets);

}  // namespace vipwarden::report
