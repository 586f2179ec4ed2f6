// SPDX-License-Identifier: MIT
#include "wrapper/commands/unit_verb.hpp"

#include <spdlog/spdlog.h>

#include "wrapper/commands/log.hpp"

namespace vipwarden::commands {

ExitCode tell(const report::UnitChange& change, bool json) {
    print_result(json ? change_json(change) : change_text(change));
    for (const auto& remark : change.remarks) {
        spdlog::warn("{}", remark);
    }
    for (const auto& problem : change.problems) {
        spdlog::error("{} is not as it was wanted: {}", change.unit, problem);
    }
    return change.problems.empty() ? ExitCode::clean : ExitCode::unavailable;
}

ExitCode refuse(const std::string& reason) {
    spdlog::error("{}; nothing was changed", reason);
    return ExitCode::unavailable;
}

ExitCode refuse_name(const std::string& unit) {
    spdlog::error(
        "'{}' is not the name of a service; of a template name an instance, such as keepalived@blue.service",
        unit);
    return ExitCode::usage;
}

ExitCode tell_error(const std::system_error& error, const std::string& advice) {
    if (error.code() == std::errc::permission_denied || error.code() == std::errc::operation_not_permitted) {
        spdlog::error("{}; run this as root", error.what());
        return ExitCode::permission;
    }
    if (error.code() == std::errc::not_connected) {
        spdlog::error("{}; {}", error.what(), advice);
    } else {
        spdlog::error("{}", error.what());
    }
    return ExitCode::unavailable;
}

}  // namespace vipwarden::commands
