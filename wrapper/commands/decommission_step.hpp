// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "wrapper/exit_code.hpp"
#include "wrapper/report/checklist.hpp"

namespace vipwarden::commands {

/// One item of the checklist, and what the program ends with for its sake.
struct Step {
    report::ChecklistItem item{};
    ExitCode code{ExitCode::clean};  ///< Of a FAIL only.

    bool operator==(const Step&) const = default;
};

using Steps = std::vector<Step>;

[[nodiscard]] Step passed(std::string name, std::string text, std::string advice = {});
/// TODO in a dry run, else DONE.
[[nodiscard]] Step done(std::string name, std::string text, bool dry_run = false);
[[nodiscard]] Step warned(std::string name, std::string text, std::string advice = {});
[[nodiscard]] Step failed(ExitCode code, std::string name, std::string text, std::string advice);

/// "a, b"; of more than eight "a, b, c, d, e, f, g, h and 2 more": the log has each of them.
[[nodiscard]] std::string listed(const std::vector<std::string>& what);

/// Adds those of `more` that are not there yet: two configurations in one namespace find much alike.
void append(Steps& steps, Steps more);

/// What the whole ends with. A missing capability explains everything else, so it comes first, then systemd;
/// an address that is left here is to be put right here, before who else answers is looked at.
[[nodiscard]] ExitCode code_of(const Steps& steps);

}  // namespace vipwarden::commands
