// SPDX-License-Identifier: MIT
#include "wrapper/commands/program_files.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vipwarden::commands {

namespace {

namespace fs = std::filesystem;

constexpr const char* kCalled = "vipwarden";
constexpr const char* kAllVerbs = "vipwarden-all";

fs::path self() {
    std::error_code error;
    auto path = fs::read_symlink("/proc/self/exe", error);
    if (error) {
        throw std::system_error{error, "/proc/self/exe, which tells where vipwarden's other program is"};
    }
    return path;
}

/// `installed`: its directory, as seen from that of `from`.
fs::path find_other(const fs::path& from, const char* name, const char* installed) {
    const auto here = from.parent_path();
    std::error_code unknown;
    if (auto beside = here / name; fs::exists(beside, unknown)) {
        return beside;
    }
    return (here / installed / name).lexically_normal();
}

}  // namespace

bool is_program_of_vipwarden(const fs::path& program) {
    const auto name = program.filename();
    return name == kCalled || name == kAllVerbs;
}

fs::path program_with_all_verbs() {
    return find_other(self(), kAllVerbs, VIPWARDEN_TO_LIBEXEC);
}

std::optional<std::string> why_not_trusted(const fs::path& other) {
    struct stat own {};
    struct stat link {};
    struct stat file {};
    if (::stat("/proc/self/exe", &own) != 0 || ::lstat(other.c_str(), &link) != 0 ||
        ::stat(other.c_str(), &file) != 0) {
        return std::nullopt;
    }
    for (const auto owner : {link.st_uid, file.st_uid}) {
        if (owner != 0 && owner != ::geteuid() && owner != own.st_uid) {
            return fmt::format("it belongs to uid {}, and so may do anything", owner);
        }
    }
    const bool is_open_to_all = (file.st_mode & S_IWOTH) != 0;
    return is_open_to_all ? std::optional{"everybody may write to it"} : std::nullopt;
}

fs::path program_to_call() {
    auto own = self();
    if (own.filename() != kAllVerbs) {
        return own;
    }
    auto called = find_other(own, kCalled, VIPWARDEN_TO_SBIN);
    if (std::error_code error; !fs::exists(called, error)) {
        throw std::system_error{ENOENT, std::system_category(),
                                "find " + called.native() + ", which the unit would call"};
    }
    if (const auto reason = why_not_trusted(called)) {
        throw std::system_error{EPERM, std::system_category(),
                                fmt::format("a unit is not to call {}: {}", called.native(), *reason)};
    }
    return called;
}

}  // namespace vipwarden::commands
