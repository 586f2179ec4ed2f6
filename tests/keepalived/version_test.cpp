// SPDX-License-Identifier: MIT
// I7: which keepalived it is gets asked for, but nothing hangs on the answer.
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::HasSubstr;

class KeepalivedVersion : public support::KeepalivedTest {
 protected:
    static inline const std::string kPrograms{"/run/test/bin"};

    /// A keepalived of its own for $PATH.
    static void install(const std::string& script) {
        std::filesystem::create_directories(kPrograms);
        std::ofstream{kPrograms + "/keepalived"} << "#!/bin/sh\n" << script << '\n';
        std::filesystem::permissions(kPrograms + "/keepalived", std::filesystem::perms::owner_all);
    }

    /// `vipwarden` + words, where $PATH leads only there.
    support::Finished vipwarden_with_path(const std::string& path, const support::Words& words) {
        support::Words command{"/usr/bin/env", "PATH=" + path, VIPWARDEN_PATH};
        command.insert(command.end(), words.begin(), words.end());
        return start(command).wait();
    }

    std::string version_listed(const std::string& path) {
        const auto finished = vipwarden_with_path(path, {"list", "-f", kConfig, "--json"});
        return nlohmann::json::parse(finished.out).at("targets").at(0).at("keepalived_version");
    }
};

TEST_F(KeepalivedVersion, IsThatOfTheProgramThatRunsAndIsRecorded) {
    install(
        fmt::format("[ \"$1\" = --version ] && echo 'Keepalived v2.3.9 (01/01,2025)' && exit\nexec {} \"$@\"",
                    KEEPALIVED_PATH));
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    start_run_with({"--keepalived", kPrograms + "/keepalived", "--", "-f", kConfig});
    wait_for("eth0 10.9.0.100/32");
    kill_everything();

    EXPECT_EQ(version_listed("/nowhere"), "2.3.9");
}

TEST_F(KeepalivedVersion, IsThatOfTheInstalledOneWhereNothingIsRecorded) {
    install("echo 'Keepalived v2.3.9 (01/01,2025)' >&2");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    EXPECT_EQ(version_listed(kPrograms), "2.3.9");
}

TEST_F(KeepalivedVersion, IsTheDefaultWhereThereIsNone) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    EXPECT_EQ(version_listed("/nowhere"), "2.2.7");
}

TEST_F(KeepalivedVersion, IsTheOperatorsWhateverIsRecordedAndInstalled) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    start_run_with({"--keepalived-version", "2.3.3", "--", "-f", kConfig});
    wait_for("eth0 10.9.0.100/32");
    kill_everything();

    EXPECT_THAT(vipwarden({"list", "-f", kConfig}).out, HasSubstr("read as keepalived 2.3.3 does"));
    EXPECT_THAT(vipwarden({"list", "-f", kConfig, "--keepalived-version", "2.1.5"}).out,
                HasSubstr("read as keepalived 2.1.5 does"));
}

TEST_F(KeepalivedVersion, DoesNotHoldUpAStartWhenItsProgramHangs) {
    install(fmt::format("[ \"$1\" = --version ] && exec /bin/sleep 600\nexec {} \"$@\"", KEEPALIVED_PATH));
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    auto& run = start_run_with({"--keepalived", kPrograms + "/keepalived", "--", "-f", kConfig});
    wait_for("eth0 10.9.0.100/32");
    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(KeepalivedVersion, DoesNotHoldUpAReleaseWhenTheInstalledOneHangs) {
    install("exec /bin/sleep 600");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ip("addr add 10.9.0.100/32 dev eth0");

    EXPECT_EQ(vipwarden_with_path(kPrograms, {"release", "-f", kConfig}).code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), testing::IsEmpty());
}

TEST_F(KeepalivedVersion, IsNotAskedForWhenTheOperatorNamesIt) {
    install(": > /run/test/asked");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    EXPECT_EQ(
        vipwarden_with_path(kPrograms, {"list", "-f", kConfig, "--strict", "--keepalived-version", "2.4"})
            .code,
        0);

    EXPECT_FALSE(std::filesystem::exists("/run/test/asked"));
}

TEST_F(KeepalivedVersion, OfAnotherTimeMakesAnAddressDoubtfulAndItStays) {
    // Up to 2.0.20 an address before `interface` went to eth0.
    write_config(
        "vrrp_instance V1 {\n    virtual_router_id 51\n    virtual_ipaddress {\n        10.9.0.100/32\n    "
        "}\n"
        "    interface eth1\n}\n");
    ip("addr add 10.9.0.100/32 dev eth0");

    const auto finished = vipwarden({"release", "-f", kConfig, "--keepalived-version", "2.2.7"});

    EXPECT_EQ(finished.code, 80);
    EXPECT_THAT(finished.err, HasSubstr("would be a VIP of instance V1"));
    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

}  // namespace
}  // namespace vipwarden
