// SPDX-License-Identifier: MIT
#include "wrapper/commands/reload_check.hpp"

#include <exception>
#include <iterator>
#include <utility>

#include <spdlog/spdlog.h>

#include "wrapper/commands/machine.hpp"
#include "wrapper/config/posix_file_reader.hpp"
#include "wrapper/config/quoted_lines.hpp"
#include "wrapper/config/strict.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::commands {

namespace {

using config::Diagnostic;

void add_fatal(std::vector<Diagnostic> diagnostics, std::vector<Diagnostic>& reasons) {
    for (auto& diagnostic : diagnostics) {
        if (diagnostic.severity == config::Severity::fatal) {
            reasons.push_back(std::move(diagnostic));
        }
    }
}

std::vector<Diagnostic> ask(const Target& target) {
    auto next = target;
    reread(next);
    const auto site = open_site(target.net_namespace);
    if (next.parsed.unreadable || !site) {
        spdlog::warn("{}: can't be checked before the reload; forwarding it unchecked", target.config_path);
        return {};
    }
    const auto machine = machine_of(release::Releaser{*site->addresses, *site->links}.observe());
    auto refusals = config::strict_addresses(next.parsed, machine).refusals;
    config::PosixFileReader files;
    config::quote_lines(refusals, files);
    std::vector<Diagnostic> reasons;
    add_fatal(std::move(next.parsed.diagnostics), reasons);
    add_fatal(std::move(refusals), reasons);
    return reasons;
}

}  // namespace

std::vector<Diagnostic> reasons_against_reload(const Target& target) try {
    if (!target.reading.version_is_known) {
        spdlog::warn(
            "the version of keepalived is not known; forwarding the reload unchecked "
            "(--keepalived-version tells it)");
        return {};
    }
    return ask(target);
} catch (const std::exception& error) {
    spdlog::warn("checking the configuration before the reload: {}; forwarding it unchecked", error.what());
    return {};
}

}  // namespace vipwarden::commands
