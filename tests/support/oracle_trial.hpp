// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "wrapper/config/version.hpp"

namespace vipwarden::support {

/// The keepalived that is asked.
struct OracleKeepalived {
    std::string program{};      ///< Its path, seen from `root`.
    std::string root{};         ///< Of a file system for chroot(2) with another release in it; empty = none.
    config::Version version{};  ///< What it says of itself.
};

/// One configuration to try.
struct Trial {
    std::string name{};   ///< Of the top file.
    std::string title{};  ///< What the verdict is called; empty = as the file.
    /// The file system in which it is tried: either an existing directory …
    std::filesystem::path directory{};
    /// … or, where that is empty, these files, by their path relative to the top file.
    std::map<std::string, std::string> files{};
    std::string config_id{"node1"};  ///< keepalived's -i (1.3.0 and later).
};

}  // namespace vipwarden::support
