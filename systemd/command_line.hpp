// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "systemd/unit.hpp"

namespace vipwarden::systemd {

/// A command as it stands behind "ExecStart=" in a unit file, so that the service manager reads the same
/// words again (systemd.service(5), "COMMAND LINES"): '%' is doubled, what would be cut or unescaped is
/// quoted, and '$' stays, because the words come from where it is not replaced yet.
[[nodiscard]] std::string to_line(const Command& command);

/// The last part of a path.
[[nodiscard]] std::string_view base_name(std::string_view path);

}  // namespace vipwarden::systemd
