// SPDX-License-Identifier: MIT
#include "wrapper/commands/keepalived_version.hpp"

#include <chrono>

#include <spdlog/spdlog.h>

#include "wrapper/supervisor/program_file.hpp"
#include "wrapper/supervisor/program_output.hpp"

namespace vipwarden::commands {

namespace {

/// It takes keepalived 10 ms to answer.
constexpr std::chrono::seconds kPatience{2};

constexpr std::string_view kName = "Keepalived v";
constexpr std::string_view kInNumber = "0123456789.";
constexpr std::size_t kLongestNumber = 20;

constexpr config::Version kMislabelled{.major = 1, .minor = 2, .patch = 23};

}  // namespace

std::optional<config::Version> version_in(std::string_view output) {
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

std::optional<config::Version> version_in_program(std::string_view file) {
    if (!file.starts_with("\177ELF")) {
        return std::nullopt;
    }
    // Up to 1.2 it stands there more than once, as part of what is logged at the start and at the end.
    std::string_view line;
    for (auto at = file.find(kName); at != std::string_view::npos; at = file.find(kName, at + 1)) {
        const auto number = file.substr(at + kName.size(), kLongestNumber);
        const auto end = number.find_first_not_of(kInNumber);
        if (number.empty() || end == 0) {
            continue;  // something about versions, as this very program has it
        }
        const auto found = file.substr(at, kName.size() + end);
        if (end == std::string_view::npos || !number.substr(end).starts_with(" (") ||
            (!line.empty() && found != line)) {
            return std::nullopt;
        }
        line = found;
    }
    return version_in(line);
}

KeepalivedVersion::Choice KeepalivedVersion::choose(std::string_view recorded, std::string_view path) {
    if (given_) {
        return {.version = *given_, .known = true};
    }
    if (const auto version = config::parse_version(recorded)) {
        return {.version = *version, .known = true};
    }
    if (!answer_) {
        answer_ = ask(path);
    }
    return *answer_;
}

KeepalivedVersion::Choice KeepalivedVersion::ask(std::string_view path) const {
    if (const auto version = version_in_program(supervisor::read_program_file(program_, path).value_or(""))) {
        return {.version = *version, .known = true};
    }
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
