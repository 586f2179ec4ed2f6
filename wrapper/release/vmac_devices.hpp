// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/release/facts.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {

/// Whether an address may go with the VMAC device that it is on: what keepalived or the kernel gives to every
/// such device by itself (IPv6 link-local, fe80::/10).
[[nodiscard]] bool goes_with_its_device(const netlink::InterfaceAddress& address);

/// The VMAC devices that keepalived left behind, in the order of the links: nothing that `addresses` (a plan
/// without its links) keeps or puts back is on them, and no other keepalived may use them.
[[nodiscard]] std::vector<PlannedLink> vmac_devices(const Facts& facts, const Plan& addresses);

}  // namespace vipwarden::release
