// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vrrp_child.hpp"

namespace vipwarden::supervisor {

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
    process_ = process;
    events_.watch_descriptor(pidfd_.get(), [this]() -> std::optional<Event> {
        forget();
        return VrrpChildEnded{};
    });
    return replaces;
}

void VrrpChild::forget() {
    if (pidfd_) {
        events_.forget_descriptor(pidfd_.get());
        pidfd_.reset();
    }
    process_.reset();
}

}  // namespace vipwarden::supervisor
