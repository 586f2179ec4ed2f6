// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/dialect.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/route_line.hpp"
#include "wrapper/config/routing_words.hpp"
#include "wrapper/config/rule_line.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// What became of one route or rule line.
template <typename Entry>
struct RoutingReading {
    std::optional<Entry> entry{};
    std::vector<std::string> interfaces{};  ///< Those that it names.
    std::vector<Diagnostic> diagnostics{};

    /// Every diagnostic as "warning 5: MESSAGE", the number being the column.
    [[nodiscard]] std::vector<std::string> remarks() const {
        std::vector<std::string> lines;
        for (const Diagnostic& diagnostic : diagnostics) {
            const char* severity = diagnostic.severity == Severity::fatal     ? "fatal "
                                   : diagnostic.severity == Severity::warning ? "warning "
                                                                              : "note ";
            lines.push_back(severity + std::to_string(diagnostic.where.column) + ": " + diagnostic.message);
        }
        return lines;
    }
};

/// Reads `text`, line 7 of the file 3, with `read`, one of the two functions.
template <typename Entry, typename Read>
RoutingReading<Entry> read_routing(std::string_view text, Read read, const Version& version,
                                   RoutingState& state, bool is_static) {
    std::vector<Word> words;
    const Dialect dialect = dialect_of(version);
    (void)split_words(text, dialect, words);
    const Statement statement{.text = text,
                              .source = {.file = "k.conf", .file_index = 3, .number = 7, .text = text},
                              .column = 1,
                              .faithful = text.size()};
    Remarks remarks;
    RoutingReading<Entry> result;
    result.entry = read(RoutingLine{.words = words, .statement = statement, .is_static = is_static}, dialect,
                        state, remarks);
    for (const NamedInterface& interface : state.interfaces) {
        result.interfaces.push_back(interface.name);
    }
    result.diagnostics = remarks.take();
    return result;
}

inline RoutingReading<VirtualRoute> read_route(std::string_view text,
                                               const Version& version = kDefaultVersion,
                                               bool is_static = false) {
    std::vector<NamedInterface> interfaces;
    RoutingState state{.interfaces = interfaces};
    return read_routing<VirtualRoute>(text, read_route_line, version, state, is_static);
}

inline RoutingReading<VirtualRule> read_rule(std::string_view text, const Version& version = kDefaultVersion,
                                             bool is_static = false) {
    std::vector<NamedInterface> interfaces;
    RoutingState state{.interfaces = interfaces};
    return read_routing<VirtualRule>(text, read_rule_line, version, state, is_static);
}

}  // namespace vipwarden::config
