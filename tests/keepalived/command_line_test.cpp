// SPDX-License-Identifier: MIT
// What bad input gets, and what an operator sees, from the outside.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::HasSubstr;

class CommandLine : public support::KeepalivedTest {};

TEST_F(CommandLine, AReleaseWithoutConfigurationAndSnapshotSaysSo) {
    const auto finished = vipwarden({"release", "-f", "/run/test/missing.conf"});

    EXPECT_EQ(finished.code, 66);
    EXPECT_EQ(finished.out, "");
    EXPECT_THAT(finished.err, HasSubstr("/run/test/missing.conf"));
}

TEST_F(CommandLine, AnUnknownOptionGetsOneLine) {
    const auto finished = vipwarden({"release", "--frobnicate"});

    EXPECT_EQ(finished.code, 64);
    EXPECT_EQ(finished.out, "");
    EXPECT_THAT(finished.err, HasSubstr("--frobnicate"));
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1);
}

TEST_F(CommandLine, AReleaseWithoutTheCapabilityNamesIt) {
    ip("addr add 10.9.0.100/32 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    const auto finished =
        start({"setpriv", "--bounding-set", "-net_admin", VIPWARDEN_PATH, "release", "-f", kConfig}).wait();

    EXPECT_EQ(finished.code, 77);
    EXPECT_THAT(finished.err, HasSubstr("CAP_NET_ADMIN"));
    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(CommandLine, AnUnparsablePlaceIsShownWithACaretAndTheRestIsUsed) {
    ip("addr add 10.9.0.100/32 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.999", "10.9.0.100"}}}));

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr(kConfig + ":9:9: warning: "));
    EXPECT_THAT(finished.err, HasSubstr("10.9.0.999"));
    EXPECT_THAT(finished.err, HasSubstr("^"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(CommandLine, ListShowsDeclaredRecordedAndPresentSideBySide) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    kill_everything();
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.102/32"}}}));

    const auto finished = vipwarden({"list", "-f", kConfig, "--json"});

    ASSERT_EQ(finished.code, 0);
    std::vector<std::string> rows;
    const auto document = nlohmann::json::parse(finished.out);
    for (const auto& row : document.at("targets").at(0).at("addresses")) {
        rows.push_back(row.at("address").get<std::string>() + (row.at("declared") ? " declared" : "") +
                       (row.at("recorded") ? " recorded" : "") + (row.at("present") ? " present" : ""));
    }
    EXPECT_THAT(rows,
                testing::UnorderedElementsAre("10.9.0.100/32 declared recorded present",
                                              "10.9.0.101/32 recorded present", "10.9.0.102/32 declared"));
}

TEST_F(CommandLine, ListAsATableNamesEveryVip) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    const auto finished = vipwarden({"list", "-f", kConfig});

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.out, HasSubstr("10.9.0.100/32"));
    EXPECT_THAT(finished.out, HasSubstr("PRESENT"));
}

TEST_F(CommandLine, KeepNamesAnAddressThatStays) {
    ip("addr add 10.9.0.100/32 dev eth0");
    ip("addr add 10.9.0.101/32 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));

    const auto finished = vipwarden({"release", "-f", kConfig, "--keep", "10.9.0.100@eth0"});

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("kept 10.9.0.100/32 on eth0: --keep names it"));
    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(CommandLine, SnapshotRecordsABaselineForHookOnlyUse) {
    ip("addr add 10.9.0.2/24 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.2/24", "10.9.0.100/32"}}}));
    ASSERT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);
    start_keepalived(config_of({{.vips = {"10.9.0.2/24", "10.9.0.100/32"}}}), kConfig);
    wait_for("eth0 10.9.0.100/32");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.2/24"));
}

}  // namespace
}  // namespace vipwarden
