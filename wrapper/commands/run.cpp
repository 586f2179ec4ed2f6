// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "systemd/sd_notifier.hpp"
#include "systemd/watchdog.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/environment.hpp"
#include "wrapper/commands/keepalived_run.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/exit_code.hpp"
#include "wrapper/supervisor/child_process.hpp"

namespace vipwarden::commands {

namespace {

/// keepalived must not talk to the service manager beside us: readiness and signs of life are ours to give.
std::vector<std::string> for_keepalived(std::vector<std::string> environment) {
    const auto concerns_us = [](std::string_view variable) {
        return variable.starts_with("NOTIFY_SOCKET=") || variable.starts_with("WATCHDOG_") ||
               variable.starts_with("VIPWARDEN_RUN_ID=");
    };
    environment.erase(std::remove_if(environment.begin(), environment.end(), concerns_us), environment.end());
    return environment;
}

/// --version, --config-test and the like: no daemon, so there is nothing to supervise and nothing to release.
int become_keepalived(const RunOptions& options) {
    const auto error = supervisor::become(options.program, options.arguments);
    spdlog::error("{}: {}; give keepalived's path with --keepalived", options.program, error.message());
    return static_cast<int>(ExitCode::unavailable);
}

bool start(KeepalivedRun& run, const RunOptions& options) {
    try {
        run.start();
        return true;
    } catch (const std::system_error& error) {
        spdlog::error("{}; give keepalived's path with --keepalived (now: {})", error.what(),
                      options.program);
        return false;
    }
}

}  // namespace

int run(const RunOptions& options, const std::vector<std::string>& environment) {
    auto arguments = supervisor::parse_keepalived_arguments(options.arguments);
    if (arguments.not_a_daemon) {
        return become_keepalived(options);
    }
    supervisor::EventSource events;  // blocks the signals: from here on none is lost
    supervisor::become_subreaper();
    const auto variable = lookup_in(environment);
    systemd::SdNotifier notifier{
        variable("NOTIFY_SOCKET").value_or(""),
        systemd::watchdog_interval(variable("WATCHDOG_USEC"), variable("WATCHDOG_PID"), ::getpid())};
    KeepalivedRun run{options, std::move(arguments), for_keepalived(environment), events, notifier};
    run.prepare();
    if (!start(run, options)) {
        run.give_up();
        return static_cast<int>(ExitCode::unavailable);
    }
    const auto status = run.supervise();
    const auto report = run.release();
    if (options.json) {
        print_result(report::release_json({{.subject = run.subject(), .report = report}}));
    }
    return report.verified() ? status.code() : static_cast<int>(ExitCode::leftovers);
}

}  // namespace vipwarden::commands
