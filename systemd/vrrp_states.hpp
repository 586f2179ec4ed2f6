// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace vipwarden::systemd {

/// A VRRP instance as keepalived itself tells of it (`enable_dbus`; keepalived 1.3.0 and later).
struct VrrpState {
    std::string instance{};
    std::string state{};  ///< "Master", "Backup", "Fault", "Init": keepalived's own word.

    bool operator==(const VrrpState&) const = default;
};

/// Asks the keepalived on the system bus of one of whose processes `is_it` says yes, under whatever name
/// (`dbus_service_name`). Nothing if there is no such keepalived, no bus, or no complete answer within
/// `patience`: one that is stopped or hangs never answers. Throws nothing for that. `is_it` must own what it
/// uses: see within().
[[nodiscard]] std::optional<std::vector<VrrpState>> ask_vrrp_states(const std::function<bool(pid_t)>& is_it,
                                                                    std::chrono::milliseconds patience);

}  // namespace vipwarden::systemd
