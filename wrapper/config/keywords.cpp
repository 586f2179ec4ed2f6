// SPDX-License-Identifier: MIT
#include "wrapper/config/keywords.hpp"

#include <algorithm>

#include "wrapper/config/keyword_table.hpp"

namespace vipwarden::config {

Keywords::Keywords(const Version& version) : version_{version} {
    for (const KeywordGroup& group : keyword_groups()) {
        if (version < group.since) {
            continue;
        }
        std::string_view names = group.names;
        while (!names.empty()) {
            Keyword keyword = group.as;
            keyword.name = names.substr(0, names.find(' '));
            keyword.meaning = meaning_of(group.where, keyword.name);
            names.remove_prefix(std::min(keyword.name.size() + 1, names.size()));
            tables_.at(static_cast<std::size_t>(group.where)).insert_or_assign(keyword.name, keyword);
        }
    }
}

const Keyword* Keywords::find(Level level, std::string_view name) const {
    const auto& table = tables_[static_cast<std::size_t>(level)];
    const auto found = table.find(name);
    return found == table.end() ? nullptr : &found->second;
}

bool knows_all_keywords(Level level) {
    return level != Level::global_defs;
}

}  // namespace vipwarden::config
