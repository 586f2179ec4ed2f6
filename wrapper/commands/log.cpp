// SPDX-License-Identifier: MIT
#include "wrapper/commands/log.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wrapper/commands/by_hand.hpp"
#include "wrapper/report/printable.hpp"

namespace vipwarden::commands {

namespace {

/// "<3>" and so on: syslog's priorities (sd-daemon(3)).
class JournalPriority final : public spdlog::custom_flag_formatter {
 public:
    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
                spdlog::memory_buf_t& out) override {
        // In the order of spdlog::level: trace, debug, info, warn, err, critical, off.
        static constexpr std::array<char, 7> kPriorities{'7', '7', '6', '4', '3', '2', '7'};
        out.push_back('<');
        out.push_back(kPriorities.at(static_cast<std::size_t>(message.level)));
        out.push_back('>');
    }

    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<JournalPriority>();
    }
};

/// Writes to stderr what can be written at once, and drops the rest: a log that nobody reads (a full pipe, a
/// stopped terminal) must not keep a TERM from being forwarded or an address from being removed.
class ImpatientStderr final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        report::make_printable({line.data(), line.size() - 1});  // all but the newline at its end
        std::string_view rest{line.data(), line.size()};
        // A pipe that is writable takes PIPE_BUF bytes without blocking (pipe(7)).
        while (!rest.empty() && is_writable()) {
            const auto written =
                ::write(STDERR_FILENO, rest.data(), std::min<std::size_t>(rest.size(), PIPE_BUF));
            if (written < 0) {
                return;
            }
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    void flush_() override {}

    static bool is_writable() {
        pollfd target{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
        return ::poll(&target, 1, 0) > 0 && (target.revents & POLLOUT) != 0;
    }
};

bool stderr_is(const std::string& journal_stream) {
    struct stat info {};
    return !journal_stream.empty() && fstat(STDERR_FILENO, &info) == 0 &&
           journal_stream == fmt::format("{}:{}", info.st_dev, info.st_ino);
}

void log_lines(spdlog::level::level_enum level, const std::string& text) {
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        spdlog::log(level, "{}", line);
    }
}

spdlog::level::level_enum level_of(config::Severity severity) {
    switch (severity) {
        case config::Severity::note:
            return spdlog::level::info;
        case config::Severity::warning:
            return spdlog::level::warn;
        case config::Severity::fatal:
            break;
    }
    return spdlog::level::err;
}

void log_kept(const release::PlannedAddress& kept) {
    const auto suspect = is_suspect(kept.reason);
    spdlog::log(suspect ? spdlog::level::warn : spdlog::level::info, "{} {} on {}: {}",
                suspect ? "suspect" : "kept", to_string(kept.address), kept.interface, explain(kept));
}

void log_removal(const release::Outcome& outcome) {
    const auto& planned = outcome.planned;
    if (outcome.error) {
        spdlog::error("could not remove {} from {}: {}", to_string(planned.address), planned.interface,
                      outcome.error.message());
    } else {
        spdlog::info("removed {} from {}: {}", to_string(planned.address), planned.interface,
                     explain(planned));
    }
}

void log_restore(const release::RestoreOutcome& outcome, const std::string& ip) {
    const auto& [interface, address] = outcome.restored;
    if (outcome.error) {
        spdlog::error(
            "could not put the host's address {} back on {}: {}; add it by hand: {} addr add {} dev {}",
            to_string(address), interface, outcome.error.message(), ip, to_string(address), interface);
    } else {
        spdlog::warn("put the host's address {} back on {}", to_string(address), interface);
    }
}

void log_link(const release::LinkOutcome& outcome, const std::string& ip) {
    const auto& name = outcome.planned.link.name;
    if (outcome.error) {
        spdlog::error("could not delete keepalived's device {}: {}; delete it by hand: {} link del {}", name,
                      outcome.error.message(), ip, name);
    } else {
        spdlog::info("deleted keepalived's device {} (instance {})", name, outcome.planned.vip.instance);
    }
}

void log_routing(const release::ReleaseReport& report, const std::string& ip) {
    for (const auto& [planned, error] : report.routing) {
        if (error) {
            spdlog::error("could not remove {}: {}", planned.text, error.message());
        } else {
            spdlog::info("removed {}: {}", planned.text, explain(planned));
        }
    }
    for (const auto& kept : report.routing_kept) {
        const auto suspect = is_suspect(kept.reason);
        spdlog::log(suspect ? spdlog::level::warn : spdlog::level::info, "{} {}: {}",
                    suspect ? "suspect" : "kept", kept.text, explain(kept));
    }
    for (const auto& left : report.routing_leftovers) {
        spdlog::error("still present after {} rounds: {}; remove it by hand: {} {}", report.rounds, left.text,
                      ip, deletion(left.text));
    }
    if (report.routing_error) {
        spdlog::error(
            "the routes and rules can't be read ({}), so virtual ones may be left; look at '{} route show "
            "table all proto keepalived' and '{} rule'",
            report.routing_error.message(), ip, ip);
    }
}

}  // namespace

void set_up_log(const std::string& journal_stream) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    if (stderr_is(journal_stream)) {
        formatter->add_flag<JournalPriority>('*').set_pattern("%*%v");
    } else {
        formatter->set_pattern("vipwarden: %l: %v");
    }
    auto sink = std::make_shared<ImpatientStderr>();
    sink->set_formatter(std::move(formatter));
    auto logger = std::make_shared<spdlog::logger>("vipwarden", std::move(sink));
    spdlog::set_default_logger(std::move(logger));
}

void print_result(const std::string& text) {
    (void)std::fwrite(text.data(), 1, text.size(), stdout);
    (void)std::fflush(stdout);
}

void log_diagnostics(const std::vector<config::Diagnostic>& diagnostics) {
    for (const auto& diagnostic : diagnostics) {
        log_lines(level_of(diagnostic.severity), format(diagnostic));
    }
}

void log_release(const release::ReleaseReport& report, const std::string& net_namespace) {
    const auto ip = ip_command(net_namespace);
    if (report.removals.empty() && report.verified()) {
        spdlog::info("no VIP was left to remove");
    }
    log_routing(report, ip);
    for (const auto& outcome : report.removals) {
        log_removal(outcome);
    }
    for (const auto& outcome : report.links) {
        log_link(outcome, ip);
    }
    for (const auto& outcome : report.restores) {
        log_restore(outcome, ip);
    }
    for (const auto& kept : report.kept) {
        log_kept(kept);
    }
    for (const auto& vip : report.without_interface) {
        spdlog::info("no interface {}: {}/{} of instance {} is gone with it", vip.interface,
                     to_string(vip.address), vip.prefix_length, vip.instance);
    }
    if (report.permission_denied()) {
        spdlog::error("the kernel refused: CAP_NET_ADMIN is missing; run as root, or grant that capability");
    }
    for (const auto& left : report.leftovers) {
        spdlog::error("still present after {} rounds: {} on {}; remove it by hand: {}", report.rounds,
                      to_string(left.address), left.interface,
                      address_deletion(net_namespace, left.address, left.interface));
    }
}

}  // namespace vipwarden::commands
