// SPDX-License-Identifier: MIT
#include "systemd/sd_notifier.hpp"

#include <systemd/sd-daemon.h>

namespace vipwarden::systemd {

namespace {

void notify(const char* state, std::string_view status) {
    // The variable stays set (first argument 0): later messages need it. keepalived's copy is removed at its
    // start.
    (void)sd_notifyf(0, "%s\nSTATUS=%.*s", state, static_cast<int>(status.size()), status.data());
}

}  // namespace

void SdNotifier::ready(std::string_view status) {
    notify("READY=1", status);
}

void SdNotifier::stopping(std::string_view status) {
    notify("STOPPING=1", status);
}

}  // namespace vipwarden::systemd
