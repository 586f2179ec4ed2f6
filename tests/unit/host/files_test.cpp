// SPDX-License-Identifier: MIT
#include "wrapper/host/files.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/unit/host/host_tree.hpp"
#include "wrapper/host/text_files.hpp"

namespace vipwarden::host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kAdvice = "take the address out, unless it is this host's own; else it may come back";

std::vector<std::string> found(const HostTree& tree) {
    return places(find_in_files(tree.root(), {vip("172.31.161.41"), vip("2001:db8::41")}));
}

TEST(FindInFiles, SaysWhereWhatAndWhoReadsIt) {
    HostTree tree;
    tree.write("/etc/network/interfaces", "iface eth0 inet static\n  address 172.31.161.41/24\n");

    EXPECT_THAT(find_in_files(tree.root(), {vip("172.31.161.41")}),
                ElementsAre(Finding{.where = "/etc/network/interfaces:2",
                                    .text = "names 172.31.161.41; ifupdown reads it at boot",
                                    .advice = kAdvice}));
}

TEST(FindInFiles, NamesEachVipOfALineOnceAndNoOthers) {
    HostTree tree;
    tree.write("/etc/rc.local",
               "ip addr add 2001:DB8::0041/64 dev eth0; ip a a 172.31.161.41 dev eth0 ; "
               "ip a a 10.0.0.1 dev eth0; ping 172.31.161.41\n");

    const auto findings = find_in_files(tree.root(), {vip("172.31.161.41"), vip("2001:db8::41")});

    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].text, "names 172.31.161.41, 2001:db8::41; it runs at boot");
}

class FindInFilesOfAKind : public testing::TestWithParam<Kind> {};

TEST_P(FindInFilesOfAKind, FindsTheVip) {
    HostTree tree;
    tree.write(GetParam().path, std::string{"\n"} + GetParam().positive + "\n");

    EXPECT_THAT(found(tree), ElementsAre(std::string{GetParam().path} + ":2"));
}

TEST_P(FindInFilesOfAKind, FindsNoOtherAddressAndNoComment) {
    HostTree tree;
    tree.write(GetParam().path, std::string{"\n"} + GetParam().negative + "\n");

    EXPECT_THAT(found(tree), IsEmpty());
}

TEST_P(FindInFilesOfAKind, FindsNoneOfAnotherHost) {
    HostTree tree;
    std::string other{GetParam().positive};
    for (const auto* vip : {"172.31.161.41", "2001:db8::41"}) {
        for (auto at = other.find(vip); at != std::string::npos; at = other.find(vip)) {
            other.replace(at, std::string{vip}.size(), vip[0] == '1' ? "172.31.161.4" : "2001:db8::4");
        }
    }
    tree.write(GetParam().path, "\n" + other + "\n");

    EXPECT_THAT(found(tree), IsEmpty());
}

constexpr const char* kComment = "# ip addr add 172.31.161.41/24 dev eth0";
constexpr const char* kScript = "ip addr add 172.31.161.41/24 dev eth0";

INSTANTIATE_TEST_SUITE_P(
    Each, FindInFilesOfAKind,
    testing::Values(
        Kind{"/etc/network/interfaces", "  up ip addr add 172.31.161.41 dev lo", "  gateway 172.31.161.41"},
        Kind{"/etc/network/interfaces.d/eth0", "  ucarp-vip 172.31.161.41", kComment},
        Kind{"/etc/netplan/50.yaml", "      addresses: [ \"172.31.161.41/24\" ]", "      via: 172.31.161.41"},
        Kind{"/run/netplan/50.yaml", "      - 2001:db8::41/64", "      # - 2001:db8::41/64"},
        Kind{"/lib/netplan/50.yaml", "      - 172.31.161.41/24:", "#     - 172.31.161.41/24:"},
        Kind{"/etc/NetworkManager/system-connections/a.nmconnection", "address1=172.31.161.41/24,10.0.0.1",
             "dns=172.31.161.41;"},
        Kind{"/run/NetworkManager/system-connections/a.nmconnection", "addresses=2001:db8::41/64;",
             "; addresses=2001:db8::41/64;"},
        Kind{"/usr/lib/NetworkManager/system-connections/a.nmconnection", "address2=172.31.161.41/32",
             kComment},
        Kind{"/etc/sysconfig/network-scripts/ifcfg-eth0", "IPADDR2=172.31.161.41", "GATEWAY=172.31.161.41"},
        Kind{"/etc/sysconfig/network-scripts/ifcfg-eth0:1", "IPADDR=\"172.31.161.41\"", "DNS1=172.31.161.41"},
        Kind{"/etc/sysconfig/network/ifcfg-eth0", "IPADDR_1='172.31.161.41/24'",
             "#IPADDR='172.31.161.41/24'"},
        Kind{"/etc/systemd/network/a.network", "Address=172.31.161.41/24", "Gateway=172.31.161.41"},
        Kind{"/etc/systemd/network/a.network.d/b.conf", "Address=2001:db8::41", ";Address=2001:db8::41"},
        Kind{"/run/systemd/network/a.network", "Address=172.31.161.41", "DNS=172.31.161.41"},
        Kind{"/usr/lib/systemd/network/a.network", "Address=172.31.161.41", "NTP=172.31.161.41"},
        Kind{"/usr/local/lib/systemd/network/a.network", "Address=172.31.161.41", "NTP=172.31.161.41"},
        Kind{"/usr/local/lib/systemd/network/a.network.d/b.conf", "Address=172.31.161.41", kComment},
        Kind{"/etc/dhcpcd.conf", "static ip_address=172.31.161.41/24", "#static ip_address=172.31.161.41/24"},
        Kind{"/usr/local/etc/keepalived/keepalived.conf", "static_ipaddress { 172.31.161.41 dev eth0 }",
             "virtual_server 172.31.161.41 80 { }"},
        Kind{"/etc/cloud/cloud.cfg", "  - [ip, addr, add, 172.31.161.41, dev, lo]", kComment},
        Kind{"/etc/cloud/cloud.cfg.d/net.cfg", "      - address: 172.31.161.41",
             "      gateway: 172.31.161.41"},
        Kind{"/var/lib/cloud/instance/network-config.json", R"({"address": "172.31.161.41"})", "{}"},
        Kind{"/var/lib/cloud/instance/user-data.txt", kScript, kComment},
        Kind{"/var/lib/cloud/seed/nocloud/network-config", "  - 172.31.161.41/24", kComment},
        Kind{"/var/lib/cloud/instance/boothooks/part-001", kScript, kComment},
        Kind{"/var/lib/cloud/instance/scripts/part-001", kScript, kComment},
        Kind{"/var/lib/cloud/scripts/per-boot/vip.sh", kScript, kComment},
        Kind{"/etc/rc.local", kScript, kComment}, Kind{"/etc/rc.d/rc.local", kScript, kComment},
        Kind{"/etc/init.d/boot.local", kScript, kComment}, Kind{"/etc/rc2.d/S20vip", kScript, kComment},
        Kind{"/etc/rc.d/rc3.d/S20vip", kScript, kComment},
        Kind{"/etc/runlevels/default/vip", kScript, kComment},
        Kind{"/etc/inittab", "v:2:once:ip addr add 172.31.161.41/24 dev eth0", kComment},
        Kind{"/etc/network/if-up.d/vip", kScript, kComment},
        Kind{"/etc/NetworkManager/dispatcher.d/10-vip", kScript, kComment},
        Kind{"/etc/NetworkManager/dispatcher.d/pre-up.d/10-vip", kScript, kComment},
        Kind{"/etc/networkd-dispatcher/routable.d/vip", kScript, kComment},
        Kind{"/etc/crontab", "@reboot root ip addr add 172.31.161.41/24 dev eth0", kComment},
        Kind{"/etc/cron.d/vip", "* * * * * root ip a a 172.31.161.41/24 dev eth0", kComment},
        Kind{"/etc/cron.daily/vip", kScript, kComment},
        Kind{"/etc/anacrontab", "1 5 vip ip addr add 172.31.161.41/24 dev eth0", kComment},
        Kind{"/var/spool/cron/root", "@reboot ip a a 172.31.161.41/24 dev eth0", kComment},
        Kind{"/var/spool/cron/crontabs/root", "@reboot ip a a 172.31.161.41/24 dev eth0", kComment},
        Kind{"/etc/systemd/system/vip.service", "ExecStart=ip addr add 172.31.161.41/24 dev eth0",
             "ListenStream=172.31.161.41:80"},
        Kind{"/etc/systemd/system/a.service.d/vip.conf", "ExecStartPost=ip a a 172.31.161.41 dev lo",
             kComment},
        Kind{"/run/systemd/system/vip.service", "ExecStart=ip addr add 172.31.161.41/24 dev eth0",
             "IPAddressAllow=172.31.161.41"},
        Kind{"/etc/keepalived/keepalived.conf", "static_ipaddress { 172.31.161.41 dev eth0 }",
             "virtual_server 172.31.161.41 80 { }"},
        Kind{"/etc/keepalived/vips.d/old.conf", "vrrp_instance a { virtual_ipaddress { 172.31.161.41 } }",
             "vrrp_instance a { unicast_peer { 172.31.161.41 } }"},
        Kind{"/var/lib/pacemaker/cib/cib.xml", R"(<nvpair name="ip" value="172.31.161.41"/>)",
             R"(<!-- <nvpair name="ip" value="172.31.161.41"/> -->)"},
        Kind{"/etc/frr/frr.conf", " vrrp 5 ip 172.31.161.41", " neighbor 172.31.161.41 remote-as 1"},
        Kind{"/etc/ucarp/vip-001.conf", "VIP_ADDRESS=\"172.31.161.41\"", kComment},
        Kind{"/etc/ha.d/haresources", "node1 IPaddr::172.31.161.41/24/eth0", kComment},
        Kind{"/var/lib/docker/containers/0a/hostconfig.json",
             R"({"PortBindings":{"80/tcp":[{"HostIp":"172.31.161.41","HostPort":"80"}]}})", "{}"},
        Kind{"/var/lib/docker/containers/0a/config.v2.json",
             R"({"Networks":{"macvlan":{"IPAMConfig":{"IPv4Address":"172.31.161.41"}}}})", "{}"},
        Kind{"/etc/containers/systemd/web.container", "PublishPort=172.31.161.41:80:80",
             "#PublishPort=172.31.161.41:80:80"},
        Kind{"/etc/kubernetes/manifests/kube-vip.yaml", "      value: 172.31.161.41", kComment},
        Kind{"/sbin/ifup-local", kScript, kComment},
        Kind{"/var/lib/lxc/web/config", "lxc.net.0.ipv4.address = 172.31.161.41/24", kComment},
        Kind{"/etc/libvirt/qemu/networks/default.xml", "<ip address='172.31.161.41' prefix='24'>",
             "<!-- <ip address='172.31.161.41' prefix='24'> -->"}),
    [](const auto& kind) { return test_name(kind.param); });

TEST(FindInFiles, FollowsWhatIfupdownFollows) {
    HostTree tree;
    tree.write("/etc/network/interfaces",
               "source-directory /srv/plain\n"
               "source more/*\n"
               "#source /srv/unused\n"
               "source /srv/missing\n")
        .write("/srv/plain/eth1", "address 172.31.161.41\n")
        .write("/srv/plain/eth1~", "address 172.31.161.41\n")
        .write("/etc/network/more/eth2.bak", "source /etc/network/interfaces\naddress 172.31.161.41\n")
        .write("/srv/unused", "address 172.31.161.41\n");

    EXPECT_THAT(found(tree), ElementsAre("/srv/plain/eth1:1", "/etc/network/more/eth2.bak:2"));
}

TEST(FindInFiles, LeavesOutBackupsHiddenFilesAndEmptyDirectories) {
    HostTree tree;
    for (const auto* name : {"eth0~", "eth0.bak", "eth0.dpkg-old", "eth0.dpkg-dist", "eth0.rpmsave",
                             "eth0.orig", ".eth0.swp", ".eth0", "eth0.old"}) {
        tree.write(std::string{"/etc/network/interfaces.d/"} + name, "address 172.31.161.41\n");
    }
    std::filesystem::create_directories(tree.make_room_for("/etc/netplan/x"));

    EXPECT_THAT(found(tree), IsEmpty());
}

TEST(FindInFiles, LooksAtCopiesWhereTheyAreReadLikeAllOthers) {
    HostTree tree;
    for (const auto* path : {"/etc/NetworkManager/system-connections/eth0.nmconnection.bak",
                             "/etc/sysconfig/network-scripts/ifcfg-eth0:1.disabled",
                             "/etc/NetworkManager/dispatcher.d/vip.old", "/etc/cron.d/vip.disabled",
                             "/var/spool/cron/root.save", "/etc/kubernetes/manifests/vip.yaml.orig"}) {
        tree.write(path, "172.31.161.41").write(std::string{path} + "~", "172.31.161.41");
    }

    EXPECT_THAT(found(tree),
                ElementsAre("/etc/NetworkManager/system-connections/eth0.nmconnection.bak:1",
                            "/etc/sysconfig/network-scripts/ifcfg-eth0:1.disabled:1",
                            "/etc/NetworkManager/dispatcher.d/vip.old:1", "/etc/cron.d/vip.disabled:1",
                            "/var/spool/cron/root.save:1", "/etc/kubernetes/manifests/vip.yaml.orig:1"));
}

TEST(FindInFiles, LeavesOutFilesThatOnlyStartPrograms) {
    HostTree tree;
    tree.write("/etc/monitrc", "check host web with address 172.31.161.41\n");

    EXPECT_THAT(found(tree), IsEmpty());
}

TEST(FindInFiles, FindsNothingOnAnEmptyHost) {
    EXPECT_THAT(found(HostTree{}), IsEmpty());
    EXPECT_THAT(find_in_files("/there/is/no/such/directory", {vip("172.31.161.41")}), IsEmpty());
}

TEST(FindInFiles, LeavesOutTheDeclarationsOfTheVipsThemselves) {
    HostTree tree;
    const std::string text = "vrrp_instance a {\n  virtual_ipaddress {\n    172.31.161.41\n  }\n}\n";
    tree.write("/etc/keepalived/keepalived.conf", text).write("/etc/keepalived/other.conf", text);

    EXPECT_THAT(find_in_files(tree.root(), {vip("172.31.161.41", "/etc/keepalived/keepalived.conf:3")}),
                ElementsAre(Finding{.where = "/etc/keepalived/other.conf:3",
                                    .text = "names 172.31.161.41; keepalived puts it on an interface when it "
                                            "starts with that file",
                                    .advice = kAdvice}));
}

TEST(FindInFiles, KnowsADeclarationThroughALink) {
    HostTree tree;
    tree.write("/srv/real.conf", "virtual_ipaddress {\n172.31.161.41\n}\n");
    tree.link("/etc/keepalived/keepalived.conf", "../../srv/real.conf");

    EXPECT_THAT(find_in_files(tree.root(), {vip("172.31.161.41", "/srv/real.conf:2")}), IsEmpty());
    EXPECT_THAT(find_in_files(tree.root(), {vip("172.31.161.41", "/etc/keepalived/keepalived.conf:2")}),
                IsEmpty());
}

TEST(FindInFiles, ReadsAFileOnceWhateverLinksLeadToIt) {
    HostTree tree;
    tree.write("/etc/rc.d/rc.local", "ip addr add 172.31.161.41/24 dev eth0\n")
        .link("/etc/rc.local", "rc.d/rc.local");

    EXPECT_THAT(found(tree), ElementsAre("/etc/rc.local:1"));
}

TEST(FindInFiles, SaysWhatItCanNotRead) {
    HostTree tree;
    tree.link("/etc/rc.local", "rc.local");

    EXPECT_THAT(find_in_files(tree.root(), {vip("172.31.161.41")}),
                ElementsAre(Finding{.where = "/etc/rc.local",
                                    .text = "can't be read: Too many levels of symbolic links",
                                    .advice = "look into it yourself: nobody knows what it does"}));
}

TEST(FindInFiles, LooksOnceHoweverOftenADirectoryIsIncluded) {
    HostTree tree;
    tree.write("/etc/network/interfaces", "source /srv/more/*\nsource /srv/more/*\n")
        .link("/srv/more", "more");

    EXPECT_THAT(found(tree), ElementsAre("/srv/more"));
}

TEST(FindInFiles, SaysWhichFilesAndDirectoriesItMayNotRead) {
    HostTree tree;
    tree.write("/etc/cron.d/vip", "x").write("/etc/netplan/a.yaml", "x");
    std::filesystem::permissions(tree.make_room_for("/etc/cron.d/vip"), std::filesystem::perms::none);
    std::filesystem::permissions(tree.make_room_for("/etc/netplan/x").parent_path(),
                                 std::filesystem::perms::none);
    std::filesystem::permissions(tree.root(), std::filesystem::perms::all);

    std::vector<std::string> said;
    std::thread{[&] {  // Capabilities are a thread's own, and glibc's seteuid() would change all threads.
        if (::geteuid() == 0) {
            ASSERT_EQ(::syscall(SYS_setresuid, 65534, 65534, -1), 0);
        }
        for (const auto& finding : find_in_files(tree.root(), {vip("172.31.161.41")})) {
            said.push_back(finding.where + " " + finding.text);
        }
    }}
        .join();
    std::filesystem::permissions(tree.make_room_for("/etc/netplan"), std::filesystem::perms::owner_all);

    EXPECT_THAT(said, ElementsAre("/etc/netplan can't be read: Permission denied",
                                  "/etc/cron.d/vip can't be read: Permission denied"));
}

TEST(FindInFiles, SaysWhereItLookedAtTheBeginningOnly) {
    HostTree tree;
    tree.write("/etc/crontab",
               "x 172.31.161.41\n" + std::string(TextFiles::kMaxSize, 'y') + "\n172.31.161.41\n");

    const auto findings = find_in_files(tree.root(), {vip("172.31.161.41")});

    EXPECT_THAT(places(findings), ElementsAre("/etc/crontab:1", "/etc/crontab"));
    EXPECT_EQ(findings.at(1).text, "only its first 1024 KiB were looked at");
}

TEST(FindInFiles, WaitsForNoPipeAndFollowsNoCircle) {
    HostTree tree;
    ASSERT_EQ(::mkfifo(tree.make_room_for("/etc/rc.local").c_str(), 0600), 0);
    ASSERT_EQ(::mkfifo(tree.make_room_for("/etc/cron.d/pipe").c_str(), 0600), 0);
    tree.link("/etc/cron.d/zero", "/dev/zero").link("/etc/systemd/system/keepalived.service", "/dev/null");
    tree.link("/etc/systemd/system/self", ".");
    tree.write("/etc/systemd/system/a.service", "ExecStart=ip addr add 172.31.161.41 dev lo\n");

    EXPECT_THAT(found(tree), ElementsAre("/etc/systemd/system/a.service:1"));
}

}  // namespace
}  // namespace vipwarden::host
