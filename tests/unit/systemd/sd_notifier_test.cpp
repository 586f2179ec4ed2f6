// SPDX-License-Identifier: MIT
#include "systemd/sd_notifier.hpp"

#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "systemd/notify_socket.hpp"
#include "tests/support/temporary_directory.hpp"

namespace vipwarden::systemd {
namespace {

using std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

/// A service manager that writes down what it is told.
class SdNotifierTest : public testing::Test {
 protected:
    [[nodiscard]] std::string told() const {
        const auto message = manager.receive();
        return message ? message->text : "(nothing)";
    }

    NotifySocket manager{};
    SdNotifier notifier{manager.address()};
};

TEST_F(SdNotifierTest, TellsReadinessWithAStatus) {
    notifier.ready("keepalived is up");
    EXPECT_EQ(told(), "READY=1\nSTATUS=keepalived is up");
}

TEST_F(SdNotifierTest, TellsAReloadWithItsTime) {
    notifier.reloading(microseconds{1'234'567}, "reloading");
    EXPECT_EQ(told(), "RELOADING=1\nMONOTONIC_USEC=1234567\nSTATUS=reloading");
}

TEST_F(SdNotifierTest, TellsTheStop) {
    notifier.stopping("releasing");
    EXPECT_EQ(told(), "STOPPING=1\nSTATUS=releasing");
}

TEST_F(SdNotifierTest, TellsAStatusAlone) {
    notifier.status("5 VIPs held");
    EXPECT_EQ(told(), "STATUS=5 VIPs held");
}

TEST_F(SdNotifierTest, TellsOnlyTheFirstLineOfAStatusLestTheOthersBeTakenForAssignments) {
    notifier.status("refused\nMAINPID=1");
    EXPECT_EQ(told(), "STATUS=refused");
}

TEST_F(SdNotifierTest, CutsALongStatusLestTheServiceManagerIgnoreTheWholeMessage) {
    notifier.ready(std::string(5000, 'x'));
    EXPECT_EQ(told(), fmt::format("READY=1\nSTATUS={:x<1024}", ""));
}

TEST_F(SdNotifierTest, CutsALongStatusBetweenTwoCharacters) {
    notifier.status(fmt::format("{:x<1023}\u00e9 and more", ""));
    EXPECT_EQ(told(), fmt::format("STATUS={:x<1023}", ""));
}

TEST_F(SdNotifierTest, AsksForTime) {
    notifier.extend_timeout(std::chrono::seconds{30});
    EXPECT_EQ(told(), "EXTEND_TIMEOUT_USEC=30000000");
}

TEST_F(SdNotifierTest, GivesASignOfLife) {
    notifier.watchdog();
    EXPECT_EQ(told(), "WATCHDOG=1");
}

TEST_F(SdNotifierTest, RelaysAssignmentsAsTheyAre) {
    notifier.relay("ERRNO=2\nBUSERROR=x");
    EXPECT_EQ(told(), "ERRNO=2\nBUSERROR=x");
}

TEST_F(SdNotifierTest, NeverWaitsForAServiceManagerThatDoesNotRead) {
    const auto start = Clock::now();
    for (int i = 0; i < 2000; ++i) {  // more than its queue takes (net.unix.max_dgram_qlen)
        notifier.status("held");
        notifier.watchdog();
    }
    notifier.ready("up");
    EXPECT_LT(Clock::now() - start, std::chrono::seconds{10});
    EXPECT_EQ(told(), "STATUS=held");
}

TEST(SdNotifierAddress, MayBeAPath) {
    const test::TemporaryDirectory directory;
    const auto path = directory.path() / "notify";
    const int manager = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.string().copy(&address.sun_path[0], sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(manager, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);

    SdNotifier{path.string()}.status("up");

    std::string text(100, '\0');
    const auto got = ::recv(manager, text.data(), text.size(), 0);
    ASSERT_GT(got, 0);
    EXPECT_EQ(text.substr(0, static_cast<std::size_t>(got)), "STATUS=up");
    ::close(manager);
}

TEST(SdNotifierAddress, ThatLeadsNowhereIsNoError) {
    for (const std::string& address : {std::string{}, std::string{"@"}, std::string{"/nowhere/notify"},
                                       std::string{"@nobody-listens-here"}, std::string{"vsock:2:1234"},
                                       std::string{"notify"}, "/" + std::string(200, 'x')}) {
        SdNotifier notifier{address};
        notifier.ready("up");
        notifier.watchdog();
    }
}

}  // namespace
}  // namespace vipwarden::systemd
