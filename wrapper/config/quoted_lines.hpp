// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/config/diagnostic.hpp"
#include "wrapper/config/file_reader.hpp"

namespace vipwarden::config {

/// Gives the line that it is about to each diagnostic that lacks it, as those of strict_addresses() do. Where
/// a file can't be read any more the diagnostic stays without.
void quote_lines(std::vector<Diagnostic>& diagnostics, FileReader& files);

}  // namespace vipwarden::config
