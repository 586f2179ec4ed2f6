// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/commands/keepalived_version.hpp"
#include "wrapper/config/parser.hpp"

namespace vipwarden::commands {

/// How one configuration is read.
struct Reading {
    config::ParseOptions options{};
    bool version_is_known{false};  ///< Else options.version is our default.

    /// "2.2.7" for the record; empty if it is not known.
    [[nodiscard]] std::string recorded_version() const {
        return version_is_known ? config::to_string(options.version) : std::string{};
    }
};

/// Decides how the configurations of one run of a verb are read.
class Reader {
 public:
    /// `environment` ("NAME=value"): what keepalived has, or would have if it were started from here.
    Reader(KeepalivedVersion version, std::vector<std::string> environment)
        : version_{std::move(version)}, environment_{std::move(environment)} {}

    /// `config_id`: keepalived's -i, may be empty. `recorded`: the version in a snapshot, may be empty.
    [[nodiscard]] Reading reading(const std::string& config_id, std::string_view recorded = {});

 private:
    KeepalivedVersion version_;
    std::vector<std::string> environment_;
};

/// The configuration id that keepalived goes by: -i as given, else the host name up to its first dot.
[[nodiscard]] std::string effective_config_id(const std::string& given);

}  // namespace vipwarden::commands
