// SPDX-License-Identifier: MIT
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <poll.h>

#include "netlink/rtnl_address_monitor.hpp"
#include "tests/support/private_namespace.hpp"
#include "tests/support/temporary_directory.hpp"

namespace vipwarden::netlink {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// ip(8) changes, we listen.
class AddressMonitorKernel : public support::PrivateNamespaceTest {
 protected:
    void SetUp() override {
        PrivateNamespaceTest::SetUp();
        if (!host) {
            return;
        }
        host->ip("link add eth0 type veth peer name peer0");
        host->ip("link set eth0 addrgenmode none up");
        monitor = open_address_monitor(NetworkNamespace::current());
    }

    [[nodiscard]] bool is_readable() const {
        pollfd waiting{.fd = monitor->fd(), .events = POLLIN, .revents = 0};
        return ::poll(&waiting, 1, 0) == 1;
    }

    /// "+10.9.0.1/24", "-10.9.0.1/24"
    [[nodiscard]] std::vector<std::string> heard() const {
        std::vector<std::string> words;
        for (const auto& change : monitor->take().changes) {
            words.push_back((change.deleted ? "-" : "+") + to_string(change.address));
        }
        return words;
    }

    std::unique_ptr<AddressMonitor> monitor{};
};

TEST_F(AddressMonitorKernel, TellsNothingWhileNothingHappens) {
    EXPECT_FALSE(is_readable());
    EXPECT_EQ(monitor->take(), AddressNews{});
}

TEST_F(AddressMonitorKernel, TellsAdditionsAndDeletionsOfBothFamiliesInTheirOrder) {
    host->ip("addr add 10.9.0.1/24 dev eth0");
    host->ip("addr add fd00::1/64 dev eth0 nodad");
    host->ip("addr del 10.9.0.1/24 dev eth0");
    host->ip("addr del fd00::1/64 dev eth0");

    EXPECT_TRUE(is_readable());
    EXPECT_THAT(heard(), ElementsAre("+10.9.0.1/24", "+fd00::1/64", "-10.9.0.1/24", "-fd00::1/64"));
    EXPECT_FALSE(is_readable());
}

TEST_F(AddressMonitorKernel, TellsWhatWentAlongWithItsInterface) {
    host->ip("addr add 10.9.0.1/24 dev eth0");
    (void)heard();
    host->ip("link del eth0");
    EXPECT_THAT(heard(), Contains("-10.9.0.1/24"));
}

TEST_F(AddressMonitorKernel, HearsOnlyTheNamespaceThatItWasOpenedIn) {
    host->hide_run();
    host->ip("netns add other");
    host->ip("-n other addr add 10.9.0.1/24 dev lo");
    EXPECT_THAT(heard(), IsEmpty());

    monitor = open_address_monitor(NetworkNamespace::named("other"));
    host->ip("-n other addr add 10.9.0.2/24 dev lo");
    EXPECT_THAT(heard(), ElementsAre("+10.9.0.2/24"));
}

TEST_F(AddressMonitorKernel, SaysThatItMissedSomethingWhenThereWasTooMuch) {
    // Each notification takes about 1 KiB of the receive buffer of 2 MiB.
    const test::TemporaryDirectory directory;
    const auto batch = (directory / "batch").string();
    std::ofstream file{batch};
    for (int i = 0; i < 3000; ++i) {
        file << fmt::format("addr add 10.{}.{}.1/32 dev eth0\n", i / 250 + 1, i % 250);
    }
    file.close();
    host->ip("-batch " + batch);

    const auto news = monitor->take();

    EXPECT_TRUE(news.incomplete);
    EXPECT_FALSE(is_readable());
    EXPECT_FALSE(monitor->take().incomplete);
}

}  // namespace
}  // namespace vipwarden::netlink
