// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "wrapper/supervisor/event_source.hpp"

namespace vipwarden::supervisor {

inline Event next(EventSource& events) {
    return events.wait(Clock::now() + std::chrono::seconds{30});
}

/// What is there already; DeadlinePassed if there is nothing.
inline Event already_there(EventSource& events) {
    return events.wait(Clock::now());
}

}  // namespace vipwarden::supervisor
