// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "wrapper/supervisor/hang_detector.hpp"

namespace vipwarden::commands {

/// What the log says of a VRRP process that hangs: the evidence, what is done, and what helps. `waits_in`:
/// the function of the kernel, empty if it is not known. Pure.
[[nodiscard]] std::string hang_with_vips(const supervisor::HangEvidence& evidence,
                                         const std::string& waits_in, std::size_t held);
[[nodiscard]] std::string hang_without_vips(const supervisor::HangEvidence& evidence,
                                            const std::string& waits_in);

}  // namespace vipwarden::commands
