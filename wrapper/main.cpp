// SPDX-License-Identifier: MIT
#include <csignal>
#include <cstdlib>
#include <exception>
#include <span>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "wrapper/commands/cli.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/exit_code.hpp"

namespace {

using namespace vipwarden;

std::vector<std::string> environment() {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        variables.emplace_back(*variable);
    }
    return variables;
}

template <typename... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

int carry_out(const commands::CommandLine& line) {
    return std::visit(
        Overloaded{
            [](const commands::RunOptions& options) { return commands::run(options, environment()); },
            [](const commands::ReleaseOptions& options) { return commands::release(options, environment()); },
            [](const commands::SnapshotOptions& options) {
                return commands::snapshot(options, environment());
            },
            [](const commands::ListOptions& options) { return commands::list(options, environment()); },
            [](const commands::CheckOptions& options) { return commands::check(options, environment()); },
            [](const commands::ProbeOptions& options) { return commands::probe(options); },
            [](const commands::InstallOptions& options) { return commands::install(options); },
            [](const commands::UninstallOptions& options) { return commands::uninstall(options); },
            [](const commands::DecommissionOptions& options) {
                return commands::decommission(options, environment());
            },
            [](const commands::Information& information) {
                fmt::print("{}", information.text);
                return static_cast<int>(ExitCode::clean);
            },
            [](const commands::UsageError& error) {
                fmt::print(stderr, "vipwarden: {} (see vipwarden --help)\n", error.message);
                return static_cast<int>(ExitCode::usage);
            }},
        line);
}

ExitCode code_for(const std::system_error& error) {
    const auto denied =
        error.code() == std::errc::operation_not_permitted || error.code() == std::errc::permission_denied;
    return denied ? ExitCode::permission : ExitCode::internal;
}

}  // namespace

int main(int argc, char** argv) try {
    // Whoever reads our log may end before we do; that must not end us in the middle of a release.
    (void)std::signal(SIGPIPE, SIG_IGN);
    const char* journal_stream = std::getenv("JOURNAL_STREAM");
    commands::set_up_log(journal_stream != nullptr ? journal_stream : "");
    return carry_out(commands::parse_command_line(argc, argv));
} catch (const std::system_error& error) {
    fmt::print(stderr, "vipwarden: {}\n", error.what());
    return static_cast<int>(code_for(error));
} catch (const std::exception& error) {
    fmt::print(stderr, "vipwarden: this is a defect, please report it: {}\n", error.what());
    return static_cast<int>(ExitCode::internal);
}
