// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace vipwarden::commands {

// vipwarden is two programs. The one that units and people call carries what stands in a unit's way (run,
// release, snapshot, and list); it loads no library but the C library's. The other has every verb, with the
// D-Bus libraries below them, and is called by the first. Each looks for the other beside itself, then where
// it is installed, from where it is itself.

/// Whether it is one of the two, by its name.
[[nodiscard]] bool is_program_of_vipwarden(const std::filesystem::path& program);

/// The program that has every verb. Where it is installed, if it is in neither place.
[[nodiscard]] std::filesystem::path program_with_all_verbs();

/// The program that a unit has to call, whichever of the two this is. Throws std::system_error if it is not
/// there.
[[nodiscard]] std::filesystem::path program_to_call();

}  // namespace vipwarden::commands
