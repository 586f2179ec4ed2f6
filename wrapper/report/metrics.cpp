// SPDX-License-Identifier: MIT
#include "wrapper/report/metrics.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vipwarden::report {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// How many bytes a character takes that begins with this one; 0 if none does (RFC 3629, section 4).
std::size_t length_of(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/// The second byte is bounded once more, lest there be two ways to write a character, or surrogates.
bool may_follow(unsigned char first, unsigned char second) {
    const unsigned char least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= most;
}

/// The character at the beginning of a text that is not empty; empty if it is not UTF-8.
std::string_view character(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto length = length_of(byte(0));
    if (length == 0 || length > text.size() || (length > 1 && !may_follow(byte(0), byte(1)))) {
        return {};
    }
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) {
            return {};
        }
    }
    return text.substr(0, length);
}

std::string escaped(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto next = character(text);
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
