// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "netlink/address_table.hpp"
#include "netlink/link_table.hpp"
#include "netlink/routing_table.hpp"

namespace vipwarden::contract {

/// One small network, on which every implementation of the tables has to behave alike: the interfaces of
/// kLinks, all but lo and vrrp.10 up, without any address, promote_secondaries off everywhere.
class NetlinkWorld {
 public:
    NetlinkWorld() = default;
    NetlinkWorld(const NetlinkWorld&) = delete;
    NetlinkWorld& operator=(const NetlinkWorld&) = delete;
    virtual ~NetlinkWorld() = default;

    [[nodiscard]] virtual netlink::AddressTable& addresses() = 0;
    [[nodiscard]] virtual netlink::LinkTable& links() = 0;
    [[nodiscard]] virtual netlink::RoutingTable& routing() = 0;

    /// Makes a route or a rule as somebody else would, with `ip WORDS`; `entry` is what that comes to.
    virtual void put(const std::string& words, const netlink::RoutingEntry& entry) = 0;
};

inline constexpr int kPeer0 = 2;
inline constexpr int kEth0 = 3;
inline constexpr int kPeer1 = 4;
inline constexpr int kEth1 = 5;
inline constexpr int kVmac = 6;
inline constexpr int kNoSuchLink = 4242;

[[nodiscard]] std::vector<netlink::Link> links_of_the_world();

/// Where the tables of one run come from.
struct Maker {
    std::string_view name;
    std::unique_ptr<NetlinkWorld> (*make)();
};

inline void PrintTo(const Maker& maker, std::ostream* out) {
    *out << maker.name;
}

[[nodiscard]] std::unique_ptr<NetlinkWorld> make_fake_world();
/// Throws support::MissingCapability where this process may not make network namespaces.
[[nodiscard]] std::unique_ptr<NetlinkWorld> make_kernel_world();

[[nodiscard]] inline auto all_worlds() {
    return ::testing::Values(Maker{"Fake", make_fake_world}, Maker{"Kernel", make_kernel_world});
}

/// Each test in a new world.
class NetlinkContract : public ::testing::TestWithParam<Maker> {
 protected:
    void SetUp() override;

    [[nodiscard]] netlink::AddressTable& addresses() { return world_->addresses(); }
    [[nodiscard]] netlink::LinkTable& links() { return world_->links(); }
    [[nodiscard]] netlink::RoutingTable& routing() { return world_->routing(); }
    void put(const std::string& words, const netlink::RoutingEntry& entry) { world_->put(words, entry); }

 private:
    std::unique_ptr<NetlinkWorld> world_{};
};

}  // namespace vipwarden::contract
