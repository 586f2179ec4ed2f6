// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wrapper/unique_fd.hpp"

namespace vipwarden {

/// A new file beside the target, which vanishes again unless it takes its place: whoever reads the target
/// sees the old content or the new one, never a part. Throws std::system_error that says what could not be
/// done with which file; the target is as it was then.
class NewFile {
 public:
    /// `directory` is the target's, and has to stay open as long as this lives. The mode is as given,
    /// whatever the umask. Takes the first free name: what a killed writer left behind is in nobody's way.
    NewFile(int directory, std::filesystem::path target, mode_t mode)
        : directory_{directory}, target_{std::move(target)}, mode_{mode} {
        constexpr int kAttempts = 1000;
        for (int attempt = 0; attempt < kAttempts && !fd_; ++attempt) {
            name_ = fmt::format(".vipwarden-{}-{}.tmp", ::getpid(), attempt);
            fd_ = UniqueFd{::openat(directory, name_.c_str(),
                                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)};
            if (!fd_ && errno != EEXIST) {
                break;
            }
        }
        if (!fd_) {
            fail("create a new file for");
        }
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (fd_ && !name_.empty()) {
            (void)::unlinkat(directory_, name_.c_str(), 0);
        }
    }

    /// All of it is on the disk when this returns.
    void fill(std::string_view content) {
        while (!content.empty()) {
            const auto written = ::write(fd_.get(), content.data(), content.size());
            if (written < 0 && errno != EINTR) {
                fail("write the new file for");
            }
            content.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
        }
        if (::fchmod(fd_.get(), mode_) != 0 || ::fsync(fd_.get()) != 0) {
            fail("sync the new file for");
        }
    }

    void replace_target() {
        if (::renameat(directory_, name_.c_str(), directory_, target_.filename().c_str()) != 0) {
            fail("replace");
        }
        name_.clear();
    }

 private:
    [[noreturn]] void fail(std::string_view action) const {
        const int error = errno;
        throw std::system_error{error, std::generic_category(),
                                fmt::format("{} '{}'", action, target_.native())};
    }

    int directory_;
    std::filesystem::path target_;
    mode_t mode_;
    std::string name_{};
    UniqueFd fd_{};
};

}  // namespace vipwarden
