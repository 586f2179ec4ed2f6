// SPDX-License-Identifier: MIT
#include "wrapper/commands/drop_in_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::commands {

namespace {

constexpr mode_t kFileMode = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;
constexpr mode_t kDirectoryMode = kFileMode | S_IXUSR | S_IXGRP | S_IXOTH;

[[noreturn]] void fail(std::string_view action, const std::filesystem::path& path) {
    const int error = errno;
    throw std::system_error{error, std::generic_category(), fmt::format("{} '{}'", action, path.native())};
}

void fill(int fd, std::string_view text, const std::filesystem::path& path) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            fail("write", path);
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    // The umask may have taken more away than it should.
    if (::fchmod(fd, kFileMode) != 0 || ::fsync(fd) != 0) {
        fail("sync", path);
    }
}

/// Vanishes again unless it was renamed.
struct Leftover {
    const std::filesystem::path& path;
    ~Leftover() { (void)::unlink(path.c_str()); }
};

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& file) {
    const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
        return std::nullopt;
    }
    auto text = fd ? read_to_end(fd.get()) : std::nullopt;
    if (!text) {
        fail("read", file);
    }
    return text;
}

void write_file(const std::filesystem::path& file, std::string_view text) {
    const auto directory = file.parent_path();
    if (::mkdir(directory.c_str(), kDirectoryMode) != 0 && errno != EEXIST) {
        fail("make the directory", directory);
    }
    // systemd reads only what ends in ".conf" (systemd.unit(5)).
    const auto temporary =
        directory / fmt::format(".{}.{}", file.filename().native(), static_cast<long>(::getpid()));
    const Leftover leftover{temporary};
    {
        const UniqueFd fd{
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, kFileMode)};
        if (!fd) {
            fail("create", temporary);
        }
        fill(fd.get(), text, temporary);
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        fail("replace", file);
    }
    const UniqueFd parent{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!parent || ::fsync(parent.get()) != 0) {
        fail("sync the directory", directory);
    }
}

void remove_file(const std::filesystem::path& file) {
    if (::unlink(file.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
        fail("remove", file);
    }
    (void)::rmdir(file.parent_path().c_str());  // not empty: somebody else's
}

}  // namespace vipwarden::commands
