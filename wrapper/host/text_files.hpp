// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace vipwarden::host {

/// What there is to read of a file, or why there is nothing.
struct FileText {
    std::string path{};  ///< As seen below the root: "/etc/crontab".
    std::string text{};
    std::string problem{};  ///< "can't be read: Permission denied", "only its first 1024 KiB were looked at".
};

/// Which names don't count beside the hidden ones.
enum class LeftOut : std::uint8_t {
    nothing,
    leftovers,   ///< What editors and package managers leave behind: eth0~, eth0.dpkg-old.
    copies_too,  ///< And what people put aside: eth0.bak, eth0.disabled.
};

/// Reads the files below a root that match patterns, each file and pattern once, whatever links lead to it.
class TextFiles {
 public:
    explicit TextFiles(std::filesystem::path root) : root_{std::move(root)} {}

    /// The regular files that match a pattern of glob(7), sorted by path. What is not there, or no regular
    /// file (a FIFO, a device), is left out, and so are hidden files. A directory that can't be read is a
    /// problem.
    [[nodiscard]] std::vector<FileText> read(const std::string& pattern,
                                             LeftOut left_out = LeftOut::copies_too);

    /// More than any file has that somebody maintains.
    static constexpr std::size_t kMaxSize = std::size_t{1} << 20;

 private:
    [[nodiscard]] std::optional<FileText> read_file(const std::string& path);

    std::filesystem::path root_;
    std::set<std::pair<std::string, LeftOut>> patterns_{};
    std::set<std::pair<dev_t, ino_t>> seen_{};
};

}  // namespace vipwarden::host
