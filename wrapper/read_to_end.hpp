// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include <unistd.h>

namespace vipwarden {

/// What can be read from here to the end of the file, or a little more than `limit` bytes if it is longer:
/// the caller compares, because a file may grow while it is read and files of /proc say that they are empty.
/// `expected`: what the file says of its size, so that room is made once. Nothing on an error, with errno
/// set. Restarts when interrupted.
[[nodiscard]] inline std::optional<std::string> read_to_end(
    int fd, std::size_t limit = std::numeric_limits<std::size_t>::max(), std::size_t expected = 0) {
    std::string text;
    text.reserve(expected);
    std::array<char, 16384> buffer{};
    while (text.size() <= limit) {
        const auto got = ::read(fd, buffer.data(), buffer.size());
        if (got == 0) {
            break;
        }
        if (got > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(got));
        } else if (errno != EINTR) {
            return std::nullopt;
        }
    }
    return text;
}

}  // namespace vipwarden
