// SPDX-License-Identifier: MIT
#include "wrapper/commands/program_files.hpp"

#include <cerrno>
#include <string>
#include <system_error>

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
    return called;
}

}  // namespace vipwarden::commands
