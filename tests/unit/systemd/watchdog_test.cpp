// SPDX-License-Identifier: MIT
#include "systemd/watchdog.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace vipwarden::systemd {
namespace {

using std::chrono::microseconds;

constexpr pid_t kOwn = 4711;

TEST(Watchdog, IntervalIsThatOfTheUnit) {
    EXPECT_EQ(watchdog_interval("3000000", "4711", kOwn), std::chrono::seconds{3});
}

TEST(Watchdog, IsOursIfNobodyIsNamed) {
    EXPECT_EQ(watchdog_interval("3000000", std::nullopt, kOwn), std::chrono::seconds{3});
}

TEST(Watchdog, IsNotOursIfItAsksAnotherProcess) {
    EXPECT_EQ(watchdog_interval("3000000", "1", kOwn), std::nullopt);
}

TEST(Watchdog, IsNotThereUnlessTheUnitAsks) {
    EXPECT_EQ(watchdog_interval(std::nullopt, "4711", kOwn), std::nullopt);
}

TEST(Watchdog, ThatIsGarbageIsNone) {
    EXPECT_EQ(watchdog_interval("soon", "4711", kOwn), std::nullopt);
}

/// The variables of the service manager, removed again.
class WatchdogBesideLibsystemd : public testing::TestWithParam<const char*> {
 protected:
    void TearDown() override {
        ::unsetenv("WATCHDOG_USEC");
        ::unsetenv("WATCHDOG_PID");
    }

    static std::optional<microseconds> libsystemd() {
        std::uint64_t interval = 0;
        return ::sd_watchdog_enabled(0, &interval) > 0 ? std::optional{microseconds{interval}} : std::nullopt;
    }
};

TEST_P(WatchdogBesideLibsystemd, ReadsTheIntervalAlike) {
    ::setenv("WATCHDOG_USEC", GetParam(), 1);
    EXPECT_EQ(watchdog_interval(GetParam(), std::nullopt, ::getpid()), libsystemd());
}

TEST_P(WatchdogBesideLibsystemd, ReadsThePidAlike) {
    ::setenv("WATCHDOG_USEC", "3000000", 1);
    ::setenv("WATCHDOG_PID", GetParam(), 1);
    EXPECT_EQ(watchdog_interval("3000000", GetParam(), ::getpid()), libsystemd());
}

INSTANTIATE_TEST_SUITE_P(Values, WatchdogBesideLibsystemd,
                         testing::Values("3000000", "1", "0", "", "soon", "3s", "3000000 ", "-1", "1.5",
                                         "9223372036854775807", "18446744073709551615",
                                         "99999999999999999999"));

TEST_F(WatchdogBesideLibsystemd, KnowsItselfAlike) {
    const auto own = std::to_string(::getpid());
    ::setenv("WATCHDOG_USEC", "3000000", 1);
    ::setenv("WATCHDOG_PID", own.c_str(), 1);
    EXPECT_EQ(watchdog_interval("3000000", own, ::getpid()), libsystemd());
    EXPECT_EQ(libsystemd(), std::chrono::seconds{3});
}

}  // namespace
}  // namespace vipwarden::systemd
