// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>

#include "wrapper/commands/decommission_step.hpp"

namespace vipwarden::commands {

/// So that a failed test shows words instead of bytes.
inline void PrintTo(const Step& step, std::ostream* out) {
    *out << label(step.item.state) << " " << step.item.name << ": " << step.item.text << " -> "
         << step.item.advice << " [" << static_cast<int>(step.code) << "]";
}

}  // namespace vipwarden::commands
