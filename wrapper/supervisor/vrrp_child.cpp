// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vrrp_child.hpp"

#include <cstdint>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <poll.h>

#include "wrapper/supervisor/proc_files.hpp"

namespace vipwarden::supervisor {
namespace {

bool has_ended(const UniqueFd& pidfd) {
    pollfd ended{.fd = pidfd.get(), .events = POLLIN, .revents = 0};
    return ::poll(&ended, 1, 0) > 0 && (ended.revents & POLLIN) != 0;
}

/// PF_EXITING (include/linux/sched.h) in each of its threads: all are past their last system call, so that no
/// addition of theirs can come after a removal of ours (do_exit() in kernel/exit.c). A thread that is
/// stopped, traced, dumping core or waiting in the kernel is not there yet. False where it can't be seen.
bool is_exiting(const UniqueFd& process) {
    constexpr std::uint32_t kExiting = 0x4;
    const auto is_leaving = [&](const std::string& thread) {
        const auto text = read_file(process, "task/" + thread + "/stat");
        const auto stat = parse_stat(text.value_or(""));
        return stat && (stat->flags & kExiting) != 0;
    };
    namespace fs = std::filesystem;
    std::error_code error;
    bool all = false;
    for (fs::directory_iterator entry{fmt::format("/proc/self/fd/{}/task", process.get()), error}, end;
         !error && entry != end; entry.increment(error)) {
        all = is_leaving(entry->path().filename().string());
        if (!all) {
            break;
        }
    }
    return all && !error;
}

}  // namespace

void VrrpChild::watch_pid_file(const std::string& path) {
    pid_file_.emplace(path);
    if (pid_file_->fd() >= 0) {
        events_.watch_descriptor(pid_file_->fd(), [this]() -> std::optional<Event> {
            return pid_file_->take_changes() ? std::optional<Event>{VrrpChildAppeared{}} : std::nullopt;
        });
    }
}

std::optional<pid_t> VrrpChild::number_in_pid_file() const {
    return pid_file_ ? pid_file_->number() : std::nullopt;
}

bool VrrpChild::missed_one() {
    const auto number = number_in_pid_file();
    if (!number || *number == last_number_) {
        return false;
    }
    const auto named = find_process(*number);
    if (named && is_keepalived(*named) && is_alive(*named)) {
        return false;
    }
    last_number_ = *number;
    return true;
}

std::optional<Process> VrrpChild::named_by_pid_file() const {
    const auto number = number_in_pid_file();
    auto named = number ? find_process(*number) : std::nullopt;
    if (!named || !is_keepalived(*named) || !is_alive(*named)) {
        return std::nullopt;
    }
    const auto parent = find_process(named->parent);
    return parent && is_keepalived(*parent) ? std::move(named) : std::nullopt;
}

bool VrrpChild::watch(const Process& process) {
    if (process_ && process_->pid == process.pid && process_->start_time == process.start_time) {
        return false;
    }
    auto pidfd = open_pidfd(process);
    if (!pidfd) {
        return false;
    }
    const bool replaces = process_.has_value();
    forget();
    last_number_ = process.pid;
    pidfd_ = std::move(pidfd);
    directory_ = open_process(process.pid);
    process_ = process;
    events_.watch_descriptor(pidfd_.get(), [this]() -> std::optional<Event> {
        forget();
        return VrrpChildEnded{};
    });
    return replaces;
}

bool VrrpChild::may_act() const {
    const auto number = number_in_pid_file();
    if (number && *number != last_number_) {
        return true;  // there is another one by now
    }
    return process_ ? !has_ended(pidfd_) && !is_exiting(directory_) : !number;
}

void VrrpChild::forget() {
    if (pidfd_) {
        events_.forget_descriptor(pidfd_.get());
        pidfd_.reset();
    }
    directory_.reset();
    process_.reset();
}

}  // namespace vipwarden::supervisor
