// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/program_file.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

/// Several times the size of any keepalived, with all that a debugger could want.
constexpr std::size_t kLongestProgram = std::size_t{64} * 1024 * 1024;

/// Only finds it, without a look at anything that the kernel does not have in memory (openat2(2),
/// Linux 5.12).
UniqueFd find_at_hand(const std::string& path) {
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_CACHED;
    return UniqueFd{static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how))};
}

/// As execvp(3) searches; none also if one of the places before it is not at hand.
UniqueFd find_program(const std::string& program, std::string_view path) {
    if (program.find('/') != std::string::npos) {
        return find_at_hand(program);
    }
    while (!path.empty()) {
        const auto directory = path.substr(0, path.find(':'));
        auto found = find_at_hand(fmt::format("{}{}{}", directory, directory.empty() ? "" : "/", program));
        if (found || errno != ENOENT) {
            return found;
        }
        path.remove_prefix(std::min(path.size(), directory.size() + 1));
    }
    return {};
}

/// As the kernel has it in memory; nothing if it can't say.
std::optional<struct statx> status_of(int directory, const char* path, int flags) {
    struct statx status {};
    const auto failed = ::statx(directory, path, flags | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &status);
    return failed == 0 ? std::optional{status} : std::nullopt;
}

bool is_program(const struct statx& status) {
    return S_ISREG(status.stx_mode) && (status.stx_mode & S_IXUSR) != 0 && status.stx_size <= kLongestProgram;
}

bool is_beside_ours(const struct statx& program) {
    const auto ours = status_of(AT_FDCWD, "/proc/self/exe", 0);
    return ours && program.stx_dev_major == ours->stx_dev_major &&
           program.stx_dev_minor == ours->stx_dev_minor;
}

}  // namespace

std::optional<std::string> read_program_file(const std::string& program, std::string_view path) {
    const auto found = find_program(program, path);
    const auto status = found ? status_of(found.get(), "", AT_EMPTY_PATH) : std::nullopt;
    if (!status || !is_program(*status) || !is_beside_ours(*status)) {
        return std::nullopt;
    }
    const UniqueFd fd{::open(fmt::format("/proc/self/fd/{}", found.get()).c_str(), O_RDONLY | O_CLOEXEC)};
    return fd ? read_to_end(fd.get(), kLongestProgram, status->stx_size) : std::nullopt;
}

}  // namespace vipwarden::supervisor
