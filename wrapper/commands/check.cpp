// SPDX-License-Identifier: MIT
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include "wrapper/commands/check_look.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/exit_code.hpp"
#include "wrapper/new_file.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::commands {

namespace {

using report::CheckReport;
using report::Severity;

/// For the journal of a unit that checks now and then: what is printed is dropped there.
void log_what_is_wrong(const CheckReport& report) {
    for (const auto& finding : report.findings) {
        spdlog::log(finding.severity == Severity::critical ? spdlog::level::err : spdlog::level::warn, "{}",
                    sentence(finding));
    }
}

std::string in_format(CheckFormat format, const CheckReport& report) {
    switch (format) {
        case CheckFormat::table:
            break;
        case CheckFormat::json:
            return check_json(report);
        case CheckFormat::prometheus:
            return check_prometheus(report);
        case CheckFormat::nagios:
            return check_nagios(report);
    }
    return check_text(report);
}

/// node_exporter reads only what ends in ".prom", so never the file while it is written.
void write_textfile(const std::string& directory, const std::string& text) {
    const UniqueFd parent{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!parent) {
        throw std::system_error{errno, std::generic_category(),
                                fmt::format("open the directory '{}'", directory)};
    }
    NewFile fresh{parent.get(), std::filesystem::path{directory} / "vipwarden.prom",
                  S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH};
    fresh.fill(text);
    fresh.replace_target();
}

CheckReport look_or_say_why(const CheckOptions& options, const std::vector<std::string>& environment) try {
    return look(options, environment);
} catch (const std::system_error& error) {
    // For monitoring "could not look" is an answer of its own, not one of our exit codes.
    return could_not_look(fmt::format("could not look: {}", error.what()));
}

CheckCode code_of(Severity severity) {
    switch (severity) {
        case Severity::ok:
            return CheckCode::ok;
        case Severity::warning:
            return CheckCode::warning;
        case Severity::critical:
            return CheckCode::critical;
        case Severity::unknown:
            break;
    }
    return CheckCode::unknown;
}

}  // namespace

int check(const CheckOptions& options, const std::vector<std::string>& environment) {
    auto report = look_or_say_why(options, environment);
    report.program_version = VIPWARDEN_VERSION;
    try {
        if (options.textfile) {
            write_textfile(*options.textfile, check_prometheus(report));
        }
    } catch (const std::system_error& error) {
        report.findings.push_back({.severity = Severity::unknown,
                                   .kind = report::FindingKind::not_looked,
                                   .message = fmt::format("no metrics were written: {}", error.what())});
    }
    for (const auto& remark : report.remarks) {
        spdlog::info("{}", remark);
    }
    if (options.recorded || options.textfile) {
        log_what_is_wrong(report);
    }
    print_result(in_format(options.format, report));
    return static_cast<int>(code_of(report.status()));
}

}  // namespace vipwarden::commands
