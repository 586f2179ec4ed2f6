// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>

namespace vipwarden::netlink {

/// The category of libnl's own errors (NLE_*, netlink/errno.h). They are numbered apart from errno: 19 is
/// "no such address" here and ENODEV there. Comparable with std::errc where there is a counterpart.
[[nodiscard]] const std::error_category& nl_category() noexcept;

/// Throws std::system_error when a libnl call returned a negative number.
void check_nl(int result, const std::string& what_was_tried);

}  // namespace vipwarden::netlink
