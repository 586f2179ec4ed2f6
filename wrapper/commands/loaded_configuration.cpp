// SPDX-License-Identifier: MIT
#include "wrapper/commands/loaded_configuration.hpp"

#include <filesystem>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::commands {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxText = std::size_t{256} * 1024 * 1024;

/// The first of the versions that keep such a copy.
constexpr config::Version kFirstVersion{.major = 2, .minor = 2, .patch = 0};

/// "/memfd:/keepalived/consolidated_configuration (deleted)", or as open(2) names an O_TMPFILE:
/// "/run/#4711 (deleted)".
bool may_be_the_copy(const fs::path& descriptor) {
    std::error_code error;
    const auto target = fs::read_symlink(descriptor, error).string();
    return !error && (target.starts_with("/memfd:/keepalived/consolidated_configuration") ||
                      (target.find("/#") != std::string::npos && target.ends_with(" (deleted)")));
}

/// Opened anew, it has an offset of its own: keepalived's stays where it is.
std::optional<std::string> read_copy(const fs::path& descriptor) {
    const UniqueFd fd{::open(descriptor.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    auto text = fd ? read_to_end(fd.get(), kMaxText) : std::nullopt;
    return text && is_complete(*text) ? std::move(text) : std::nullopt;
}

/// The one text, whatever is asked for. Includes are resolved in it, so that nothing more is to be read.
class LoadedText final : public config::FileReader {
 public:
    explicit LoadedText(std::string text) : text_{std::move(text)} {}

    [[nodiscard]] std::variant<std::string, std::error_code> read(const std::string& /*path*/) override {
        if (!text_) {
            return make_error_code(std::errc::no_such_file_or_directory);
        }
        return *std::exchange(text_, std::nullopt);
    }
    [[nodiscard]] std::vector<std::string> glob(const std::string& pattern) override { return {pattern}; }

 private:
    std::optional<std::string> text_;
};

}  // namespace

bool is_complete(std::string_view copy) {
    int open_files = 0;
    bool ended = false;
    while (!copy.empty()) {
        const auto end = copy.find('\n');
        if (end == std::string_view::npos) {
            return false;  // in the middle of a line
        }
        const auto line = copy.substr(0, end);
        copy.remove_prefix(end + 1);
        ended = line == "!";
        open_files += line.starts_with("# ") ? 1 : 0;
        open_files -= ended ? 1 : 0;
    }
    return ended && open_files == 0;
}

std::optional<std::string> loaded_text(pid_t keepalived) {
    std::error_code error;
    for (fs::directory_iterator entry{fmt::format("/proc/{}/fd", keepalived), error}, end;
         !error && entry != end; entry.increment(error)) {
        if (may_be_the_copy(entry->path())) {
            if (auto text = read_copy(entry->path())) {
                return text;
            }
        }
    }
    return std::nullopt;
}

config::ParseResult parse_loaded(std::string text, const std::string& path, config::ParseOptions options) {
    options.loaded = true;
    if (options.version < kFirstVersion) {
        options.version = config::kDefaultVersion;  // it can't be as old as we were told
    }
    LoadedText files{std::move(text)};
    return config::parse(path, files, options);
}

}  // namespace vipwarden::commands
