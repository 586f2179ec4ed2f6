// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace vipwarden::support {

/// What a configuration probably wants to find on its machine.
struct NamedThings {
    std::set<std::string> interfaces{};
    std::set<std::string> namespaces{};  ///< Network namespaces, for `net_namespace`.

    bool operator==(const NamedThings&) const = default;
};

/// A plain scan of the text for words behind `interface`, `dev` and their like, in track_interface blocks and
/// in definitions. On purpose no parser: a name that it misses or makes up changes which interfaces there
/// are, and that is the same for keepalived and for us. Names beginning with "nope" are left out: they stand
/// for interfaces that do not exist.
/// A network namespace may be called as the value of any definition, or as `config_id`.
void find_names(std::string_view text, const std::string& config_id, NamedThings& found);

}  // namespace vipwarden::support
