// SPDX-License-Identifier: MIT
#include "wrapper/commands/loaded_watch.hpp"

#include <functional>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include "wrapper/commands/descendants.hpp"
#include "wrapper/commands/loaded_configuration.hpp"

namespace vipwarden::commands {

namespace {

/// All processes of one keepalived hold the same text; its first one need not be our own child.
std::optional<std::string> text_below_us() {
    for (const auto& process : keepalived_descendants()) {
        if (auto text = loaded_text(process.pid)) {
            return text;
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Declared> LoadedWatch::news(const Target& target) {
    auto text = text_below_us();
    if (!text) {
        spdlog::debug("what keepalived has loaded can't be seen; what its files say is recorded");
        return std::nullopt;
    }
    const auto hash = std::hash<std::string>{}(*text);
    if (seen_ == hash) {
        return std::nullopt;
    }
    told_ = hash;
    return declared_by(
        parse_loaded(*std::move(text), target.config_path, target.reading.options).configuration);
}

}  // namespace vipwarden::commands
