// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

namespace vipwarden::commands {

/// What fails before or beside keepalived must not keep it from running (I7): it is said, and that is all.
void best_effort(const char* what, const std::function<void()>& action);

}  // namespace vipwarden::commands
