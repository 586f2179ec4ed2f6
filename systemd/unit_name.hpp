// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vipwarden::systemd {

/// "keepalived" and "keepalived.service" → "keepalived.service". Nothing for what can't be the name of a
/// service that is to be started: another kind of unit, a template without instance, a path
/// (systemd.unit(5)).
[[nodiscard]] std::optional<std::string> service_name(std::string_view text);

/// The units that look after `service` from outside of its cgroup: instances of the templates that vipwarden
/// installs.
[[nodiscard]] std::string release_unit(std::string_view service);
[[nodiscard]] std::string check_timer(std::string_view service);
[[nodiscard]] std::string thaw_unit(std::string_view service);

}  // namespace vipwarden::systemd
