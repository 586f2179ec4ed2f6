// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

namespace vipwarden::support {

/// Runs `body` in a small world of its own and returns what it returns: private PID, mount, network and UTS
/// namespaces, a /proc of its own, an init that reaps orphans. Nothing that body does reaches the machine,
/// and whatever it leaves running dies with it, also when this process is killed. Where the kernel refuses
/// (no root, no CAP_SYS_ADMIN), body runs outside: it has to ask why_not_sandboxed() and skip.
[[nodiscard]] int run_in_sandbox(const std::function<int()>& body);

/// Empty inside the sandbox; else a sentence for GTEST_SKIP. Every verb that changes or kills something
/// refuses to work unless this is empty.
[[nodiscard]] std::string why_not_sandboxed();

/// Throws std::logic_error outside of the sandbox.
void require_sandbox();

}  // namespace vipwarden::support
