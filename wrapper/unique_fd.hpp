// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <unistd.h>

namespace vipwarden {

/// Owns one file descriptor; -1 is none.
class UniqueFd {
 public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) noexcept : fd_{fd} {}
    UniqueFd(UniqueFd&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() { reset(); }

    [[nodiscard]] int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

    /// An error of close(2) is ignored: who must know of it calls fsync(2) before.
    void reset() noexcept {
        if (fd_ >= 0) {
            (void)::close(std::exchange(fd_, -1));
        }
    }

 private:
    int fd_{-1};
};

}  // namespace vipwarden
