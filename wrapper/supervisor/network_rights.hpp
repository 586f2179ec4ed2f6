// SPDX-License-Identifier: MIT
#pragma once

#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// Whether the process of this directory (open_process()) may change addresses in its network namespace: has
/// CAP_NET_ADMIN, in the user namespace that owns the network namespace or in one above it
/// (user_namespaces(7)). Any user can start a program of any name; only who passes here can hold a VIP. True
/// where it can't be told.
[[nodiscard]] bool may_change_addresses(const UniqueFd& process);

}  // namespace vipwarden::supervisor
