// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "systemd/unit_manager.hpp"

namespace vipwarden::systemd {

/// org.freedesktop.systemd1 on the system bus, through sdbus-c++. Throws std::system_error (not_connected)
/// when there is no bus.
[[nodiscard]] std::unique_ptr<UnitManager> open_unit_manager();

}  // namespace vipwarden::systemd
