// SPDX-License-Identifier: MIT
#include "systemd/notify_socket.hpp"

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "systemd/sd_notifier.hpp"

namespace vipwarden::systemd {
namespace {

using testing::Optional;
using testing::StartsWith;

TEST(NotifySocket, HasAnAddressOfItsOwnInTheAbstractNamespace) {
    const NotifySocket one;
    const NotifySocket other;
    EXPECT_THAT(one.address(), StartsWith("@"));
    EXPECT_NE(one.address(), other.address());
}

TEST(NotifySocket, GivesNothingWhileThereIsNothing) {
    EXPECT_EQ(NotifySocket{}.receive(), std::nullopt);
}

TEST(NotifySocket, GivesMessageAfterMessageWithItsSender) {
    const NotifySocket socket;
    SdNotifier notifier{socket.address()};

    notifier.relay("ERRNO=1");
    notifier.relay("ERRNO=2");

    EXPECT_THAT(socket.receive(), Optional(ReceivedMessage{.sender = ::getpid(), .text = "ERRNO=1"}));
    EXPECT_THAT(socket.receive(), Optional(ReceivedMessage{.sender = ::getpid(), .text = "ERRNO=2"}));
    EXPECT_EQ(socket.receive(), std::nullopt);
}

TEST(NotifySocket, KnowsASenderThatHasEnded) {
    const NotifySocket socket;
    const pid_t child = ::fork();
    if (child == 0) {
        SdNotifier{socket.address()}.relay("ERRNO=3");
        ::_exit(0);
    }
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_THAT(socket.receive(), Optional(ReceivedMessage{.sender = child, .text = "ERRNO=3"}));
}

TEST(NotifySocket, NamesNoSenderOfAnotherUser) {
    if (::getuid() != 0) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: only root can become another user";
    }
    const NotifySocket socket;
    const pid_t child = ::fork();
    if (child == 0) {
        if (::setuid(65534) == 0) {
            SdNotifier{socket.address()}.relay("ERRNO=4");
        }
        ::_exit(0);
    }
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_THAT(socket.receive(), Optional(ReceivedMessage{.sender = 0, .text = "ERRNO=4"}));
}

TEST(NotifySocket, TakesAnEmptyMessageForOne) {
    const NotifySocket socket;
    SdNotifier{socket.address()}.relay("");
    EXPECT_THAT(socket.receive(), Optional(ReceivedMessage{.sender = ::getpid()}));
}

TEST(NotifySocket, IsReadableWhenThereIsAMessage) {
    const NotifySocket socket;
    pollfd waiting{.fd = socket.fd(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&waiting, 1, 0), 0);
    SdNotifier{socket.address()}.watchdog();
    EXPECT_EQ(::poll(&waiting, 1, 0), 1);
}

}  // namespace
}  // namespace vipwarden::systemd
