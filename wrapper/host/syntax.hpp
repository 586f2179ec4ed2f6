// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vipwarden::host {

/// How far a file has to be understood to tell what it does from what it merely mentions.
enum class Syntax : std::uint8_t {
    script,    ///< '#' begins a comment; any line may do anything.
    settings,  ///< '#' begins a comment; lines have keys: /etc/network/interfaces, YAML, ifcfg-*.
    ini,       ///< The same with ';' at the begin of a line: keyfiles.
    unit,      ///< The same, and a backslash at its end joins a line with the next: units of systemd.
    frr,       ///< '!' and '#' begin a comment; only `ip address` and `vrrp` give an address to an interface.
    keepalived,  ///< '!' and '#' begin a comment; only its three blocks of addresses count.
    xml,         ///< <!-- comments -->
    json,        ///< No comments.
};

struct Line {
    std::size_t number{1};
    std::string text{};  ///< Without comments, and without blanks around it.

    bool operator==(const Line&) const = default;
};

/// The lines of a file that are neither empty nor a comment.
[[nodiscard]] std::vector<Line> lines_of(std::string text, Syntax syntax);

/// Whether an address in this line would be put on an interface, as far as can be told: not where it is a
/// gateway, a name server, or what somebody listens on.
[[nodiscard]] bool may_set_addresses(std::string_view line, Syntax syntax);

/// Whether the line runs, starts or pulls in something called keepalived: not its configuration files or
/// directories, and not a mere description.
[[nodiscard]] bool may_start_keepalived(std::string_view line, Syntax syntax);

}  // namespace vipwarden::host
