// SPDX-License-Identifier: MIT
#include "wrapper/commands/reading.hpp"

#include <array>
#include <climits>

#include <unistd.h>

#include "wrapper/commands/environment.hpp"
#include "wrapper/config/dialect.hpp"

namespace vipwarden::commands {

Reading Reader::reading(const std::string& config_id, std::string_view recorded) {
    const auto variable = lookup_in(environment_);
    const auto [version, known] = version_.choose(recorded, variable("PATH").value_or(""));
    const bool has_id = !config_id.empty() || config::dialect_of(version).default_config_id;
    return {.options = {.config_id = has_id ? effective_config_id(config_id) : std::string{},
                        .version = version,
                        .environment = variable},
            .version_is_known = known};
}

std::string effective_config_id(const std::string& given) {
    if (!given.empty()) {
        return given;
    }
    std::array<char, HOST_NAME_MAX + 1> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) {
        return {};
    }
    const std::string host{name.data()};
    return host.substr(0, host.find('.'));
}

}  // namespace vipwarden::commands
