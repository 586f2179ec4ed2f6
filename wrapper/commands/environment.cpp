// SPDX-License-Identifier: MIT
#include "wrapper/commands/environment.hpp"

#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace vipwarden::commands {

Environment lookup_in(std::vector<std::string> variables) {
    return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
        for (const auto& variable : variables) {
            if (variable.size() > name.size() && variable.starts_with(name) && variable[name.size()] == '=') {
                return variable.substr(name.size() + 1);
            }
        }
        return std::nullopt;
    };
}

std::vector<std::string> environment_of(pid_t pid) {
    std::ifstream file{fmt::format("/proc/{}/environ", pid), std::ios::binary};
    std::vector<std::string> variables;
    for (std::string variable; std::getline(file, variable, '\0');) {
        variables.push_back(std::move(variable));
    }
    return variables;
}

}  // namespace vipwarden::commands
