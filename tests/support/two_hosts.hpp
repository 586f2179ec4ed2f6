// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "netlink/mac_address.hpp"
#include "netlink/network_namespace.hpp"
#include "tests/support/private_namespace.hpp"

namespace vipwarden::support {

/// Two hosts or more, each a network namespace with one interface eth0, on one Ethernet: the bridge "lan" of
/// the namespace that the process is in. Their interfaces have no address, and none that the kernel makes.
/// All of it goes with the process, or the next PrivateNamespace.
class TwoHosts {
 public:
    /// `host` must be a new namespace; it is given its own /run. Returns when frames can pass. Throws
    /// std::runtime_error.
    TwoHosts(const PrivateNamespace& host, std::vector<std::string> names = {"here", "there"});

    /// Runs "ip -n NAME ARGUMENTS".
    std::string ip(const std::string& name, const std::string& arguments) const;

    /// As PrivateNamespace::set_sysctl(), in that host.
    void set_sysctl(const std::string& name, const std::string& path, const std::string& value) const;

    void run_inside(const std::string& name, const std::function<void()>& action) const;

    [[nodiscard]] static netlink::NetworkNamespace namespace_of(const std::string& name) {
        return netlink::NetworkNamespace::named(name);
    }

    /// Of its eth0: 02:00:00:00:00:01 for the first.
    [[nodiscard]] netlink::MacAddress mac_of(const std::string& name) const;

 private:
    void add(const std::string& name) const;
    void wait_for_the_bridge() const;

    const PrivateNamespace& host_;
    std::vector<std::string> names_;
};

/// Each test on a new Ethernet with the hosts "here", "there" and "elsewhere", or skipped.
class TwoHostsTest : public PrivateNamespaceTest {
 protected:
    void SetUp() override {
        PrivateNamespaceTest::SetUp();
        if (host) {
            lan.emplace(*host, std::vector<std::string>{"here", "there", "elsewhere"});
        }
    }

    std::optional<TwoHosts> lan{};
};

}  // namespace vipwarden::support
