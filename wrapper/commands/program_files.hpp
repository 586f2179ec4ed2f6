// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace vipwarden::commands {

// vipwarden is two programs. The one that units and people call carries what stands in a unit's way (run,
// release, snapshot, and list); it loads no library but the C library's. The other has every verb, with the
// D-Bus libraries below them, and is called by the first. Each looks for the other beside itself, then where
// it is installed, from where it is itself.

/// Whether it is one of the two, by its name.
[[nodiscard]] bool is_program_of_vipwarden(const std::filesystem::path& program);

/// The program that has every verb. Where it is installed, if it is in neither place.
[[nodiscard]] std::filesystem::path program_with_all_verbs();

/// Why the other program is not to be called, which root may be about to do: it, or the link to it, belongs
/// to somebody else than root, the caller or the owner of this program, or all may write to it. Nothing if
/// that is as it should be, or there is no such file.
[[nodiscard]] std::optional<std::string> why_not_trusted(const std::filesystem::path& other);

/// The program that a unit has to call, whichever of the two this is. Throws std::system_error if it is not
/// there, or not to be trusted.
[[nodiscard]] std::filesystem::path program_to_call();

}  // namespace vipwarden::commands
