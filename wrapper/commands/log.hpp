// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "wrapper/config/diagnostic.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::commands {

/// Sends spdlog's default logger to stderr. `journal_stream` is $JOURNAL_STREAM (systemd.exec(5)): when
/// stderr really is that stream, each line starts with its priority as sd-daemon(3) has it ("<4>"), else with
/// its level.
void set_up_log(const std::string& journal_stream);

/// The result of a verb, to stdout. A reader that has gone away is no error: what was to be done is done.
void print_result(const std::string& text);

/// One line per diagnostic line, so that the caret stays below its column in the journal too.
void log_diagnostics(const std::vector<config::Diagnostic>& diagnostics);

/// One line per removed route, rule and address, address put back, device deleted and address kept, each with
/// its reason; errors say what to do, in the network namespace of that name (empty: the present one).
void log_release(const release::ReleaseReport& report, const std::string& net_namespace);

}  // namespace vipwarden::commands
