// SPDX-License-Identifier: MIT
#include "wrapper/commands/keepalived_pause.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "wrapper/commands/descendants.hpp"

namespace vipwarden::commands {

namespace {

/// It stops as soon as it gets the processor: on an overloaded machine that takes a while.
constexpr std::chrono::milliseconds kTimeToStop{2000};

}  // namespace

KeepalivedPause::KeepalivedPause(const supervisor::ProcessHandle& parent)
    : parent_{parent}, parent_is_stopped_{parent.stop()} {
    try {
        stop_the_others();
    } catch (...) {
        go_on();  // An object that was never made has no destructor that would do so.
        throw;
    }
}

void KeepalivedPause::stop_the_others() {
    complete_ = parent_.wait_until_stopped(kTimeToStop);
    processes_ = keepalived_descendants();
    for (const auto& process : processes_) {
        supervisor::ProcessHandle handle{process};
        const bool is_stopped_now = handle.stop();
        complete_ = handle.wait_until_stopped(kTimeToStop) && complete_;
        if (is_stopped_now) {
            stopped_.push_back(std::move(handle));
        }
    }
}

KeepalivedPause::~KeepalivedPause() {
    go_on();
}

void KeepalivedPause::go_on() const {
    // The other way round: the parent must not see a child of its stopped.
    std::ranges::for_each(stopped_, &supervisor::ProcessHandle::go_on);
    if (parent_is_stopped_) {
        parent_.go_on();
    }
}

}  // namespace vipwarden::commands
