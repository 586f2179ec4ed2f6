// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include <sdbus-c++/sdbus-c++.h>

#include "systemd/unit.hpp"

namespace vipwarden::systemd {

/// What org.freedesktop.DBus.Properties.GetAll answers.
using Properties = std::map<std::string, sdbus::Variant>;

/// From the properties of org.freedesktop.systemd1.Unit and of the unit's own kind (.Service; empty for kinds
/// that have none of interest). What an older systemd does not know stays empty.
[[nodiscard]] UnitProperties decode_unit(const Properties& unit, const Properties& kind);

/// The prefix characters of a unit file for what ExecStartEx and its like call flags: "ignore-failure" → "-".
[[nodiscard]] std::string prefix_of(const std::vector<std::string>& flags);

}  // namespace vipwarden::systemd
