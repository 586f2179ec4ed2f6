// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <thread>
#include <utility>

namespace vipwarden::systemd {

/// What `ask` returns or throws, or nothing if that takes longer than `patience`: to connect to a bus whose
/// daemon is stopped takes sd-bus 90 s, and no setting of its makes that less. A thread that comes too late
/// is left behind until the process ends, so `ask` must own all that it uses, and only what ends soon may
/// call this.
template <typename Answer>
[[nodiscard]] std::optional<Answer> within(std::chrono::milliseconds patience, std::function<Answer()> ask) {
    std::packaged_task<Answer()> task{std::move(ask)};
    auto answer = task.get_future();
    std::thread{std::move(task)}.detach();
    return answer.wait_for(patience) == std::future_status::ready ? std::optional<Answer>{answer.get()}
                                                                  : std::nullopt;
}

}  // namespace vipwarden::systemd
