// SPDX-License-Identifier: MIT
// Two hosts on one Ethernet, each with an interface eth0: this one, and the network namespace "there". `check
// --probe` finds the duplicate of the incident on either.
#include <fmt/format.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::config_of;
using testing::HasSubstr;
using testing::StartsWith;

class CheckProbe : public support::KeepalivedTest {
 protected:
    void SetUp() override {
        KeepalivedTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        // The switch, in a namespace of its own, where nobody answers.
        ip("netns add switch");
        ip("-n switch link add lan type bridge");
        ip("-n switch link set lan up");
        ip("link set peer0 netns switch");
        plug("peer0");
        ip("link set eth0 address 02:00:00:00:00:01");
        add_host("there", "02:00:00:00:00:02");
        ip("-n there addr add 10.9.0.2/24 dev eth0");
    }

    void add_host(const std::string& name, const std::string& mac) {
        ip("netns add " + name);
        ip(fmt::format("-n switch link add port-{} type veth peer name eth0 netns {}", name, name));
        plug("port-" + name);
        ip(fmt::format("-n {} link set eth0 address {} up", name, mac));
    }

    void plug(const std::string& port) { ip(fmt::format("-n switch link set {} master lan up", port)); }

    support::Finished check_in(const std::string& name, support::Words words = {"--probe"}) {
        words.insert(words.begin(), {"ip", "netns", "exec", name, VIPWARDEN_PATH, "check", "-f", kConfig});
        return start(words).wait();
    }

    support::Finished check_here() { return vipwarden({"check", "-f", kConfig, "--probe"}); }

    static inline const std::string kVip{config_of({{.vips = {"10.9.0.100/32"}}})};
};

/// keepalived there has died long ago, and left its VIP; here another one has taken over.
TEST_F(CheckProbe, FindsTheDuplicateOfTheIncidentOnEitherHost) {
    start_run(kVip);
    wait_for("eth0 10.9.0.100/32");
    ip("-n there addr add 10.9.0.100/32 dev eth0");

    const auto master = check_here();
    const auto dead = check_in("there");

    EXPECT_EQ(master.code, 2);
    EXPECT_EQ(
        master.out,
        "CRITICAL: 1 VIP answered for by two hosts\n"
        "critical  duplicate  2 hosts answer for 10.9.0.100/32 on eth0: this one, 02:00:00:00:00:02; run "
        "'vipwarden check' on each of them, and 'vipwarden release' where keepalived does not hold it\n");
    EXPECT_EQ(dead.code, 2);
    EXPECT_THAT(dead.out, StartsWith("CRITICAL: 1 leftover, 1 VIP answered for by two hosts\n"));
    EXPECT_THAT(dead.out,
                HasSubstr("2 hosts answer for 10.9.0.100/32 on eth0: this one, 02:00:00:00:00:01; run"));
}

TEST_F(CheckProbe, FindsItFromAThirdHostThatDoesNotHaveTheVip) {
    write_config(kVip);
    add_host("elsewhere", "02:00:00:00:00:03");
    ip("-n elsewhere addr add 10.9.0.3/24 dev eth0");
    ip("addr add 10.9.0.100/32 dev eth0");
    ip("-n there addr add 10.9.0.100/32 dev eth0");

    const auto finished = check_in("elsewhere");

    EXPECT_EQ(finished.code, 2);
    EXPECT_THAT(finished.out,
                HasSubstr("2 MAC addresses answer for 10.9.0.100/32 on eth0: 02:00:00:00:00:01, "
                          "02:00:00:00:00:02; run"));
}

TEST_F(CheckProbe, IsContentWithAMasterAndABackup) {
    start_run(kVip);
    wait_for("eth0 10.9.0.100/32");
    const std::string path = kDirectory / "backup.conf";
    write_config(config_of({{.vips = {"10.9.0.100/32"}, .extra = {"priority 50"}}}), path);
    auto& backup = start({"ip", "netns", "exec", "there", KEEPALIVED_PATH, "--dont-fork", "--log-console",
                          "-D", "-f", path, "-p", path + ".pid", "-r", path + ".vrrp.pid"});
    support::wait_until(
        [&] { return (backup.out() + backup.err()).find("Entering BACKUP") != std::string::npos; },
        "the other node to be BACKUP");

    const auto there = start({"ip", "netns", "exec", "there", VIPWARDEN_PATH, "check", "-f", path, "--probe",
                              "--format", "prometheus"})
                           .wait();

    EXPECT_EQ(there.code, 0);
    EXPECT_THAT(there.out, HasSubstr("vipwarden_vip_present{interface=\"eth0\",address=\"10.9.0.100/"
                                     "32\",ip=\"10.9.0.100\",vrrp_instance=\"V1\"} 0\n"));
    EXPECT_THAT(there.out, HasSubstr("vipwarden_vip_answers{interface=\"eth0\",address=\"10.9.0.100/"
                                     "32\",ip=\"10.9.0.100\",vrrp_instance=\"V1\"} 1\n"));
    EXPECT_THAT(there.out, HasSubstr("\nvipwarden_findings{kind=\"duplicate\"} 0\n"));
    EXPECT_EQ(check_here().code, 0);
}

TEST_F(CheckProbe, FindsADuplicateUnderIpv6) {
    write_config(config_of({{.vips = {"2001:db8::100/128"}}}));
    ip("addr add 2001:db8::100/128 dev eth0 nodad");
    ip("-n there addr add 2001:db8::100/128 dev eth0 nodad");

    EXPECT_THAT(check_here().out, HasSubstr("2 hosts answer for 2001:db8::100/128 on eth0: this one, "
                                            "02:00:00:00:00:02; run"));
    EXPECT_THAT(check_in("there").out, HasSubstr("2 hosts answer for 2001:db8::100/128 on eth0: this one, "
                                                 "02:00:00:00:00:01; run"));
}

TEST_F(CheckProbe, FindsADuplicateOfAVmac) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}, .extra = {"use_vmac vrrp.51", "vmac_xmit_base"}}}));
    wait_for("vrrp.51 10.9.0.100/32");
    ip("-n there addr add 10.9.0.100/32 dev eth0");

    EXPECT_THAT(check_here().out, HasSubstr("2 hosts answer for 10.9.0.100/32 on vrrp.51: this one, "
                                            "02:00:00:00:00:02; run"));
    EXPECT_THAT(check_in("there").out, HasSubstr("answer for 10.9.0.100/32 on "));
}

TEST_F(CheckProbe, CannotAskOnAnInterfaceThatIsDownAndSaysSo) {
    write_config(kVip);
    ip("link set eth0 down");

    const auto finished = check_here();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("nobody was asked on eth0: "));
}

TEST_F(CheckProbe, IsUnknownWithoutTheRightToAsk) {
    write_config(kVip);

    const auto finished = start({"setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw", VIPWARDEN_PATH,
                                 "check", "-f", kConfig, "--probe"})
                              .wait();

    EXPECT_EQ(finished.code, 3);
    EXPECT_THAT(finished.out, HasSubstr("nobody could be asked who has the VIPs: "));
}

}  // namespace
}  // namespace vipwarden
