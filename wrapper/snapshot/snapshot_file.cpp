// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/snapshot_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wrapper/new_file.hpp"
#include "wrapper/read_to_end.hpp"
#include "wrapper/snapshot/snapshot_json.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::snapshot {

namespace {

constexpr std::size_t kMaxFileSize = std::size_t{64} * 1024 * 1024;

/// Enough to recognise the configuration by; with what follows far below NAME_MAX.
constexpr std::size_t kMaxNameLength = 64;

/// errno with what was tried: "rename '/run/vipwarden/x'".
[[noreturn]] void fail(std::string_view action, std::string_view path) {
    const int error = errno;
    throw std::system_error{error, std::generic_category(), fmt::format("{} '{}'", action, path)};
}

/// FNV-1a, 64 bits: stable across builds and machines, which std::hash is not.
std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return hash;
}

bool is_plain(char c) {
    constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return kPlain.find(c) != std::string_view::npos;
}

/// The path's last part, fit for a file name that is neither hidden nor in need of quoting.
std::string readable_name(const std::string& path) {
    auto name = path.substr(path.rfind('/') + 1).substr(0, kMaxNameLength);
    std::ranges::replace_if(
        name, [](char c) { return !is_plain(c); }, '_');
    const bool hidden = name.empty() || name.front() == '.';
    return hidden ? fmt::format("_{}", name) : name;
}

UniqueFd open_directory(const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        fail("make the directory", directory.native());
    }
    UniqueFd fd{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
        fail("open the directory", directory.native());
    }
    if (status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw std::system_error{
            EPERM, std::generic_category(),
            fmt::format("directory '{}' belongs to somebody else or is writable by others, so no snapshot in "
                        "it could be trusted: give it to uid {} with mode 0700",
                        directory.native(), ::geteuid())};
    }
    return fd;
}

/// Why a file with this status is not read; nothing if it may be.
std::optional<std::string> why_untrusted(const struct stat& status) {
    if (!S_ISREG(status.st_mode)) {
        return "is not a regular file and is ignored: remove it";
    }
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        return fmt::format("belongs to uid {} and is ignored, because anything may stand in it: remove it",
                           status.st_uid);
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return "is writable by others and is ignored, because anything may stand in it: remove it";
    }
    if (status.st_size > static_cast<off_t>(kMaxFileSize)) {
        return "is larger than 64 MiB, which no snapshot is, and is ignored: remove it";
    }
    return std::nullopt;
}

std::string unreadable(int error) {
    return fmt::format("can't be read ({}), so addresses are judged by the configuration alone",
                       std::generic_category().message(error));
}

Decoded read_open_file(int fd, const std::string& boot_id) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) {
        return {.warnings = {unreadable(errno)}};
    }
    if (const auto reason = why_untrusted(status)) {
        return {.warnings = {*reason}};
    }
    const auto text = read_to_end(fd, kMaxFileSize);
    return text ? decode(*text, boot_id) : Decoded{.warnings = {unreadable(errno)}};
}

}  // namespace

std::filesystem::path file_for(const std::filesystem::path& directory, const std::string& config_path,
                               std::uint64_t netns_inode) {
    return directory /
           fmt::format("{}-{:016x}@{}.json", readable_name(config_path), fnv1a(config_path), netns_inode);
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    std::filesystem::directory_iterator entries{directory, error};
    if (error && error != std::errc::no_such_file_or_directory) {
        throw std::system_error{error, fmt::format("list the directory '{}'", directory.native())};
    }
    for (const auto& entry : entries) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

void write(const std::filesystem::path& file, const Snapshot& snapshot) {
    if (snapshot.boot_id.empty()) {
        throw std::system_error{ENOENT, std::generic_category(), "read the boot id from /proc/sys"};
    }
    const auto text = encode(snapshot);
    if (text.size() > kMaxFileSize) {
        throw std::system_error{
            EFBIG, std::generic_category(),
            fmt::format("snapshot '{}' would be {} bytes long, which is more than is ever read back",
                        file.native(), text.size())};
    }
    const auto directory = open_directory(file.has_parent_path() ? file.parent_path() : ".");
    NewFile fresh{directory.get(), file, S_IRUSR | S_IWUSR};
    fresh.fill(text);
    fresh.replace_target();
    // The new file is in place whatever comes now; only a power cut could still bring the old one back, and
    // a boot makes both void.
    (void)::fsync(directory.get());
}

ReadResult read(const std::filesystem::path& file, const std::string& boot_id) {
    // O_NONBLOCK: a FIFO in its place must not stop us.
    const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (!fd && errno == ENOENT) {
        return {};
    }
    Decoded decoded;
    if (fd) {
        decoded = read_open_file(fd.get(), boot_id);
    } else {
        decoded.warnings = {errno == ELOOP ? "is a symbolic link and is ignored: remove it"
                                           : unreadable(errno)};
    }
    for (auto& warning : decoded.warnings) {
        warning = fmt::format("snapshot '{}' {}", file.native(), warning);
    }
    return {.snapshot = std::move(decoded.snapshot), .warnings = std::move(decoded.warnings)};
}

std::string current_boot_id() {
    constexpr const char* kPath = "/proc/sys/kernel/random/boot_id";
    const UniqueFd fd{::open(kPath, O_RDONLY | O_CLOEXEC)};
    auto text = fd ? read_to_end(fd.get(), 64) : std::nullopt;
    if (!text) {
        fail("read", kPath);
    }
    return text->substr(0, text->find('\n'));
}

}  // namespace vipwarden::snapshot
