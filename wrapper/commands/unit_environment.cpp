// SPDX-License-Identifier: MIT
#include "wrapper/commands/unit_environment.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace vipwarden::commands {

namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const auto first = text.find_first_not_of(kBlank);
    return first == std::string_view::npos
               ? ""
               : std::string{text.substr(first, text.find_last_not_of(kBlank) + 1 - first)};
}

std::string unquoted(std::string value) {
    const bool is_quoted =
        value.size() > 1 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
    return is_quoted ? value.substr(1, value.size() - 2) : value;
}

std::string with_values(std::string word, const Environment& environment) {
    for (auto start = word.find("${"); start != std::string::npos; start = word.find("${", start)) {
        const auto end = word.find('}', start);
        if (end == std::string::npos) {
            break;
        }
        const auto value = environment(word.substr(start + 2, end - start - 2)).value_or("");
        word.replace(start, end + 1 - start, value);
        start += value.size();
    }
    return word;
}

}  // namespace

std::vector<std::string> variables_in(std::string_view file) {
    std::vector<std::string> variables;
    std::istringstream lines{std::string{file}};
    for (std::string line; std::getline(lines, line);) {
        const auto text = trimmed(line);
        const auto equals = text.find('=');
        if (equals != std::string::npos && text.front() != '#' && text.front() != ';') {
            variables.push_back(trimmed(text.substr(0, equals)) + '=' +
                                unquoted(trimmed(text.substr(equals + 1))));
        }
    }
    std::ranges::reverse(variables);
    return variables;
}

std::vector<std::string> environment_of(const systemd::UnitProperties& unit) {
    std::vector<std::string> variables{unit.environment.rbegin(), unit.environment.rend()};
    for (const auto& path : unit.environment_files) {
        std::ifstream file{path};
        const auto more = variables_in(std::string{std::istreambuf_iterator<char>{file}, {}});
        variables.insert(variables.begin(), more.begin(), more.end());
    }
    return variables;
}

std::vector<std::string> expanded(const std::vector<std::string>& words, const Environment& environment) {
    std::vector<std::string> result;
    for (const auto& word : words) {
        if (word.starts_with("$$")) {
            result.push_back(word.substr(1));
        } else if (word.starts_with('$') && !word.starts_with("${")) {
            std::istringstream values{environment(word.substr(1)).value_or("")};
            for (std::string value; values >> value;) {
                result.push_back(unquoted(value));
            }
        } else {
            result.push_back(with_values(word, environment));
        }
    }
    return result;
}

}  // namespace vipwarden::commands
