// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "systemd/drop_in.hpp"
#include "tests/unit/systemd/unit_shapes.hpp"

namespace vipwarden::systemd {
namespace {

constexpr const char* kOurs = "# Written by `vipwarden install`: ...\n[Service]\nExecStart=\nExecStart=x\n";

std::string refusal(const UnitProperties& unit, Mode mode = Mode::supervise,
                    const std::vector<DropInFile>& others = {}) {
    const auto result = make_drop_in(unit, others, request(mode));
    const auto* refused = std::get_if<Refusal>(&result);
    return refused == nullptr ? "accepted" : refused->reason;
}

TEST(DropInRefusal, OfAUnitThatIsNotThere) {
    auto shape = debian12();
    shape.load_state = "not-found";
    EXPECT_EQ(refusal(shape), "there is no unit keepalived.service: name the one that starts keepalived");
}

TEST(DropInRefusal, OfAUnitThatCannotStart) {
    auto masked = debian12();
    masked.load_state = "masked";
    auto broken = debian12();
    broken.load_state = "bad-setting";

    EXPECT_EQ(
        refusal(masked, Mode::hook),
        "keepalived.service is masked, so it can't start: run 'systemctl unmask keepalived.service' first");
    EXPECT_EQ(
        refusal(broken),
        "systemd can't load keepalived.service (bad-setting): 'systemctl status keepalived.service' says "
        "why");
}

TEST(DropInRefusal, OfWhatIsNotKeepalived) {
    auto shape = debian12();
    shape.exec_start = {command("/usr/sbin/nginx", {"-g", "daemon off;"})};
    EXPECT_EQ(refusal(shape),
              "keepalived.service starts /usr/sbin/nginx, which is not keepalived: name the unit that does");
}

TEST(DropInRefusal, OfAWrapper) {
    auto shape = debian12();
    shape.exec_start = {command("/usr/bin/env", {"LANG=C", "/usr/sbin/keepalived", "-n"})};
    auto script = debian12();
    script.exec_start = {command("/etc/init.d/keepalived", {"start"})};

    EXPECT_EQ(
        refusal(shape, Mode::hook),
        "keepalived.service starts keepalived through /usr/bin/env, and what that does with signals and "
        "exit codes is not known: let its ExecStart= start keepalived itself");
    EXPECT_EQ(refusal(script),
              "keepalived.service starts keepalived through /etc/init.d/keepalived, and what that does with "
              "signals and exit codes is not known: let its ExecStart= start keepalived itself");
}

TEST(DropInRefusal, OfSeveralCommands) {
    auto two = debian12();
    two.exec_start.push_back(two.exec_start.front());
    auto none = debian12();
    none.exec_start.clear();

    EXPECT_EQ(refusal(two),
              "keepalived.service has 2 ExecStart= lines; one that starts keepalived is understood");
    EXPECT_EQ(refusal(none),
              "keepalived.service has 0 ExecStart= lines; one that starts keepalived is understood");
}

TEST(DropInRefusal, OfATypeThatSaysNothingOfKeepalivedsLife) {
    auto shape = debian12();
    shape.type = "oneshot";
    EXPECT_EQ(
        refusal(shape),
        "keepalived.service has Type=oneshot, with which keepalived's life can't be followed: use notify");
}

TEST(DropInRefusal, OfWhatCallsVipwardenAlready) {
    auto by_hand = with(debian12(), Mode::supervise);
    by_hand.drop_in_paths = {};

    EXPECT_EQ(refusal(by_hand),
              "keepalived.service calls vipwarden already, in /lib/systemd/system/keepalived.service: remove "
              "that first");
    EXPECT_EQ(
        refusal(debian12(), Mode::hook,
                {{"/etc/systemd/system/keepalived.service.d/vipwarden.conf",
                  "[Service]\nExecStopPost=/usr/sbin/vipwarden release\n"}}),
        "/etc/systemd/system/keepalived.service.d/vipwarden.conf calls vipwarden already, and 'vipwarden "
        "install' did not write it: remove it first");
}

TEST(DropInRefusal, OfADropInThatWouldTakeTheStartBack) {
    const std::vector<DropInFile> later{{"/etc/systemd/system/keepalived.service.d/override.conf",
                                         "[Service]\nExecStart=\nExecStart=/usr/sbin/keepalived -n\n"}};

    EXPECT_EQ(
        refusal(debian12(), Mode::supervise, later),
        "/etc/systemd/system/keepalived.service.d/override.conf sets ExecStart= and counts after "
        "60-vipwarden.conf, so vipwarden would never be started: give it a name that sorts before, such as "
        "50-override.conf");
    EXPECT_EQ(refusal(debian12(), Mode::hook, later), "accepted");
}

TEST(DropInRefusal, OfALaterDropInThatWouldLetNoStartSucceed) {
    const std::vector<DropInFile> later{{"/etc/systemd/system/keepalived.service.d/override.conf",
                                         "[Service]\nType=forking\nPIDFile=/run/keepalived.pid\n"}};

    EXPECT_EQ(refusal(debian12(), Mode::supervise, later),
              "/etc/systemd/system/keepalived.service.d/override.conf sets Type= and counts after "
              "60-vipwarden.conf, so no start of keepalived would ever succeed: give it a name that sorts "
              "before, such as 50-override.conf");
    EXPECT_EQ(refusal(debian12(), Mode::hook, later), "accepted");
    EXPECT_EQ(refusal(debian12(), Mode::supervise,
                      {{"/etc/systemd/system/keepalived.service.d/50-x.conf", later.front().text}}),
              "accepted");
}

TEST(DropInRefusal, NotOfADropInThatOnlyMentionsVipwarden) {
    EXPECT_EQ(refusal(debian12(), Mode::supervise,
                      {{"/etc/systemd/system/keepalived.service.d/70-nice.conf",
                        "# vipwarden starts it\n[Service]\nNice=-5\n"}}),
              "accepted");
}

TEST(DropInRefusal, NotOfADropInThatCountsBefore) {
    EXPECT_EQ(refusal(debian12(), Mode::supervise,
                      {{"/etc/systemd/system/keepalived.service.d/50-start.conf",
                        "[Service]\nExecStart=\nExecStart=/usr/sbin/keepalived -n\n"},
                       {"/etc/systemd/system/keepalived.service.d/override.conf", "[Service]\nNice=1\n"}}),
              "accepted");
}

TEST(DropInRefusal, OfAUnitThatConfinesTheSupervisor) {
    auto strict = debian12();
    strict.protect_system = "strict";
    auto tunables = debian12();
    tunables.protect_kernel_tunables = true;
    auto root = debian12();
    root.user = "root";

    EXPECT_EQ(
        refusal(upstream_without_root()),
        "keepalived.service runs with User=keepalived, where vipwarden can't write its snapshot and the "
        "kernel's settings: use --mode hook");
    EXPECT_EQ(
        refusal(strict),
        "keepalived.service runs with ProtectSystem=strict, where vipwarden can't write its snapshot and "
        "the kernel's settings: use --mode hook");
    EXPECT_EQ(
        refusal(tunables),
        "keepalived.service runs with ProtectKernelTunables=yes, where vipwarden can't write its snapshot "
        "and the kernel's settings: use --mode hook");
    EXPECT_EQ(refusal(upstream_without_root(), Mode::hook), "accepted");
    EXPECT_EQ(refusal(root), "accepted");
}

TEST(DropInMark, IsTheFirstLine) {
    EXPECT_TRUE(is_our_drop_in(kOurs));
    EXPECT_TRUE(is_our_drop_in(made(debian12(), Mode::supervise).text));
    EXPECT_TRUE(is_our_drop_in(made(debian12(), Mode::hook).text));
    EXPECT_FALSE(is_our_drop_in("[Service]\n# Written by `vipwarden install`\n"));
    EXPECT_FALSE(is_our_drop_in(""));
}

}  // namespace
}  // namespace vipwarden::systemd
