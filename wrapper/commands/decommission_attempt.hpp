// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>

#include "wrapper/commands/decommission_step.hpp"

namespace vipwarden::commands {

/// One of the few places that catch: what can't be done or looked at is an item, and the rest of the list
/// goes on. `action` returns Steps.
template <typename Action>
[[nodiscard]] Steps attempt(const std::string& name, Action action) {
    try {
        return action();
    } catch (const std::system_error& error) {
        const bool denied = error.code() == std::errc::permission_denied ||
                            error.code() == std::errc::operation_not_permitted;
        return {failed(denied ? ExitCode::permission : ExitCode::internal, name, error.what(),
                       denied ? "run this as root" : "mend that, then run this again")};
    }
}

}  // namespace vipwarden::commands
