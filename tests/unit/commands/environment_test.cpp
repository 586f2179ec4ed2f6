// SPDX-License-Identifier: MIT
#include "wrapper/commands/environment.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

namespace vipwarden::commands {
namespace {

using testing::Eq;
using testing::Optional;

TEST(LookupIn, FindsAValueByItsWholeName) {
    const auto lookup = lookup_in({"VIPS=1", "VIP=10.0.0.1", "EMPTY=", "SIGNS=a=b", "NONE"});

    EXPECT_THAT(lookup("VIP"), Optional(Eq("10.0.0.1")));
    EXPECT_THAT(lookup("EMPTY"), Optional(Eq("")));
    EXPECT_THAT(lookup("SIGNS"), Optional(Eq("a=b")));
    EXPECT_EQ(lookup("VI"), std::nullopt);
    EXPECT_EQ(lookup("NONE"), std::nullopt);
}

TEST(EnvironmentOf, IsWhatTheProcessWasStartedWith) {
    EXPECT_THAT(environment_of(getpid()), testing::Contains(testing::StartsWith("PATH=")));
}

TEST(EnvironmentOf, IsEmptyForAProcessThatIsGone) {
    EXPECT_THAT(environment_of(-1), testing::IsEmpty());
}

}  // namespace
}  // namespace vipwarden::commands
