// SPDX-License-Identifier: MIT
#include <set>
#include <vector>

#include <fmt/format.h>

#include "wrapper/report/printable.hpp"
#include "wrapper/report/report.hpp"
#include "wrapper/report/table.hpp"

namespace vipwarden::report {

namespace {

std::string joined(const std::set<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) {
        text += printable(line) + '\n';
    }
    return text;
}

}  // namespace

std::string strict_text(const StrictAnswer& answer) {
    const auto& subject = answer.subject;
    const char* verdict = answer.refusals.empty() ? "configures" : "refuses this and configures nothing";
    std::string text = printable(fmt::format(
        "{}{}: keepalived {} {}", subject.config_path,
        subject.net_namespace.empty() ? "" : fmt::format(" in namespace {}", subject.net_namespace),
        subject.keepalived_version, verdict));
    text += '\n';
    std::vector<std::vector<std::string>> lines{{"INTERFACE", "ADDRESS", "INSTANCE", "WHERE"}};
    for (const auto& row : answer.rows) {
        lines.push_back(
            {row.interface, row.address, row.instance.empty() ? "(static)" : row.instance, row.where});
    }
    return answer.refusals.empty() ? text + table(lines) : text;
}

std::string plain_text(const std::vector<Vip>& vips) {
    std::set<std::string> lines;
    for (const auto& vip : vips) {
        lines.insert(fmt::format("{} {}/{}", vip.interface, to_string(vip.address), vip.prefix_length));
    }
    return joined(lines);
}

std::string plain_text(const std::vector<StrictRow>& rows) {
    std::set<std::string> lines;
    for (const auto& row : rows) {
        lines.insert(fmt::format("{} {}", row.interface, row.address));
    }
    return joined(lines);
}

}  // namespace vipwarden::report
