// SPDX-License-Identifier: MIT
#include "wrapper/config/posix_file_reader.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vipwarden::config {
namespace {

constexpr off_t kMaxSize = off_t{64} << 20;

class Descriptor {
 public:
    explicit Descriptor(int fd) : fd_{fd} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }

    [[nodiscard]] int get() const { return fd_; }

 private:
    int fd_;
};

std::error_code last_error() {
    return {errno, std::generic_category()};
}

/// Why keepalived would not read such a file, if so.
std::error_code refusal(const struct stat& status) {
    if (S_ISDIR(status.st_mode)) {
        return std::make_error_code(std::errc::is_a_directory);
    }
    if (!S_ISREG(status.st_mode)) {
        return std::make_error_code(std::errc::invalid_argument);
    }
    if ((status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0) {
        return std::make_error_code(std::errc::permission_denied);
    }
    if (status.st_size > kMaxSize) {
        return std::make_error_code(std::errc::file_too_large);
    }
    return {};
}

std::variant<std::string, std::error_code> read_all(int fd) {
    std::string content;
    std::array<char, 65536> buffer{};
    while (true) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count == 0) {
            return content;
        }
        if (count < 0 && errno != EINTR) {
            return last_error();
        }
        content.append(buffer.data(), count < 0 ? 0 : static_cast<std::size_t>(count));
        // Files of /proc say that they are empty, and a file may grow while it is read.
        if (std::cmp_greater(content.size(), kMaxSize)) {
            return std::make_error_code(std::errc::file_too_large);
        }
    }
}

}  // namespace

std::variant<std::string, std::error_code> PosixFileReader::read(const std::string& path) {
    struct stat status {};
    // Looked at before it is opened: opening a FIFO or a device is not without effect.
    if (::stat(path.c_str(), &status) != 0) {
        return last_error();
    }
    if (const std::error_code error = refusal(status)) {
        return error;
    }
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        return last_error();
    }
    if (const std::error_code error = refusal(status)) {
        return error;
    }
    return read_all(file.get());
}

std::vector<std::string> PosixFileReader::glob(const std::string& pattern) {
    glob_t found{};
    std::vector<std::string> paths;
    if (::glob(pattern.c_str(), GLOB_BRACE, nullptr, &found) == 0) {
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    ::globfree(&found);
    return paths;
}

}  // namespace vipwarden::config
