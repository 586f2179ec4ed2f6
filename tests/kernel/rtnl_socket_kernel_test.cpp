// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <linux/rtnetlink.h>

#include "netlink/address_message.hpp"
#include "netlink/rtnl_socket.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/private_namespace.hpp"

namespace vipwarden::netlink {
namespace {

using support::entry;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::SizeIs;
using ::testing::StrEq;
using ::testing::Throws;

constexpr int kEth0 = 3;
const std::error_code kSuccess{};

class RtnlSocketKernel : public support::PrivateNamespaceTest {
 protected:
    void SetUp() override {
        PrivateNamespaceTest::SetUp();
        if (host) {
            host->ip("link add eth0 index 3 type veth peer name peer0 index 2");
        }
    }

    /// 1000 addresses, which are added first, and the requests that remove them.
    static std::vector<Message> add_a_thousand() {
        std::vector<Message> additions;
        std::vector<Message> removals;
        for (int number = 0; number < 1000; ++number) {
            auto address = entry(kEth0, "10.1.0.0", 32);
            address.local.bytes[2] = static_cast<std::uint8_t>(number / 256);
            address.local.bytes[3] = static_cast<std::uint8_t>(number % 256);
            additions.push_back(encode_address_addition(address));
            removals.push_back(encode_address_removal(address));
        }
        RtnlSocket socket{NetworkNamespace::current()};
        EXPECT_THAT(socket.transact(additions), AllOf(SizeIs(1000), Each(kSuccess)));
        return removals;
    }
};

TEST_F(RtnlSocketKernel, AsksAgainWhenAnswersAreLost) {
    std::vector<Message> each_twice;
    for (const auto& removal : add_a_thousand()) {
        each_twice.insert(each_twice.end(), {removal, removal});  // The second one is answered: it is gone.
    }
    RtnlSocket socket{NetworkNamespace::current(), {.receive = 1}};  // Raised to the minimum: a few answers.

    const auto results = socket.transact(each_twice);

    std::vector<std::error_code> firsts;
    std::vector<std::error_code> seconds;
    for (std::size_t i = 0; i < results.size(); i += 2) {
        firsts.push_back(results[i]);
        seconds.push_back(results[i + 1]);
    }
    // A first one that is asked again is gone as well: the proof that answers were lost.
    const auto gone = make_error_code(std::errc::address_not_available);
    EXPECT_THAT(firsts, AllOf(SizeIs(1000), Each(AnyOf(kSuccess, gone)), Contains(kSuccess), Contains(gone)));
    EXPECT_THAT(seconds, Each(gone));
    EXPECT_EQ(host->ip("-4 addr show dev eth0"), "");
}

TEST_F(RtnlSocketKernel, LosesNoAnswerWithTheDefaultBuffers) {
    const auto removals = add_a_thousand();
    RtnlSocket socket{NetworkNamespace::current(), {.receive = 212'992 / 2}};  // The kernel doubles it.

    EXPECT_THAT(socket.transact(removals), AllOf(SizeIs(1000), Each(kSuccess)));
    const auto gone = make_error_code(std::errc::address_not_available);
    EXPECT_THAT(socket.transact(removals), AllOf(SizeIs(1000), Each(gone)));
}

TEST_F(RtnlSocketKernel, SendsSmallerPiecesWhenTheSendBufferIsSmall) {
    const auto removals = add_a_thousand();
    RtnlSocket socket{NetworkNamespace::current(), {.send = 1}};  // Raised to the minimum, 4.5 KiB.

    EXPECT_THAT(socket.transact(removals), AllOf(SizeIs(1000), Each(kSuccess)));
}

TEST_F(RtnlSocketKernel, ReportsARequestThatFitsNoSendBuffer) {
    auto too_long = encode_address_removal(entry(kEth0, "10.1.0.0", 32));
    too_long.resize(64 << 10);
    reinterpret_cast<nlmsghdr*>(too_long.data())->nlmsg_len = 64 << 10;
    const auto fits = encode_address_removal(entry(kEth0, "10.1.0.0", 32));
    RtnlSocket socket{NetworkNamespace::current(), {.send = 1}};

    EXPECT_THAT(socket.transact(std::vector{fits, too_long, fits}),
                ::testing::ElementsAre(std::errc::address_not_available, std::errc::message_size,
                                       std::errc::address_not_available));
    EXPECT_THAT([&] { (void)socket.transact(too_long); },
                Throws<std::system_error>(
                    Property(&std::system_error::what,
                             StrEq("send requests to the kernel over rtnetlink: Message too long"))));
}

TEST_F(RtnlSocketKernel, AsksNothingWhenThereIsNothingToAsk) {
    RtnlSocket socket{NetworkNamespace::current()};

    EXPECT_THAT(socket.transact(std::vector<Message>{}), IsEmpty());
}

TEST_F(RtnlSocketKernel, SaysWhatItWantedWhenTheKernelRefusesADump) {
    ifaddrmsg with_prefix{};
    with_prefix.ifa_family = AF_INET;
    with_prefix.ifa_prefixlen = 24;  // Refused because the socket asks for strict checks.
    RtnlSocket socket{NetworkNamespace::current()};

    EXPECT_THAT(
        [&] {
            (void)socket.dump(MessageBuilder{RTM_GETADDR, 0, with_prefix}.finish(), "list them");
        },
        Throws<std::system_error>(Property(&std::system_error::what, StrEq("list them: Invalid argument"))));
}

TEST_F(RtnlSocketKernel, WorksOnAfterAnError) {
    RtnlSocket socket{NetworkNamespace::current()};
    const auto unknown = MessageBuilder{RTM_GETADDR, 0, std::uint32_t{0xffffffff}}.finish();
    EXPECT_THROW((void)socket.dump(unknown, "list them"), std::system_error);

    EXPECT_THAT(socket.dump(encode_address_dump(), "list them"), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::netlink
