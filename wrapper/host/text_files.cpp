// SPDX-License-Identifier: MIT
#include "wrapper/host/text_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <sys/stat.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::host {
namespace {

namespace fs = std::filesystem;

bool means_absent(int error) {
    return error == ENOENT || error == ENOTDIR;
}

std::string unreadable(int error) {
    return fmt::format("can't be read: {}", std::generic_category().message(error));
}

bool is_left_out(std::string_view name, LeftOut left_out) {
    constexpr auto kLeftovers = std::to_array<std::string_view>(
        {"~", ".rej", ".swp", ".dpkg-old", ".dpkg-dist", ".dpkg-new", ".dpkg-bak", ".dpkg-tmp", ".ucf-old",
         ".ucf-new", ".ucf-dist", ".rpmsave", ".rpmnew", ".rpmorig"});
    constexpr auto kCopies = std::to_array<std::string_view>({".bak", ".old", ".orig", ".save", ".disabled"});
    const auto is_ending = [name](std::string_view ending) { return name.ends_with(ending); };
    return (left_out != LeftOut::nothing && std::ranges::any_of(kLeftovers, is_ending)) ||
           (left_out == LeftOut::copies_too && std::ranges::any_of(kCopies, is_ending));
}

/// Names in a directory, sorted. Nothing if it can't be read, with `error` set.
std::vector<std::string> names_in(const fs::path& directory, std::error_code& error) {
    std::vector<std::string> names;
    for (fs::directory_iterator entry{directory, error}, end; !error && entry != end;
         entry.increment(error)) {
        names.push_back(entry->path().filename().native());
    }
    std::ranges::sort(names);
    return names;
}

struct Expansion {
    std::vector<std::string> paths{};
    std::vector<FileText> problems{};
};

/// The directories in `paths`, each followed by all its names that match.
Expansion matches_in(const fs::path& root, const std::vector<std::string>& paths, const std::string& pattern,
                     LeftOut left_out) {
    Expansion found;
    for (const auto& path : paths) {
        std::error_code error;
        for (const auto& name : names_in(root / path.substr(1), error)) {
            if (::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0 && !is_left_out(name, left_out)) {
                found.paths.push_back(path + "/" += name);
            }
        }
        if (error && !means_absent(error.value())) {
            found.problems.push_back({.path = path, .problem = unreadable(error.value())});
        }
    }
    return found;
}

Expansion expand(const fs::path& root, std::string_view pattern, LeftOut left_out) {
    Expansion result{.paths = {""}};
    while (!pattern.empty()) {
        pattern.remove_prefix(1);  // the slash
        const std::string part{pattern.substr(0, pattern.find('/'))};
        pattern.remove_prefix(part.size());
        if (part.find_first_of("*?[") == std::string::npos) {
            std::ranges::for_each(result.paths, [&](std::string& path) { path += "/" + part; });
            continue;
        }
        auto next = matches_in(root, result.paths, part, left_out);
        result.paths = std::move(next.paths);
        std::ranges::move(next.problems, std::back_inserter(result.problems));
    }
    return result;
}

}  // namespace

std::vector<FileText> TextFiles::read(const std::string& pattern, LeftOut left_out) {
    if (!patterns_.emplace(pattern, left_out).second) {
        return {};
    }
    auto found = expand(root_, pattern, left_out);
    auto files = std::move(found.problems);
    for (const auto& path : found.paths) {
        if (auto file = read_file(path)) {
            files.push_back(*std::move(file));
        }
    }
    return files;
}

std::optional<FileText> TextFiles::read_file(const std::string& path) {
    const auto real = root_ / path.substr(1);
    struct stat status {};
    FileText file{.path = path};
    // Looked at before it is opened: opening a device is not without effect.
    if (::stat(real.c_str(), &status) != 0) {
        file.problem = unreadable(errno);
        return means_absent(errno) ? std::nullopt : std::optional{file};
    }
    if (!S_ISREG(status.st_mode) || !seen_.emplace(status.st_dev, status.st_ino).second) {
        return std::nullopt;
    }
    const UniqueFd fd{::open(real.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    auto text = fd ? read_to_end(fd.get(), kMaxSize) : std::nullopt;
    if (!text) {
        file.problem = unreadable(errno);
        return file;
    }
    file.text = *std::move(text);
    if (file.text.size() > kMaxSize) {
        file.text.resize(kMaxSize);
        file.problem = fmt::format("only its first {} KiB were looked at", kMaxSize / 1024);
    }
    return file;
}

}  // namespace vipwarden::host
