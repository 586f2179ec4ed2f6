// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "systemd/unit.hpp"

namespace vipwarden::systemd {

/// How vipwarden takes part in a unit.
enum class Mode {
    supervise,  ///< It is the main process and starts keepalived.
    hook,       ///< keepalived stays the main process; vipwarden is called before, at a reload, and after.
};

/// A drop-in of somebody else.
struct DropInFile {
    std::string path{};
    std::string text{};
};

struct DropInRequest {
    Mode mode{Mode::supervise};
    std::string vipwarden{};                      ///< The program's path.
    std::optional<std::chrono::seconds> lease{};  ///< For supervise: `run --lease`.
    bool third_layer{false};                      ///< The units that act from outside of the cgroup exist.
};

/// What a drop-in makes of its unit: "ExecStart" and what the service manager must say of it afterwards. A
/// key stands there once for each line.
using Effect = std::vector<std::pair<std::string, std::string>>;

struct DropIn {
    std::string text{};
    Effect effect{};
    std::vector<std::string> remarks{};  ///< What the operator should know of this unit.
};

/// Why there is no drop-in for a unit, and what to do.
struct Refusal {
    std::string reason{};
};

/// Where the drop-in of a service belongs. The name sorts before "override.conf", so that what an operator
/// writes with `systemctl edit` still wins.
inline constexpr std::string_view kDropInName = "60-vipwarden.conf";
[[nodiscard]] std::string drop_in_directory(const std::string& service);

/// Whether the text was made by make_drop_in(): its first line says so.
[[nodiscard]] bool is_our_drop_in(std::string_view text);

/// Pure. `unit` is what the service manager says, be our drop-in part of that already or not: the text comes
/// out the same. `others` are the drop-ins of the unit that are not ours, in their order.
[[nodiscard]] std::variant<DropIn, Refusal> make_drop_in(const UnitProperties& unit,
                                                         const std::vector<DropInFile>& others,
                                                         const DropInRequest& request);

/// What of `effect` the unit does not show, a sentence each; empty if the drop-in does what it should.
[[nodiscard]] std::vector<std::string> what_is_missing(const Effect& effect, const UnitProperties& unit);

}  // namespace vipwarden::systemd
