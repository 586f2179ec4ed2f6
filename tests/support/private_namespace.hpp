// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace vipwarden::support {

/// The kernel does not let this process make namespaces. what() begins with "SKIPPED-CAPABILITY:", by which
/// CI counts the tests that did not run.
struct MissingCapability : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A network namespace that this process has just made, that it is inside of, and that goes with it. Only
/// what is behind such an object may change addresses, links or routes.
class PrivateNamespace {
 public:
    /// Enters a new network namespace, below a new user namespace when not root. Throws MissingCapability
    /// when the kernel refuses, and std::logic_error when afterwards it can't prove that it is a new one.
    PrivateNamespace();

    /// Runs "ip ARGUMENTS" and returns what it prints; throws std::runtime_error with that if it fails.
    std::string ip(const std::string& arguments) const;

    /// A file below /proc/sys/net of this namespace, e.g. "ipv4/conf/eth0/promote_secondaries".
    [[nodiscard]] std::string sysctl(const std::string& path) const;
    void set_sysctl(const std::string& path, const std::string& value) const;

    /// Gives this process an empty /run of its own, so that `ip netns add` names nothing on this machine.
    void hide_run() const;
};

/// Each test in a fresh network namespace, or skipped.
class PrivateNamespaceTest : public ::testing::Test {
 protected:
    void SetUp() override {
        try {
            host.emplace();
        } catch (const MissingCapability& missing) {
            GTEST_SKIP() << missing.what();
        }
    }

    std::optional<PrivateNamespace> host{};
};

}  // namespace vipwarden::support
