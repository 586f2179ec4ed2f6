// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "systemd/notifier.hpp"

namespace vipwarden::systemd {

/// Talks to the service manager's socket ($NOTIFY_SOCKET). Not through sd_notify(3): that one waits as long
/// as the socket's queue is full, so that a hung service manager would keep addresses from being released.
/// Here a status or a watchdog's sign of life that finds no room is dropped, and all else waits half a second
/// at most.
class SdNotifier final : public Notifier {
 public:
    /// `address`: $NOTIFY_SOCKET, a path or "@NAME"; empty, or of another kind: nothing is ever sent.
    /// `watchdog`: as watchdog_interval() in systemd/watchdog.hpp answers.
    explicit SdNotifier(std::string address, std::optional<std::chrono::microseconds> watchdog = {})
        : address_{std::move(address)}, watchdog_{watchdog} {}

    void ready(std::string_view status) override;
    void reloading(std::chrono::microseconds since_boot, std::string_view status) override;
    void stopping(std::string_view status) override;
    void status(std::string_view status) override;
    void extend_timeout(std::chrono::microseconds time) override;
    void watchdog() override;
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval() const override {
        return watchdog_;
    }
    void relay(std::string_view assignments) override;

 private:
    enum class Weight { droppable, important };
    void send(const std::string& message, Weight weight) const;

    std::string address_;
    std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace vipwarden::systemd
