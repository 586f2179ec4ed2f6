// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace vipwarden::support {

using ConfigurationFiles = std::map<std::string, std::string>;

/// For each of the candidates, in order: does it still show what the whole showed?
using StillShows = std::function<std::vector<bool>(const std::vector<ConfigurationFiles>& candidates)>;

/// Takes away what does not matter: first files, then lines, then words, in pieces that get
/// smaller and smaller (delta debugging; Zeller, Hildebrandt 2002). Several candidates are asked about at a
/// time, `at_once`; after `budget` of them it is content with what it has.
[[nodiscard]] ConfigurationFiles shrink(ConfigurationFiles files, const StillShows& still_shows,
                                        std::size_t at_once, std::size_t budget = 600);

}  // namespace vipwarden::support
