// SPDX-License-Identifier: MIT
#include "wrapper/report/metrics.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "wrapper/report/printable.hpp"

namespace vipwarden::report {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

std::string escaped(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto next = first_character(text);
        if (next == "\\" || next == "\"") {
            result += '\\';
            result += next;
        } else if (next == "\n") {
            result += "\\n";
        } else {
            result += next.empty() ? kReplacement : next;
        }
        text.remove_prefix(std::max<std::size_t>(next.size(), 1));
    }
    return result;
}

/// `{interface="eth0",address="10.0.0.1/32"}`; nothing without labels.
std::string label_set(const Sample& sample) {
    std::vector<std::string> labels;
    for (const auto& [name, value] : sample.labels) {
        labels.push_back(fmt::format("{}=\"{}\"", name, escaped(value)));
    }
    return labels.empty() ? "" : fmt::format("{{{}}}", fmt::join(labels, ","));
}

/// Labels and values, each set of labels once, in the order of the samples.
std::vector<std::pair<std::string, long>> lines_of(const Gauge& gauge) {
    std::vector<std::pair<std::string, long>> lines;
    std::map<std::string, std::size_t> places;
    for (const auto& sample : gauge.samples) {
        auto labels = label_set(sample);
        const auto [place, is_new] = places.try_emplace(labels, lines.size());
        if (is_new) {
            lines.emplace_back(std::move(labels), sample.value);
        } else {
            auto& value = lines[place->second].second;
            value = std::max(value, sample.value);
        }
    }
    return lines;
}

}  // namespace

std::string exposition(const std::vector<Gauge>& gauges) {
    std::string text;
    for (const auto& gauge : gauges) {
        const auto lines = lines_of(gauge);
        if (!lines.empty()) {
            text += fmt::format("# HELP {} {}\n# TYPE {} gauge\n", gauge.name, gauge.help, gauge.name);
        }
        for (const auto& [labels, value] : lines) {
            text += fmt::format("{}{} {}\n", gauge.name, labels, value);
        }
    }
    return text;
}

}  // namespace vipwarden::report
