// SPDX-License-Identifier: MIT
#include "wrapper/commands/loaded_configuration.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace vipwarden::commands {

namespace {

namespace fs = std::filesystem;

bool is_loaded_configuration(const fs::directory_entry& descriptor) {
    std::error_code error;
    const auto target = fs::read_symlink(descriptor.path(), error).string();
    return !error && target.starts_with("/memfd:/keepalived/consolidated_configuration");
}

}  // namespace

std::optional<std::string> loaded_configuration(pid_t keepalived) {
    std::error_code error;
    for (fs::directory_iterator entry{fmt::format("/proc/{}/fd", keepalived), error}, end;
         !error && entry != end; entry.increment(error)) {
        if (!is_loaded_configuration(*entry)) {
            continue;
        }
        std::ostringstream text;
        text << std::ifstream{entry->path(), std::ios::binary}.rdbuf();
        // Right after its start keepalived has the file, but nothing in it yet.
        return text.str().empty() ? std::nullopt : std::optional{text.str()};
    }
    return std::nullopt;
}

}  // namespace vipwarden::commands
