// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace vipwarden::systemd {

/// What the service manager is told (sd_notify(3)). Every call is best effort: a service manager that does
/// not listen never changes what vipwarden does.
class Notifier {
 public:
    Notifier() = default;
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;
    virtual ~Notifier() = default;

    virtual void ready(std::string_view status) = 0;     ///< READY=1 and STATUS=
    virtual void stopping(std::string_view status) = 0;  ///< STOPPING=1 and STATUS=
};

}  // namespace vipwarden::systemd
