// SPDX-License-Identifier: MIT
#include "wrapper/config/texts.hpp"

#include <utility>

namespace vipwarden::config {
namespace {

// Far above any real configuration. keepalived itself goes on until it runs out of file descriptors.
constexpr std::size_t kMaxFiles = 10'000;
// Each process opens each file; more often only what includes the same files again and again.
constexpr std::size_t kOpeningsPerFile = 4;
constexpr std::size_t kMoreOpenings = 1000;
constexpr std::size_t kMaxBytes = std::size_t{64} << 20;
constexpr std::size_t kMaxPatterns = 50'000;

}  // namespace

std::variant<const Text*, std::error_code> Texts::open(const std::string& path) {
    const std::size_t usual = kOpeningsPerFile * texts_.size() + kMoreOpenings;
    if (texts_.size() >= kMaxFiles || opened_ >= usual || bytes_ >= kMaxBytes) {
        return std::make_error_code(std::errc::argument_list_too_long);
    }
    ++opened_;
    auto known = known_.find(path);
    if (known == known_.end()) {
        auto content = files_.read(path);
        if (const auto* error = std::get_if<std::error_code>(&content)) {
            return *error;
        }
        (void)keep(path, std::move(std::get<std::string>(content)));
        known = known_.find(path);
    }
    bytes_ += known->second->content.size();
    return known->second;
}

std::vector<std::string> Texts::glob(const std::string& pattern) {
    return ++looked_for_ > kMaxPatterns ? std::vector<std::string>{} : files_.glob(pattern);
}

const Text& Texts::mention(const std::string& path) {
    const auto known = known_.find(path);
    return known != known_.end() ? *known->second : keep(path, {});
}

std::vector<std::string> Texts::take_paths() {
    std::vector<std::string> paths;
    for (const auto& text : texts_) {
        paths.push_back(text->path);
    }
    return paths;
}

const Text& Texts::keep(const std::string& path, std::string content) {
    texts_.push_back(std::make_unique<const Text>(Text{
        .path = path, .index = static_cast<std::uint32_t>(texts_.size()), .content = std::move(content)}));
    known_[path] = texts_.back().get();
    return *texts_.back();
}

}  // namespace vipwarden::config
