// SPDX-License-Identifier: MIT
#pragma once

#include "systemd/notifier.hpp"

namespace vipwarden::systemd {

/// Talks to $NOTIFY_SOCKET through libsystemd; does nothing when the variable is not set.
class SdNotifier final : public Notifier {
 public:
    void ready(std::string_view status) override;
    void stopping(std::string_view status) override;
};

}  // namespace vipwarden::systemd
