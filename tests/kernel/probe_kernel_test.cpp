// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/kernel/probe_fixture.hpp"
#include "tests/support/temporary_directory.hpp"

namespace vipwarden::netlink {
namespace {

using support::ip;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::SizeIs;
using ::testing::Throws;

class ProbeKernel : public ProbeTest {
 protected:
    /// Why it could not be asked there.
    [[nodiscard]] std::vector<Obstacle> obstacles_on(const std::string& interface) const {
        const auto asked = target("10.0.0.5", interface);
        std::vector<Obstacle> all;
        for (const auto& unasked : prober()->ask({&asked, 1}, kShortWindow).unasked) {
            all.push_back(unasked.obstacle);
        }
        return all;
    }
};

TEST_F(ProbeKernel, FindsWhoHasAnAddress) {
    lan->ip("there", "addr add 10.0.0.5/24 dev eth0");
    lan->ip("elsewhere", "addr add 2001:db8::5/64 dev eth0 nodad");

    EXPECT_THAT(who_has({"10.0.0.5", "10.0.0.6", "2001:db8::5", "2001:db8::6"}),
                ElementsAre("10.0.0.5 02:00:00:00:00:02", "2001:db8::5 02:00:00:00:00:03"));
}

TEST_F(ProbeKernel, FindsBothWhoHaveAnAddress) {
    for (const auto* name : {"there", "elsewhere"}) {
        lan->ip(name, "addr add 10.0.0.5/32 dev eth0");
        lan->ip(name, "addr add 2001:db8::5/128 dev eth0 nodad");
    }

    EXPECT_THAT(who_has({"10.0.0.5", "2001:db8::5"}),
                ElementsAre("10.0.0.5 02:00:00:00:00:02", "10.0.0.5 02:00:00:00:00:03",
                            "2001:db8::5 02:00:00:00:00:02", "2001:db8::5 02:00:00:00:00:03"));
}

TEST_F(ProbeKernel, FindsTheOtherOneThoughThisHostHasItToo) {
    for (const auto* name : {"here", "there"}) {
        lan->ip(name, "addr add 10.0.0.5/32 dev eth0");
        lan->ip(name, "addr add 2001:db8::5/128 dev eth0 nodad");
    }

    EXPECT_THAT(who_has({"10.0.0.5", "2001:db8::5"}),
                ElementsAre("10.0.0.5 02:00:00:00:00:02", "2001:db8::5 02:00:00:00:00:02"));
}

TEST_F(ProbeKernel, PassesOverTheAnswerOfAnotherInterfaceOfThisHost) {
    host->ip("link add here1 type veth peer name eth1 netns here address 02:00:00:00:01:01");
    lan->ip("here", "link set eth1 addrgenmode none up");
    host->ip("link set here1 addrgenmode none master lan up");
    lan->ip("here", "addr add 10.0.0.5/24 dev eth1");
    lan->ip("here", "addr add 2001:db8::5/64 dev eth1 nodad");
    // It answers: others see it, by both interfaces.
    const auto asked = target("10.0.0.5", "eth0", "there");
    auto seen = prober("there");
    std::vector<std::string> answers;
    for (int attempt = 0; attempt < 50 && answers.size() < 2; ++attempt) {
        answers = words(seen->ask({&asked, 1}, kShortWindow).answers);  // the new port may not forward yet
    }
    ASSERT_THAT(answers, ElementsAre("10.0.0.5 02:00:00:00:00:01", "10.0.0.5 02:00:00:00:01:01"));

    EXPECT_THAT(who_has({"10.0.0.5", "2001:db8::5"}), IsEmpty());
}

TEST_F(ProbeKernel, FindsAThousandInOneWindow) {
    constexpr int kOfEach = 500;
    const test::TemporaryDirectory directory;
    const auto eth0 = index_of("eth0");
    std::string batch;
    std::vector<ProbeTarget> targets;
    for (int number = 1; number <= kOfEach; ++number) {
        const auto ipv4 = fmt::format("10.1.{}.{}", number / 250, number % 250 + 1);
        const auto ipv6 = fmt::format("2001:db8::1:{:x}", number);
        batch += fmt::format("addr add {}/32 dev eth0\naddr add {}/128 dev eth0 nodad\n", ipv4, ipv6);
        targets.push_back({.address = ip(ipv4), .ifindex = eth0});
        targets.push_back({.address = ip(ipv6), .ifindex = eth0});
    }
    test::write_text(directory / "addresses", batch);
    for (const auto* name : {"there", "elsewhere"}) {
        lan->ip(name, "-batch " + (directory / "addresses").string());
    }

    const auto result = prober()->ask(targets, std::chrono::milliseconds{300});

    EXPECT_THAT(result.answers, SizeIs(2 * 2 * kOfEach));
    EXPECT_THAT(result.unasked, IsEmpty());
    EXPECT_EQ(result.lost, 0U);
}

TEST_F(ProbeKernel, AsksTwiceWithTheSameSockets) {
    const auto asked = target("2001:db8::5");
    const auto asker = prober();
    EXPECT_THAT(asker->ask({&asked, 1}, kShortWindow).answers, IsEmpty());

    lan->ip("there", "addr add 2001:db8::5/64 dev eth0 nodad");
    EXPECT_THAT(asker->ask({&asked, 1}, kShortWindow).answers, SizeIs(1));

    lan->ip("there", "addr del 2001:db8::5/64 dev eth0");
    EXPECT_THAT(asker->ask({&asked, 1}, kShortWindow).answers, IsEmpty());
}

TEST_F(ProbeKernel, SaysWhereItCantAsk) {
    lan->ip("here", "link add noarp type veth peer name noarp1");
    lan->ip("here", "link set noarp arp off up");
    lan->ip("here", "link set noarp1 up");
    lan->ip("here", "link add off type veth peer name unplugged");
    lan->ip("here", "link set unplugged up");
    lan->ip("here", "link add br0 type bridge");
    lan->ip("here", "link add port type veth peer name cable");
    lan->ip("here", "link set port master br0 up");
    lan->ip("here", "link set cable up");
    lan->ip("here", "link add link eth0 name vrrp.10 address 00:00:5e:00:01:0a type macvlan mode private");
    lan->ip("here", "link set vrrp.10 up");

    EXPECT_THAT(obstacles_on("lo"), ElementsAre(Obstacle::no_neighbours));
    EXPECT_THAT(obstacles_on("noarp"), ElementsAre(Obstacle::no_neighbours));
    EXPECT_THAT(obstacles_on("off"), ElementsAre(Obstacle::down));
    EXPECT_THAT(obstacles_on("unplugged"), ElementsAre(Obstacle::no_carrier));
    EXPECT_THAT(obstacles_on("port"), ElementsAre(Obstacle::deaf));
    EXPECT_THAT(obstacles_on("vrrp.10"), ElementsAre(Obstacle::shared_mac));
    EXPECT_THAT(obstacles_on("nosuch"), ElementsAre(Obstacle::no_interface));
    EXPECT_THAT(obstacles_on("eth0"), IsEmpty());
}

TEST_F(ProbeKernel, SaysThatAnInterfaceWentDownWhileItAsked) {
    const auto targets = std::vector{target("10.0.0.5"), target("2001:db8::5")};
    const auto asker = prober();
    ProbeResult result;
    std::thread asking{[&] { result = asker->ask(targets, std::chrono::milliseconds{1500}); }};
    lan->ip("here", "link set eth0 down");
    asking.join();

    EXPECT_THAT(result.answers, IsEmpty());
    EXPECT_THAT(result.unasked,
                ElementsAre(Field(&Unasked::target, targets[0]), Field(&Unasked::target, targets[1])));
}

/// Of the calling thread only.
void drop_raw_network_access() {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, 2> sets{};
    ASSERT_EQ(syscall(SYS_capget, &header, sets.data()), 0);
    sets[0].effective &= ~(1U << CAP_NET_RAW);
    ASSERT_EQ(syscall(SYS_capset, &header, sets.data()), 0);
}

TEST_F(ProbeKernel, SaysWhichCapabilityIsMissing) {
    std::thread{[] {
        drop_raw_network_access();
        EXPECT_THAT(
            [] { (void)open_neighbour_prober(NetworkNamespace::current()); },
            Throws<std::system_error>(AllOf(
                Property(&std::system_error::code, make_error_condition(std::errc::operation_not_permitted)),
                Property(&std::system_error::what,
                         ::testing::HasSubstr("open a packet socket (needs CAP_NET_RAW)")))));
    }}.join();
}

}  // namespace
}  // namespace vipwarden::netlink
