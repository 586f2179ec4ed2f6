// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include <sys/types.h>

#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// Tells when a pid file may have changed, even if its directory is made later. Never fails: inotify's limits
/// are per user and easily used up by others (inotify(7)), and that must not keep keepalived from running.
class PidFileWatch {
 public:
    explicit PidFileWatch(const std::filesystem::path& file);

    /// Readable when something happened near the file. -1: inotify is of no use here; look now and then.
    [[nodiscard]] int fd() const { return inotify_.get(); }

    /// Takes what happened off the descriptor. True if the file may have changed.
    [[nodiscard]] bool take_changes();

    /// The number in the first line of the file; nothing if it can't be read, or there is anything else.
    [[nodiscard]] std::optional<pid_t> number() const;

 private:
    void watch_directories();
    [[nodiscard]] bool concerns_us(const std::filesystem::path& name) const;

    std::filesystem::path file_;
    UniqueFd inotify_;
};

}  // namespace vipwarden::supervisor
