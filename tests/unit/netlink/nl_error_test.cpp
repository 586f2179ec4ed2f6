// SPDX-License-Identifier: MIT
#include "netlink/nl_error.hpp"

#include <gmock/gmock.h>
#include <netlink/errno.h>

namespace vipwarden::netlink {
namespace {

using ::testing::AllOf;
using ::testing::Property;
using ::testing::StrEq;
using ::testing::Throws;

TEST(NlError, SpeaksLibnlsLanguageAndNotErrnos) {
    EXPECT_THAT(
        [] { check_nl(-NLE_NOADDR, "ask"); },
        Throws<std::system_error>(AllOf(
            Property(&std::system_error::code, std::error_code{NLE_NOADDR, nl_category()}),
            Property(&std::system_error::what, StrEq("ask: Invalid address for specified address family")))));
}

TEST(NlError, IsNotTakenForTheErrnoOfTheSameNumber) {
    static_assert(NLE_NOADDR == ENODEV);
    const std::error_code error{NLE_NOADDR, nl_category()};

    EXPECT_FALSE(error == std::errc::no_such_device);
}

TEST(NlError, ComparesWithItsCounterpartInErrno) {
    const auto error = [](int code) { return std::error_code{code, nl_category()}; };

    EXPECT_TRUE(error(NLE_PERM) == std::errc::operation_not_permitted);
    EXPECT_TRUE(error(NLE_NOACCESS) == std::errc::permission_denied);
    EXPECT_TRUE(error(NLE_NOMEM) == std::errc::not_enough_memory);
    EXPECT_TRUE(error(NLE_AF_NOSUPPORT) == std::errc::address_family_not_supported);
}

TEST(NlError, IsNoneForZeroAndAbove) {
    EXPECT_NO_THROW(check_nl(0, "ask"));
    EXPECT_NO_THROW(check_nl(12, "ask"));
}

}  // namespace
}  // namespace vipwarden::netlink
