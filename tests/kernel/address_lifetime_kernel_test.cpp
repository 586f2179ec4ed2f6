// SPDX-License-Identifier: MIT
// The race that a lease must never win: whoever prolongs a life against whoever ends it.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <net/if.h>

#include "netlink/rtnl_address_table.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/private_namespace.hpp"

namespace vipwarden::netlink {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;

class AddressLifetimeKernel : public support::PrivateNamespaceTest {};

/// Says again and again that these live on.
class Renewer {
 public:
    explicit Renewer(std::vector<InterfaceAddress> addresses) : addresses_{std::move(addresses)} {}

    [[nodiscard]] int renewals() const { return renewals_; }

 private:
    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            (void)table_->set_lifetime(addresses_, 3);
            ++renewals_;
        }
    }

    std::unique_ptr<AddressTable> table_{open_address_table(NetworkNamespace::current())};
    std::vector<InterfaceAddress> addresses_;
    std::atomic<int> renewals_{0};
    std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

TEST_F(AddressLifetimeKernel, NeverBringsBackWhatWasRemovedInThousandsOfRounds) {
    constexpr int kRounds = 5000;
    host->ip("link add eth0 type veth peer name peer0");
    host->ip("link set eth0 addrgenmode none up");
    const auto eth0 = static_cast<int>(if_nametoindex("eth0"));
    const std::vector vips{support::entry(eth0, "10.9.0.1", 32), support::entry(eth0, "10.9.0.2", 24),
                           support::entry(eth0, "10.9.0.3", 24), support::entry(eth0, "2001:db8::1", 128)};
    const auto table = open_address_table(NetworkNamespace::current());
    const Renewer renewer{vips};
    std::vector<int> rounds_with_something_left;

    for (int round = 0; round < kRounds; ++round) {
        for (const auto& vip : vips) {
            ASSERT_EQ(table->add(vip), std::error_code{});
        }
        ASSERT_THAT(table->remove(vips), Each(std::error_code{}));
        if (!table->list().empty()) {
            rounds_with_something_left.push_back(round);
        }
    }

    EXPECT_THAT(rounds_with_something_left, IsEmpty());
    EXPECT_GE(renewer.renewals(), kRounds / 10);
}

}  // namespace
}  // namespace vipwarden::netlink
