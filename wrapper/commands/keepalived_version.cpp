// SPDX-License-Identifier: MIT
#include "wrapper/commands/keepalived_version.hpp"

#include <chrono>

#include <spdlog/spdlog.h>

#include "wrapper/supervisor/program_output.hpp"

namespace vipwarden::commands {

namespace {

/// It takes keepalived 10 ms to answer.
constexpr std::chrono::seconds kPatience{2};

constexpr config::Version kMislabelled{.major = 1, .minor = 2, .patch = 23};

}  // namespace

std::optional<config::Version> version_in(std::string_view output) {
    constexpr std::string_view kName = "Keepalived v";
    for (std::size_t line = 0; line < output.size();) {
        if (output.substr(line).starts_with(kName)) {
            const auto version = config::parse_version(output.substr(line + kName.size()));
            // The release 1.2.24 calls itself 1.2.23.
            return version == kMislabelled ? config::Version{1, 2, 24} : version;
        }
        const auto end = output.find('\n', line);
        line = end == std::string_view::npos ? output.size() : end + 1;
    }
    return std::nullopt;
}

KeepalivedVersion::Choice KeepalivedVersion::choose(std::string_view recorded) {
    if (given_) {
        return {.version = *given_, .known = true};
    }
    if (const auto version = config::parse_version(recorded)) {
        return {.version = *version, .known = true};
    }
    if (!answer_) {
        answer_ = ask();
    }
    return *answer_;
}

KeepalivedVersion::Choice KeepalivedVersion::ask() const {
    const auto output = supervisor::output_of(program_, {"--version"}, kPatience);
    if (const auto version = version_in(output.value_or(""))) {
        return {.version = *version, .known = true};
    }
    spdlog::info(
        "{} does not say which version it is: the configuration is read as keepalived {} reads it; name "
        "another one with --keepalived-version",
        program_, config::to_string(config::kDefaultVersion));
    return {};
}

}  // namespace vipwarden::commands
