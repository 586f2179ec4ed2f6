// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

// Options that several verbs have in common.

void add_snapshot_dir(CLI::App& verb, std::string& directory);
void add_keepalived_version(CLI::App& verb, std::optional<config::Version>& version);

/// -f, -i, -s, and the two above.
void add_selection(CLI::App& verb, Selection& selection);

/// The same for a verb that takes keepalived's command line behind "--" as well.
void add_selection_or_command(CLI::App& verb, Selection& selection);

/// --keep
void add_keep(CLI::App& verb, std::vector<release::KeepRule>& rules);

/// --lease
void add_lease(CLI::App& verb, std::optional<std::chrono::seconds>& lease);

/// For such a verb: what stands behind "--" (itself included), or what is wrong with it.
[[nodiscard]] std::optional<UsageError> take_command(Selection& selection,
                                                     const std::vector<std::string>& behind);

/// A verb that is about one keepalived, and takes its command line behind "--" as well.
template <typename Options>
class SelectingVerb : public PlainVerb<Options> {
 public:
    using PlainVerb<Options>::PlainVerb;

    [[nodiscard]] bool takes_keepalived() const final { return true; }

    [[nodiscard]] CommandLine finish(std::vector<std::string> /*rest*/,
                                     const std::vector<std::string>& behind) override {
        if (auto error = take_command(this->options().selection, behind)) {
            return *std::move(error);
        }
        return this->options();
    }
};

}  // namespace vipwarden::commands
