// SPDX-License-Identifier: MIT
#include "wrapper/config/quoted_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace vipwarden::config {
namespace {

std::vector<std::string> lines_of(const std::string& path, FileReader& files) {
    std::vector<std::string> lines;
    const auto content = files.read(path);
    const auto* text = std::get_if<std::string>(&content);
    std::string_view rest = text != nullptr ? std::string_view{*text} : std::string_view{};
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        lines.emplace_back(line.substr(0, line.find_last_not_of('\r') + 1));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

}  // namespace

void quote_lines(std::vector<Diagnostic>& diagnostics, FileReader& files) {
    std::map<std::string, std::vector<std::string>> known;
    for (Diagnostic& diagnostic : diagnostics) {
        if (!diagnostic.line.empty() || diagnostic.where.line <= 0) {
            continue;
        }
        const auto [file, is_new] = known.try_emplace(diagnostic.where.file);
        if (is_new) {
            file->second = lines_of(diagnostic.where.file, files);
        }
        const auto index = static_cast<std::size_t>(diagnostic.where.line) - 1;
        if (index < file->second.size()) {
            diagnostic.line = file->second[index];
        }
    }
}

}  // namespace vipwarden::config
