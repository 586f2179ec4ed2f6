// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace vipwarden::support {

/// The addresses of one interface, each as "LOCAL/PREFIX[ peer PEER][ label LABEL]"; a label that is just the
/// interface's name is not shown, nor are the link-local IPv6 addresses that the kernel makes by itself. Read
/// with ip(8), which shares no code with us. Empty if there is no such interface.
[[nodiscard]] std::set<std::string> addresses(const std::string& interface);

/// Everything that ip(8) knows of the interface's addresses (broadcast, scope, flags, lifetimes …), one JSON
/// object per address, sorted, again without those: for "exactly as it was".
[[nodiscard]] std::vector<std::string> address_records(const std::string& interface);

/// The names of all interfaces.
[[nodiscard]] std::set<std::string> interfaces();

/// Tells when addresses or links of this network namespace change (rtnetlink(7) multicast groups).
class ChangeMonitor {
 public:
    ChangeMonitor();
    ChangeMonitor(const ChangeMonitor&) = delete;
    ChangeMonitor& operator=(const ChangeMonitor&) = delete;
    ~ChangeMonitor();

    /// Waits until `condition` holds; asks again after each change. Throws std::runtime_error, naming `what`,
    /// when that takes longer than `timeout`.
    void wait_until(const std::function<bool()>& condition, const std::string& what,
                    std::chrono::milliseconds timeout) const;

    /// True if nothing has changed since construction or the last call that looked.
    [[nodiscard]] bool is_quiet() const;

 private:
    int fd_;
};

}  // namespace vipwarden::support
