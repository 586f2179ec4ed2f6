// SPDX-License-Identifier: MIT
#include "systemd/notification.hpp"

#include <algorithm>
#include <array>

namespace vipwarden::systemd {

namespace {

/// What explains an end or asks for time: nobody but keepalived knows it, and it contradicts nothing of ours.
constexpr std::array<std::string_view, 4> kRelayed{"ERRNO", "BUSERROR", "EXIT_STATUS", "EXTEND_TIMEOUT_USEC"};

void take(std::string_view line, Notification& notification) {
    const auto end_of_name = line.find('=');
    const auto name = line.substr(0, end_of_name);
    if (line == "READY=1") {
        notification.ready = true;
    } else if (line == "RELOADING=1") {
        notification.reloading = true;
    } else if (name == "STATUS" && end_of_name != std::string_view::npos) {
        notification.status = line.substr(end_of_name + 1);
    } else if (std::ranges::find(kRelayed, name) != kRelayed.end()) {
        notification.relayed += notification.relayed.empty() ? "" : "\n";
        notification.relayed += line;
    }
}

}  // namespace

Notification read_notification(std::string_view message) {
    Notification notification;
    while (!message.empty()) {
        const auto line = message.substr(0, message.find('\n'));
        message.remove_prefix(std::min(message.size(), line.size() + 1));
        take(line, notification);
    }
    return notification;
}

}  // namespace vipwarden::systemd
