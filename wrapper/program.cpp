// SPDX-License-Identifier: MIT
#include "wrapper/program.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/exit_code.hpp"
#include "wrapper/report/printable.hpp"

namespace vipwarden {

namespace {

ExitCode code_for(const std::system_error& error) {
    const auto denied =
        error.code() == std::errc::operation_not_permitted || error.code() == std::errc::permission_denied;
    return denied ? ExitCode::permission : ExitCode::internal;
}

}  // namespace

std::vector<std::string> environment() {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        variables.emplace_back(*variable);
    }
    return variables;
}

int run_program(const std::function<int()>& carry_out) try {
    // Whoever reads our log may end before we do; that must not end us in the middle of a release.
    (void)std::signal(SIGPIPE, SIG_IGN);
    const char* journal_stream = std::getenv("JOURNAL_STREAM");
    commands::set_up_log(journal_stream != nullptr ? journal_stream : "");
    return carry_out();
} catch (const std::system_error& error) {
    fmt::print(stderr, "vipwarden: {}\n", report::printable(error.what()));
    return static_cast<int>(code_for(error));
} catch (const std::exception& error) {
    fmt::print(stderr, "vipwarden: this is a defect, please report it: {}\n", error.what());
    return static_cast<int>(ExitCode::internal);
}

int InBoth::operator()(const commands::RunOptions& options) const {
    return commands::run(options, environment());
}

int InBoth::operator()(const commands::ReleaseOptions& options) const {
    return commands::release(options, environment());
}

int InBoth::operator()(const commands::SnapshotOptions& options) const {
    return commands::snapshot(options, environment());
}

int InBoth::operator()(const commands::Information& information) const {
    fmt::print("{}", information.text);
    return static_cast<int>(ExitCode::clean);
}

int InBoth::operator()(const commands::UsageError& error) const {
    fmt::print(stderr, "vipwarden: {} (see vipwarden --help)\n", error.message);
    return static_cast<int>(ExitCode::usage);
}

}  // namespace vipwarden
