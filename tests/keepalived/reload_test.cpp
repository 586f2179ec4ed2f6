// SPDX-License-Identifier: MIT
// Reloads that go wrong: keepalived ends and leaves every VIP, or fails to remove what is no longer declared.
#include <filesystem>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kTwoVips{config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24"}}})};

struct FatalFile {
    std::string name;
    std::string text;

    friend std::ostream& operator<<(std::ostream& stream, const FatalFile& file) {
        return stream << file.name;
    }
};

/// What ends keepalived 2.2 and 2.4 with status 2 when it is reloaded, with all VIPs left.
std::vector<FatalFile> fatal_files() {
    const support::VrrpInstance good{.vips = {"10.9.0.100/32"}};
    return {
        {"UnknownInterface", config_of({{.interface = "nowhere0", .vips = {"10.9.0.100/32"}}})},
        {"NoRouterId", "vrrp_instance V1 {\n interface eth0\n virtual_ipaddress {\n 10.9.0.100\n }\n}\n"},
        {"NoValue", "vrrp_instance V1 {\n interface\n virtual_router_id 51\n}\n"},
        {"RouterIdTwice", config_of({good, {.name = "V2", .vips = {"10.9.0.101/32"}}})},
        {"OneGoodOneBad",
         config_of({good, {.name = "V2", .interface = "nowhere0", .vrid = 52, .vips = {"10.9.0.101/32"}}})}};
}

class FatalReload : public support::KeepalivedTest, public testing::WithParamInterface<FatalFile> {
 protected:
    support::Process& start_master(const support::Words& options = {}) {
        write_config(kTwoVips);
        support::Words words{options};
        words.insert(words.end(), {"--", "-f", kConfig});
        auto& run = start_run_with(words);
        wait_for("eth0 10.9.0.101/24");
        return run;
    }
};

TEST_P(FatalReload, LeavesNoVip) {
    auto& run = start_master();
    write_config(GetParam().text);

    run.signal(SIGHUP);

    EXPECT_EQ(run.wait().code, 2);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_P(FatalReload, IsRefusedWhenItIsChecked) {
    auto& run = start_master({"--check-reload"});
    const auto keepalived = keepalived_of(run);
    write_config(GetParam().text);

    run.signal(SIGHUP);

    support::wait_until([&] { return run.err().find("reload refused") != std::string::npos; }, "the refusal");
    // A reload that is good is carried out, and so shows that keepalived has got nothing before.
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.102/32"}}}));
    run.signal(SIGHUP);
    wait_for("eth0 10.9.0.102/32");
    wait_until_absent("eth0 10.9.0.101/24");
    EXPECT_EQ(keepalived_of(run), keepalived);
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

INSTANTIATE_TEST_SUITE_P(Of, FatalReload, testing::ValuesIn(fatal_files()),
                         testing::PrintToStringParamName());

class CheckedReload : public support::KeepalivedTest {
 protected:
    support::Process& start_checked(const std::string& config) {
        write_config(config);
        return start_run_with({"--check-reload", "--", "-f", kConfig});
    }
};

TEST_F(CheckedReload, IsForwardedThoughTheOwnVmacIsThere) {
    const auto vmac = [](std::vector<std::string> vips) {
        return config_of({{.vips = std::move(vips), .extra = {"use_vmac"}}});
    };
    auto& run = start_checked(vmac({"10.9.0.100/32"}));
    wait_for("vrrp.51 10.9.0.100/32");
    write_config(vmac({"10.9.0.100/32", "10.9.0.101/32"}));

    run.signal(SIGHUP);

    wait_for("vrrp.51 10.9.0.101/32");
    EXPECT_THAT(run.err(), Not(HasSubstr("refused")));
}

TEST_F(CheckedReload, IsForwardedWhenTheFileIsGone) {
    auto& run = start_checked(kTwoVips);
    wait_for("eth0 10.9.0.101/24");
    std::filesystem::remove(kConfig);

    run.signal(SIGHUP);

    wait_until_absent("eth0 10.9.0.100/32");
    EXPECT_THAT(run.err(), HasSubstr("forwarding it unchecked"));
}

TEST_F(CheckedReload, IsForwardedWithMistakesThatKeepalivedSurvives) {
    auto& run = start_checked(kTwoVips);
    wait_for("eth0 10.9.0.101/24");
    write_config("no_such_keyword here\n" + config_of({{.vips = {"10.9.0.100/32"}}}));

    run.signal(SIGHUP);

    wait_until_absent("eth0 10.9.0.101/24");
    EXPECT_THAT(run.err(), Not(HasSubstr("reload refused")));
}

class Reload : public support::KeepalivedTest {};

TEST_F(Reload, OfABrokenFileForgetsNothingThatWasUp) {
    auto& run = start_run(kTwoVips);
    wait_for("eth0 10.9.0.101/24");
    support::freeze({keepalived_of(run), vrrp_child_of(run)});
    write_config("vrrp_instance V1 {{{\n interface\n virtual_ipaddress { 10.9.0.999/77 \"\n@@@");
    run.signal(SIGHUP);
    support::wait_until([&] { return run.err().find("forwarding SIGHUP") != std::string::npos; },
                        "the reload to be forwarded");
    kill_everything();
    ASSERT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32", "10.9.0.101/24"));

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

/// keepalived 2.x deletes an address with a peer in vain: it names itself as the peer.
class DroppedVipThatKeepalivedLeaves : public support::KeepalivedTest {
 protected:
    support::Process& start_and_drop() {
        auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.97.0.1 peer 10.97.9.9"}}}));
        wait_for("eth0 10.97.0.1/32 peer 10.97.9.9");
        write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
        run.signal(SIGHUP);
        wait_for("eth0 10.9.0.101/32");
        return run;
    }
};

TEST_F(DroppedVipThatKeepalivedLeaves, GoesWhenTheRunEnds) {
    auto& run = start_and_drop();

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(DroppedVipThatKeepalivedLeaves, GoesWithAReleaseBesideTheLivingWhoseVipsStay) {
    auto& run = start_and_drop();

    (void)release();

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32", "10.9.0.101/32"));
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

}  // namespace
}  // namespace vipwarden
