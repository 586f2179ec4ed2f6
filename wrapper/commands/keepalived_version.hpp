// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wrapper/config/version.hpp"

namespace vipwarden::commands {

/// The version in what `keepalived --version` prints ("Keepalived v2.2.7 (01/16,2022)", …); nothing if that
/// is not keepalived's own line: other programs print numbers too.
[[nodiscard]] std::optional<config::Version> version_in(std::string_view output);

/// The same out of keepalived's program file, where that line is a constant; nothing if that is no program in
/// machine language, or if there is no such text, or more than one.
[[nodiscard]] std::optional<config::Version> version_in_program(std::string_view file);

/// Which keepalived configurations are read for. It differs in what counts as an address and in where one
/// goes, so it is asked for, and never waited for long: neither a start nor a release hangs on it (I7).
class KeepalivedVersion {
 public:
    /// A choice, and whether it is more than our default.
    struct Choice {
        config::Version version{config::kDefaultVersion};
        bool known{false};
    };

    /// `given`: by the operator. `program`: a path, or a name in $PATH.
    KeepalivedVersion(std::optional<config::Version> given, std::string program)
        : given_{given}, program_{std::move(program)} {}

    /// What the operator gave; else what is recorded (a snapshot's keepalived_version; may be empty or
    /// nonsense); else what the program says of itself, which is looked up in its file or, where that does
    /// not tell, asked once, and for 2 s at most; else config::kDefaultVersion, which is logged once.
    /// `path`: where its file is searched for, as $PATH says.
    [[nodiscard]] Choice choose(std::string_view recorded = {}, std::string_view path = {});

 private:
    [[nodiscard]] Choice ask(std::string_view path) const;

    std::optional<config::Version> given_;
    std::string program_;
    std::optional<Choice> answer_{};
};

}  // namespace vipwarden::commands
