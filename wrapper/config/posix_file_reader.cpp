// SPDX-License-Identifier: MIT
#include "wrapper/config/posix_file_reader.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::config {
namespace {

constexpr off_t kMaxSize = off_t{64} << 20;

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

std::variant<std::string, std::error_code> read_all(int fd, off_t size) {
    auto content = read_to_end(fd, static_cast<std::size_t>(kMaxSize), static_cast<std::size_t>(size));
    if (!content) {
        return last_error();
    }
    if (std::cmp_greater(content->size(), kMaxSize)) {
        return std::make_error_code(std::errc::file_too_large);
    }
    return *std::move(content);
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
    const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!file || ::fstat(file.get(), &status) != 0) {
        return last_error();
    }
    if (const std::error_code error = refusal(status)) {
        return error;
    }
    return read_all(file.get(), status.st_size);
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
