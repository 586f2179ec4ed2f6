// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_unit.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <future>
#include <string_view>

#include <fmt/format.h>

#include "systemd/unit_name.hpp"
#include "wrapper/commands/installer.hpp"

namespace vipwarden::commands {

namespace {

using std::chrono::seconds;

constexpr std::string_view kMasked = "masked";

/// systemd waits for TimeoutStopSec= before it kills, as long once more after that, and as long for
/// ExecStopPost= (systemd.service(5)). Whoever set "infinity" is not waited for that long.
seconds patience_with(const systemd::UnitProperties& unit) {
    constexpr std::chrono::microseconds kMost = std::chrono::minutes{5};
    return std::chrono::ceil<seconds>(3 * std::min(unit.timeout_stop, kMost)) + seconds{30};
}

ExitCode code_for(const std::system_error& error) {
    return error.code() == std::errc::permission_denied ? ExitCode::permission : ExitCode::unavailable;
}

/// The call waits for systemd's signal; this waits for the call, and tells so now and then.
systemd::JobOutcome wait_for(std::future<systemd::JobOutcome> stopping, seconds patience,
                             const Progress& progress) {
    std::chrono::milliseconds waited{0};
    while (stopping.wait_for(progress.interval) != std::future_status::ready) {
        waited += progress.interval;
        progress.tell(waited, patience);
    }
    return stopping.get();
}

/// The operator's own unit file, not a link: it is where systemd would put the mask (systemd.unit(5)).
bool is_in_the_way(const systemd::UnitProperties& unit) {
    return std::filesystem::path{unit.fragment_path}.parent_path() == kUnitDirectory;
}

Step unmaskable(const systemd::UnitProperties& unit) {
    const auto& file = unit.fragment_path;
    return warned(
        "mask",
        fmt::format("{} is the operator's own file and stands where the mask would, so {} can still "
                    "be started by hand",
                    file, unit.name),
        fmt::format("mv {} {}.decommissioned && systemctl daemon-reload && systemctl mask {}", file, file,
                    unit.name));
}

}  // namespace

UnitSteps::UnitSteps(systemd::UnitManager& manager, const std::string& service, bool dry_run)
    : manager_{manager}, dry_run_{dry_run}, unit_{manager.load(service)} {}

bool UnitSteps::is_running() const {
    return unit_.active_state != "inactive" && unit_.active_state != "failed";
}

bool UnitSteps::is_missing() const {
    return unit_.load_state == "not-found" && unit_.active_state == "inactive";
}

/// One of the few places that catch: what can't be done is an item, and the rest of the list goes on.
template <typename Action>
Step UnitSteps::attempt(const std::string& name, const std::string& advice, Action action) {
    try {
        return action();
    } catch (const std::system_error& error) {
        const auto code = code_for(error);
        return failed(code, name, error.what(), code == ExitCode::permission ? "run this as root" : advice);
    }
}

Step UnitSteps::exists() const {
    const auto& [name, load, active] = std::tie(unit_.name, unit_.load_state, unit_.active_state);
    if (load == "not-found") {
        return warned("unit",
                      is_running() ? fmt::format("the file of {} is gone, but it is {}", name, active)
                                   : fmt::format("there is no {}: nothing to stop", name),
                      is_running() ? "" : "if keepalived has another unit, name that one");
    }
    if (load != "loaded" && load != kMasked) {
        return warned("unit", fmt::format("systemd can't load {} ({})", name, load),
                      fmt::format("'systemctl status {}' says why", name));
    }
    const auto state = unit_.unit_file_state.empty() ? load : unit_.unit_file_state;
    return passed("unit", fmt::format("{}: {}, {}", name, active, state));
}

Step UnitSteps::stop(const Progress& progress) {
    const auto& name = unit_.name;
    if (!is_running()) {
        return passed("stop", fmt::format("{} does not run ({})", name, unit_.active_state));
    }
    if (dry_run_) {
        return done("stop", fmt::format("{} is {}: would be stopped", name, unit_.active_state), dry_run_);
    }
    const auto by_force = fmt::format(
        "'systemctl status {}' says why; 'systemctl kill --signal=KILL {}' ends it, then run this again",
        name, name);
    return attempt("stop", by_force, [&] {
        const auto patience = patience_with(unit_);
        const auto outcome =
            wait_for(std::async(std::launch::async, [&, patience] { return manager_.stop(name, patience); }),
                     patience, progress);
        unit_ = manager_.load(name);
        const auto how = fmt::format("job {}, result {}", outcome.job, outcome.unit_result);
        if (is_running()) {
            // Of a newer systemd, which no longer thaws what it stops: 257.
            const auto advice = outcome.job == "frozen"
                                    ? fmt::format("'systemctl thaw {}', then run this again", name)
                                    : by_force;
            return failed(ExitCode::unavailable, "stop",
                          fmt::format("{} is still {} ({})", name, unit_.active_state, how), advice);
        }
        return outcome.clean()
                   ? done("stop", fmt::format("{} has stopped", name))
                   : warned(
                         "stop", fmt::format("{} has ended, but not well ({})", name, how),
                         fmt::format("'journalctl --unit={}' says why; what it left is released here", name));
    });
}

Step UnitSteps::disable() {
    const auto& name = unit_.name;
    static constexpr std::array<std::string_view, 4> kBySymlinks{"enabled", "enabled-runtime", "linked",
                                                                 "alias"};
    const auto starts_at_boot = [this] {
        return std::ranges::find(kBySymlinks, unit_.unit_file_state) != kBySymlinks.end();
    };
    const auto state = [this] {
        return unit_.unit_file_state.empty() ? "no unit file" : unit_.unit_file_state;
    };
    if (!starts_at_boot()) {
        return passed("disable", fmt::format("{} is not enabled ({})", name, state()));
    }
    if (dry_run_) {
        return done("disable", fmt::format("{} is {}: would be disabled", name, state()), dry_run_);
    }
    const auto by_hand = fmt::format("systemctl disable {}", name);
    return attempt("disable", by_hand, [&] {
        manager_.disable(name);
        manager_.reload();
        unit_ = manager_.load(name);
        return starts_at_boot() ? failed(ExitCode::unavailable, "disable",
                                         fmt::format("{} is still {}", name, state()), by_hand + " --runtime")
                                : done("disable", fmt::format("{} is disabled", name));
    });
}

Step UnitSteps::mask() {
    const auto& name = unit_.name;
    const auto is_masked = [this] {
        return unit_.load_state == kMasked && unit_.unit_file_state == kMasked;  // not "masked-runtime"
    };
    if (is_masked()) {
        return passed("mask", fmt::format("{} is masked", name));
    }
    if (unit_.load_state == "not-found") {
        return passed("mask", fmt::format("there is no {} to mask", name));
    }
    if (is_in_the_way(unit_)) {
        return unmaskable(unit_);
    }
    if (dry_run_) {
        return done("mask", fmt::format("{} would be masked: nothing could start it any more", name),
                    dry_run_);
    }
    if (is_running()) {
        return failed(
            ExitCode::unavailable, "mask",
            fmt::format("{} still runs, and a unit that is masked while it runs forgets how to stop", name),
            "stop it, then run this again");
    }
    const auto by_hand = fmt::format("systemctl mask {}", name);
    return attempt("mask", by_hand, [&] {
        manager_.mask(name);
        manager_.reload();
        unit_ = manager_.load(name);
        return is_masked() ? done("mask", fmt::format("{} is masked: nothing can start it any more", name))
                           : failed(ExitCode::unavailable, "mask",
                                    fmt::format("{} is still {}", name, unit_.load_state), by_hand);
    });
}

Step UnitSteps::reset() {
    const auto& name = unit_.name;
    const auto has_failed = [this] { return unit_.active_state == "failed"; };
    if (!has_failed()) {
        return passed("reset", fmt::format("{} does not count as failed", name));
    }
    const auto how = fmt::format("{} had failed ({})", name, unit_.result);
    if (dry_run_) {
        return done("reset", how + ": would be reset", dry_run_);
    }
    const auto by_hand = fmt::format("systemctl reset-failed {}", name);
    return attempt("reset", by_hand, [&] {
        manager_.reset_failed(name);
        unit_ = manager_.load(name);
        return has_failed() ? failed(ExitCode::unavailable, "reset", how + ", and still counts so", by_hand)
                            : done("reset", how + ": reset, it does not count as failed any more");
    });
}

Step UnitSteps::guards(const std::string& drop_in) {
    const auto timer = systemd::check_timer(unit_.name);
    return attempt("guards", fmt::format("systemctl status {}", timer), [&] {
        const auto found = manager_.load(timer);
        const bool runs = found.active_state == "active" || found.unit_file_state == "enabled";
        if (!runs && drop_in.empty()) {
            return passed("guards", "nothing of vipwarden is installed for the unit");
        }
        return passed(
            "guards",
            fmt::format("left as they are, for what may yet come back: {}{}{}", runs ? timer : "",
                        runs && !drop_in.empty() ? " and " : "", drop_in),
            fmt::format("they do nothing about what is released; 'vipwarden uninstall {}' takes them "
                        "away",
                        unit_.name));
    });
}

Steps without_systemd(const std::string& service, const std::system_error& why) {
    const auto code = code_for(why);
    return {
        failed(code, "unit", why.what(),
               code == ExitCode::permission
                   ? "run this as root"
                   : fmt::format("start dbus and run this again, or type 'systemctl stop {0} && systemctl "
                                 "disable {0} && systemctl mask {0}'",
                                 service)),
        failed(code, "stop", fmt::format("{} was not stopped, disabled or masked", service),
               "what its keepalived holds is left alone as long as it lives")};
}

}  // namespace vipwarden::commands
