// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace vipwarden::config {

/// One physical line, or the part of one that keepalived reads at once, as it stands in its file. The views
/// belong to the SourceReader that gave it and hold until it goes on.
struct SourceLine {
    std::string_view file{};
    int number{0};
    std::string_view text{};
};

}  // namespace vipwarden::config
