// SPDX-License-Identifier: MIT
#include "netlink/network_namespace.hpp"

#include <system_error>
#include <utility>

#include <gmock/gmock.h>
#include <unistd.h>

namespace vipwarden::netlink {
namespace {

using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::StrEq;
using ::testing::Throws;

TEST(NetworkNamespace, OfThisProcessIsTheCurrentOne) {
    EXPECT_EQ(NetworkNamespace::of_process(getpid()).inode(), NetworkNamespace::current().inode());
}

TEST(NetworkNamespace, RefusesWhatIsNoName) {
    for (const auto* name : {"", "../ipsec", "/proc/self/ns/net", "a/b"}) {
        EXPECT_THAT([&] { (void)NetworkNamespace::named(name); },
                    Throws<std::system_error>(
                        Property(&std::system_error::what, StrEq("network namespace '" + std::string{name} +
                                                                 "': not a name: Invalid argument"))));
    }
}

TEST(NetworkNamespace, NamesTheOneThatIsMissing) {
    EXPECT_THAT([] { (void)NetworkNamespace::named("vipwarden-has-none-of-this-name"); },
                Throws<std::system_error>(
                    Property(&std::system_error::what,
                             StrEq("open network namespace 'vipwarden-has-none-of-this-name' in /run/netns: "
                                   "No such file or directory"))));
}

TEST(NetworkNamespace, ReportsAProcessThatDoesNotExist) {
    // One above the largest number that Linux gives a process (PID_MAX_LIMIT, proc(5)).
    EXPECT_THAT([] { (void)NetworkNamespace::of_process((1 << 22) + 1); },
                Throws<std::system_error>(
                    Property(&std::system_error::code, std::error_code{ENOENT, std::generic_category()})));
}

TEST(NetworkNamespace, IsMovedWithItsReference) {
    auto first = NetworkNamespace::current();
    const auto inode = first.inode();

    auto second = std::move(first);
    EXPECT_EQ(second.inode(), inode);

    auto third = NetworkNamespace::current();
    third = std::move(second);
    EXPECT_EQ(third.inode(), inode);
}

TEST(NetworkNamespace, NeedsNoRightToRunWhereTheThreadIs) {
    int calls = 0;

    NetworkNamespace::current().run_inside([&] { ++calls; });

    EXPECT_EQ(calls, 1);
}

TEST(NetworkNamespace, HandsOnWhatTheActionThrows) {
    EXPECT_THROW(NetworkNamespace::current().run_inside([] { throw std::runtime_error{"from inside"}; }),
                 std::runtime_error);
}

}  // namespace
}  // namespace vipwarden::netlink
