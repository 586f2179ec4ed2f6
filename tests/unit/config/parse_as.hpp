// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "parse_text.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/version.hpp"

namespace vipwarden::config {

/// parse_text() as an older or newer keepalived reads it.
inline ParseResult parse_as(const Version& version, const std::string& text, Files files = {}) {
    files["k.conf"] = text;
    MemoryFileReader reader{std::move(files)};
    return parse("k.conf", reader, {.config_id = "node1", .version = version});
}

inline std::vector<std::string> declared_as(const Version& version, const std::string& text) {
    return declared_by(parse_as(version, text));
}

/// What makes keepalived refuse the configuration on any machine.
inline std::vector<std::string> fatal_as(const Version& version, const std::string& text) {
    std::vector<std::string> messages;
    for (const Diagnostic& diagnostic : parse_as(version, text).diagnostics) {
        if (diagnostic.severity == Severity::fatal) {
            messages.push_back(diagnostic.message);
        }
    }
    return messages;
}

}  // namespace vipwarden::config
