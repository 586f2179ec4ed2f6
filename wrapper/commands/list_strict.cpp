// SPDX-License-Identifier: MIT
#include "wrapper/commands/list_strict.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/commands/log.hpp"
#include "wrapper/commands/machine.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/config/posix_file_reader.hpp"
#include "wrapper/config/quoted_lines.hpp"
#include "wrapper/config/strict.hpp"
#include "wrapper/exit_code.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::commands {

namespace {

using config::Diagnostic;

std::string text_of(const config::Location& where) {
    auto text = where.file;
    for (const int number : {where.line, where.column}) {
        text += number > 0 ? fmt::format(":{}", number) : "";
    }
    return text;
}

report::StrictRow row_of(const config::ConfiguredAddress& address) {
    return {.interface = address.interface,
            .address = fmt::format("{}/{}", to_string(address.address), address.prefix_length),
            .instance = address.instance,
            .where = address.where};
}

config::Machine machine_in(const std::string& net_namespace) {
    const auto site = open_site(net_namespace.empty() ? netlink::NetworkNamespace::current()
                                                      : netlink::NetworkNamespace::named(net_namespace));
    return machine_of(release::Releaser{*site.addresses, *site.links}.observe());
}

bool is_permission(const std::error_code& error) {
    return error == std::errc::operation_not_permitted || error == std::errc::permission_denied;
}

/// The machine that keepalived would start on. Where we may not enter its network namespace, the present one
/// has to do. Nothing if there is no such namespace: keepalived could not enter it either.
std::optional<config::Machine> machine_for(const std::string& net_namespace) try {
    return machine_in(net_namespace);
} catch (const std::system_error& error) {
    if (net_namespace.empty()) {
        throw;
    }
    if (!is_permission(error.code())) {
        return std::nullopt;
    }
    spdlog::warn("{}; the interfaces of the present namespace are taken for those of {}", error.what(),
                 net_namespace);
    return machine_in({});
}

Diagnostic missing_namespace(const Target& target) {
    return {.severity = config::Severity::fatal,
            .where = {.file = target.config_path},
            .message = fmt::format("there is no network namespace {}: keepalived ends at its start, and so "
                                   "nothing is configured",
                                   target.net_namespace)};
}

config::StrictAnswer answer_for(const Target& target) {
    const auto machine = machine_for(target.net_namespace);
    return machine ? config::strict_addresses(target.parsed, *machine)
                   : config::StrictAnswer{.refusals = {missing_namespace(target)}};
}

void add_refusals(const std::vector<Diagnostic>& diagnostics, report::StrictAnswer& answer) {
    for (const auto& diagnostic : diagnostics) {
        if (diagnostic.severity == config::Severity::fatal) {
            answer.refusals.push_back({.where = text_of(diagnostic.where), .message = diagnostic.message});
        }
    }
}

}  // namespace

int list_strict(const ListOptions& options, Reader& reader) {
    const auto& selection = options.selection;
    const auto target = read_target({.config_path = selection.config_path.value_or(kDefaultConfigPath),
                                     .config_id = selection.config_id,
                                     .net_namespace = selection.net_namespace},
                                    reader.reading(selection.config_id));
    if (target.parsed.unreadable) {
        spdlog::error("{}: {}; name the configuration with -f", target.config_path,
                      target.parsed.unreadable.message());
        return static_cast<int>(ExitCode::no_input);
    }
    log_diagnostics(target.parsed.diagnostics);
    auto strict = answer_for(target);
    config::PosixFileReader files;
    config::quote_lines(strict.refusals, files);
    log_diagnostics(strict.refusals);
    report::StrictAnswer answer{.subject = target.subject()};
    std::ranges::transform(strict.addresses, std::back_inserter(answer.rows), row_of);
    add_refusals(target.parsed.diagnostics, answer);
    add_refusals(strict.refusals, answer);
    print_result(options.plain  ? plain_text(answer.rows)
                 : options.json ? strict_json(answer)
                                : strict_text(answer));
    return static_cast<int>(ExitCode::clean);
}

}  // namespace vipwarden::commands
