// SPDX-License-Identifier: MIT
#include "wrapper/commands/best_effort.hpp"

#include <exception>

#include <spdlog/spdlog.h>

namespace vipwarden::commands {

void best_effort(const char* what, const std::function<void()>& action) {
    try {
        action();
    } catch (const std::exception& error) {
        spdlog::warn("{}: {}; keepalived runs all the same", what, error.what());
    }
}

}  // namespace vipwarden::commands
