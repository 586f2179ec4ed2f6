// SPDX-License-Identifier: MIT
#include "wrapper/commands/environment.hpp"

#include <sstream>
#include <utility>

#include "wrapper/supervisor/proc_files.hpp"

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
    std::istringstream text{supervisor::read_file(supervisor::open_process(pid), "environ").value_or("")};
    std::vector<std::string> variables;
    for (std::string variable; std::getline(text, variable, '\0');) {
        variables.push_back(std::move(variable));
    }
    return variables;
}

}  // namespace vipwarden::commands
