// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vipwarden::systemd {

/// A unit file.
struct UnitFile {
    std::string name{};
    std::string text{};

    bool operator==(const UnitFile&) const = default;
};

/// The templates that release from outside of a unit's cgroup (systemd/units), for a program at that path,
/// with a first line that says who wrote them. For a system on which no package has installed them.
[[nodiscard]] std::vector<UnitFile> third_layer_files(const std::string& vipwarden);

/// Whether that first line is there.
[[nodiscard]] bool is_our_unit_file(std::string_view text);

}  // namespace vipwarden::systemd
