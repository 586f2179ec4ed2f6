// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/pid_file_watch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace vipwarden::supervisor {
namespace {

// keepalived up to 2.3.1 writes and closes the file, later ones keep it open for its lock: hence IN_MODIFY.
constexpr std::uint32_t kAppears = IN_CREATE | IN_MOVED_TO | IN_ONLYDIR;
constexpr std::uint32_t kChanges = kAppears | IN_MODIFY | IN_CLOSE_WRITE;

/// "/", "/run", "/run/keepalived" for /run/keepalived.
std::vector<std::filesystem::path> from_root_to(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> way;
    std::filesystem::path step;
    for (const std::filesystem::path& component : directory) {
        step /= component;
        way.push_back(step);
    }
    return way;
}

std::filesystem::path absolute_or_same(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::path absolute = std::filesystem::absolute(path, error);
    return error ? path : absolute;
}

}  // namespace

PidFileWatch::PidFileWatch(const std::filesystem::path& file)
    : file_{absolute_or_same(file).lexically_normal()}, inotify_{::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)} {
    watch_directories();
}

/// All that exist of the directories on the way to the file. From the root downwards: what is made after we
/// found it missing is then reported by the one above it. Watching one twice changes nothing.
void PidFileWatch::watch_directories() {
    const std::filesystem::path directory = file_.parent_path();
    for (const std::filesystem::path& step : from_root_to(directory)) {
        const std::uint32_t mask = step == directory ? kChanges : kAppears;
        if (::inotify_add_watch(inotify_.get(), step.c_str(), mask) >= 0) {
            continue;
        }
        if (errno != ENOENT) {
            inotify_.reset();
        }
        return;
    }
}

bool PidFileWatch::take_changes() {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    bool changed = false;
    ssize_t got = 0;
    while ((got = ::read(inotify_.get(), buffer.data(), buffer.size())) > 0) {
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = event.len > 0 ? buffer.data() + at + sizeof event : "";
            changed = changed || concerns_us(name);
            at += sizeof event + event.len;
        }
    }
    if (changed) {
        watch_directories();
    }
    return changed;
}

/// An event without a name is about a directory itself, or says that events were lost.
bool PidFileWatch::concerns_us(const std::filesystem::path& name) const {
    return name.empty() || std::find(file_.begin(), file_.end(), name) != file_.end();
}

std::optional<pid_t> PidFileWatch::number() const {
    // Without O_NONBLOCK, a FIFO in its place would stop us here.
    const UniqueFd fd{::open(file_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    std::array<char, 32> buffer{};
    const ssize_t got = fd ? ::read(fd.get(), buffer.data(), buffer.size()) : 0;
    if (got <= 0) {
        return std::nullopt;
    }
    const std::string_view text{buffer.data(), static_cast<std::size_t>(got)};
    const std::string_view line = text.substr(0, text.find('\n'));
    pid_t number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const bool complete = error == std::errc{} && end == line.data() + line.size();
    return complete ? std::optional{number} : std::nullopt;
}

}  // namespace vipwarden::supervisor
