// SPDX-License-Identifier: MIT
#include "systemd/unit_name.hpp"

#include <gmock/gmock.h>

namespace vipwarden::systemd {
namespace {

TEST(UnitName, CompletesTheNameOfAService) {
    EXPECT_EQ(service_name("keepalived"), "keepalived.service");
    EXPECT_EQ(service_name("keepalived.service"), "keepalived.service");
    EXPECT_EQ(service_name("keepalived@blue"), "keepalived@blue.service");
    EXPECT_EQ(service_name("keepalived-2.3"), "keepalived-2.3.service");
    EXPECT_EQ(service_name("a\\x2db@c:d_e"), "a\\x2db@c:d_e.service");
}

TEST(UnitName, RefusesWhatIsNoServiceOrNoFileName) {
    EXPECT_EQ(service_name(""), std::nullopt);
    EXPECT_EQ(service_name(".service"), std::nullopt);
    EXPECT_EQ(service_name("keepalived@"), std::nullopt);
    EXPECT_EQ(service_name("keepalived@.service"), std::nullopt);
    EXPECT_EQ(service_name("@blue"), std::nullopt);
    EXPECT_EQ(service_name("keepalived.timer"), std::nullopt);
    EXPECT_EQ(service_name("../keepalived"), std::nullopt);
    EXPECT_EQ(service_name("keep alived"), std::nullopt);
    EXPECT_EQ(service_name(std::string(250, 'x')), std::nullopt);
}

TEST(UnitName, NamesTheUnitsThatLookAfterAService) {
    EXPECT_EQ(release_unit("keepalived@blue.service"), "vipwarden-release@keepalived@blue.service.service");
    EXPECT_EQ(check_timer("keepalived.service"), "vipwarden-check@keepalived.service.timer");
    EXPECT_EQ(thaw_unit("keepalived.service"), "vipwarden-thaw@keepalived.service.service");
}

}  // namespace
}  // namespace vipwarden::systemd
