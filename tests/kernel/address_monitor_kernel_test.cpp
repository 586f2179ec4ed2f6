// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink/rtnl_address_monitor.hpp"
#include "netlink/rtnl_address_table.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/private_namespace.hpp"
#include "tests/support/temporary_directory.hpp"
#include "wrapper/supervisor/netlink_ports.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::netlink {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

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

/// Names who asked for a change, as far as the kernel tells it: requests over sockets whose ports are known.
class AddressMonitorPort : public AddressMonitorKernel {
 protected:
    void SetUp() override {
        AddressMonitorKernel::SetUp();
        if (host) {
            host->ip("link set peer0 addrgenmode none up");
            ifindex = static_cast<int>(if_nametoindex("eth0"));
            first = open_asker();
            second = open_asker();
            ASSERT_NE(first.port, second.port);
            name = {{first.port, "first"}, {second.port, "second"}, {0, "nobody"}};
        }
    }

    /// A table, and the port of its only socket.
    struct Asker {
        std::unique_ptr<AddressTable> table{};
        std::uint32_t port{0};
    };

    static Asker open_asker() {
        const auto before = supervisor::route_ports_of(::getpid());
        Asker asker{.table = open_address_table(NetworkNamespace::current())};
        for (const auto port : supervisor::route_ports_of(::getpid())) {
            asker.port = before.contains(port) ? asker.port : port;
        }
        return asker;
    }

    /// "first +10.9.0.1/24", "nobody -fd00::1/64"
    [[nodiscard]] std::vector<std::string> heard_of_whom() {
        std::vector<std::string> words;
        for (const auto& change : monitor->take().changes) {
            const auto who = name.contains(change.port) ? name.at(change.port) : "somebody";
            words.push_back(
                fmt::format("{} {}{}", who, change.deleted ? '-' : '+', to_string(change.address)));
        }
        return words;
    }

    [[nodiscard]] InterfaceAddress entry(const char* address, std::uint8_t prefix_length) const {
        return support::entry(ifindex, address, prefix_length);
    }

    /// Waits for the kernel, which drops an address some time after its last second.
    void wait_for_news() const {
        pollfd waiting{.fd = monitor->fd(), .events = POLLIN, .revents = 0};
        ASSERT_EQ(::poll(&waiting, 1, 10000), 1);
    }

    int ifindex{0};
    Asker first{};
    Asker second{};
    std::map<std::uint32_t, std::string> name{};
};

TEST_F(AddressMonitorPort, NamesWhoeverAddsChangesAndDeletesAnIpv4Address) {
    const std::vector vip{entry("10.9.0.1", 24)};
    (void)first.table->add(vip.front());
    (void)second.table->set_lifetime(vip, 1000);
    (void)second.table->remove(vip);

    EXPECT_THAT(heard_of_whom(),
                ElementsAre("first +10.9.0.1/24", "second +10.9.0.1/24", "second -10.9.0.1/24"));
}

TEST_F(AddressMonitorPort, NamesNobodyForIpv6) {
    const std::vector vip{entry("fd00::1", 64)};
    (void)first.table->add(vip.front());
    (void)second.table->set_lifetime(vip, 1000);
    (void)second.table->remove(vip);

    // How often is up to the duplicate address detection, which runs apart though nobody asked for it.
    EXPECT_THAT(heard_of_whom(), AllOf(Contains("nobody +fd00::1/64"), Contains("nobody -fd00::1/64"),
                                       Each(StartsWith("nobody"))));
}

TEST_F(AddressMonitorPort, NamesWhoeverDeletesAPrimaryForWhatGoesAlong) {
    host->set_sysctl("ipv4/conf/all/promote_secondaries", "0");
    host->set_sysctl("ipv4/conf/eth0/promote_secondaries", "0");
    (void)first.table->add(entry("10.9.0.1", 24));
    (void)first.table->add(entry("10.9.0.2", 24));
    (void)heard_of_whom();

    (void)second.table->remove(std::vector{entry("10.9.0.1", 24)});

    EXPECT_THAT(heard_of_whom(), ElementsAre("second -10.9.0.2/24", "second -10.9.0.1/24"));
}

TEST_F(AddressMonitorPort, NamesWhoeverDeletesAPrimaryForThePromotionOfAnother) {
    host->set_sysctl("ipv4/conf/eth0/promote_secondaries", "1");
    (void)first.table->add(entry("10.9.0.1", 24));
    (void)first.table->add(entry("10.9.0.2", 24));
    (void)heard_of_whom();

    (void)second.table->remove(std::vector{entry("10.9.0.1", 24)});

    EXPECT_THAT(heard_of_whom(), ElementsAre("second -10.9.0.1/24", "second +10.9.0.2/24"));
}

TEST_F(AddressMonitorPort, NamesNobodyForALifetimeThatEnds) {
    host->set_sysctl("ipv4/conf/eth0/promote_secondaries", "1");
    (void)first.table->add(entry("10.9.0.1", 24));
    (void)first.table->add(entry("10.9.0.2", 24));
    (void)first.table->set_lifetime(std::vector{entry("10.9.0.1", 24)}, 1);
    (void)heard_of_whom();

    wait_for_news();

    EXPECT_THAT(heard_of_whom(), ElementsAre("nobody -10.9.0.1/24", "nobody +10.9.0.2/24"));
}

TEST_F(AddressMonitorPort, NamesNobodyForAnInterfaceThatGoesAway) {
    (void)first.table->add(entry("10.9.0.1", 24));
    (void)first.table->add(entry("fd00::1", 64));
    (void)heard_of_whom();

    host->ip("link set eth0 down");  // It takes IPv6 along, and IPv4 stays.
    EXPECT_THAT(heard_of_whom(), AllOf(Contains("nobody -fd00::1/64"), Each(StartsWith("nobody"))));
    host->ip("link del eth0");
    EXPECT_THAT(heard_of_whom(), ElementsAre("nobody -10.9.0.1/24"));
}

TEST_F(AddressMonitorPort, NamesNobodyForAnIoctl) {
    ifreq request{};
    std::strncpy(request.ifr_name, "eth0", sizeof request.ifr_name - 1);
    const sockaddr_in address{
        .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(0x0a090001)}, .sin_zero = {}};
    std::memcpy(&request.ifr_addr, &address, sizeof address);
    const UniqueFd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};

    ASSERT_EQ(::ioctl(socket.get(), SIOCSIFADDR, &request), 0);

    EXPECT_THAT(heard_of_whom(), ElementsAre("nobody +10.9.0.1/8"));
}

TEST_F(AddressMonitorPort, IsTheNumberOfAProcessInItsOwnPidNamespace) {
    ASSERT_EQ(std::system("unshare --pid --fork ip address add 10.9.0.1/24 dev eth0"),
              0);  // "ip" is 1 there.

    const auto news = monitor->take();
    ASSERT_THAT(news.changes, SizeIs(1));
    EXPECT_EQ(news.changes.front().port, 1U);
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
