// SPDX-License-Identifier: MIT
#include "wrapper/commands/drop_in_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wrapper/new_file.hpp"
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
    const UniqueFd parent{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!parent) {
        fail("open the directory", directory);
    }
    // Meanwhile systemd does not take it for a drop-in: it reads only what ends in ".conf" (systemd.unit(5)).
    NewFile fresh{parent.get(), file, kFileMode};
    fresh.fill(text);
    fresh.replace_target();
    if (::fsync(parent.get()) != 0) {
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
