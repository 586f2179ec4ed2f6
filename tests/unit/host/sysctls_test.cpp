// SPDX-License-Identifier: MIT
#include "wrapper/host/sysctls.hpp"

#include <gmock/gmock.h>

#include "tests/unit/host/host_tree.hpp"

namespace vipwarden::host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FindSysctls, SaysWhatIsSetNow) {
    HostTree tree;
    tree.write("/proc/sys/net/ipv4/ip_nonlocal_bind", "1\n");

    EXPECT_THAT(
        find_sysctls(tree.root()),
        ElementsAre(Finding{
            .where = "/proc/sys/net/ipv4/ip_nonlocal_bind",
            .text = "net.ipv4.ip_nonlocal_bind = 1 (default 0): programs can bind to VIPs that are not here",
            .advice = "write the default into it, unless this host needs it for something else"}));
}

TEST(FindSysctls, KnowsAllThatKeepalivedAndItsAdministratorsSet) {
    HostTree tree;
    tree.write("/proc/sys/net/ipv6/ip_nonlocal_bind", "1\n")
        .write("/proc/sys/net/ipv4/igmp_link_local_mcast_reports", "0\n")
        .write("/proc/sys/net/ipv4/conf/all/arp_ignore", "1\n")
        .write("/proc/sys/net/ipv4/conf/eth0/arp_announce", "2\n")
        .write("/proc/sys/net/ipv4/conf/eth0.10/arp_filter", "1\n");

    EXPECT_THAT(
        places(find_sysctls(tree.root())),
        ElementsAre("/proc/sys/net/ipv6/ip_nonlocal_bind", "/proc/sys/net/ipv4/igmp_link_local_mcast_reports",
                    "/proc/sys/net/ipv4/conf/all/arp_ignore", "/proc/sys/net/ipv4/conf/eth0/arp_announce",
                    "/proc/sys/net/ipv4/conf/eth0.10/arp_filter"));
}

TEST(FindSysctls, TakesTheKernelsDefaultsForNoFinding) {
    HostTree tree;
    tree.write("/proc/sys/net/ipv4/ip_nonlocal_bind", "0\n")
        .write("/proc/sys/net/ipv6/ip_nonlocal_bind", "0\n")
        .write("/proc/sys/net/ipv4/igmp_link_local_mcast_reports", "1\n")
        .write("/proc/sys/net/ipv4/conf/all/arp_ignore", "0\n")
        .write("/proc/sys/net/ipv4/conf/all/rp_filter", "2\n")
        .write("/etc/sysctl.conf", "net.ipv4.ip_nonlocal_bind = 0\nnet.ipv4.conf.all.arp_ignore=0\n");

    EXPECT_THAT(find_sysctls(tree.root()), IsEmpty());
}

TEST(FindSysctls, SaysWhatWillBeSetAtBoot) {
    HostTree tree;
    tree.write("/etc/sysctl.conf", "net.ipv4.ip_forward = 1\n  net.ipv4.conf.all.arp_ignore = 1\n")
        .write("/etc/sysctl.d/90-vip.conf", "-net/ipv4/conf/eth0.10/arp_announce=2\n")
        .write("/run/sysctl.d/a.conf", "net.ipv4.conf.*.arp_filter=1\n")
        .write("/usr/local/lib/sysctl.d/a.conf", "net.ipv6.ip_nonlocal_bind=1\n")
        .write("/usr/lib/sysctl.d/a.conf", "net.ipv4.ip_nonlocal_bind=1\n");

    const auto findings = find_sysctls(tree.root());

    EXPECT_THAT(places(findings),
                ElementsAre("/etc/sysctl.conf:2", "/etc/sysctl.d/90-vip.conf:1", "/run/sysctl.d/a.conf:1",
                            "/usr/local/lib/sysctl.d/a.conf:1", "/usr/lib/sysctl.d/a.conf:1"));
    EXPECT_EQ(
        findings.at(0),
        (Finding{.where = "/etc/sysctl.conf:2",
                 .text = "net.ipv4.conf.all.arp_ignore = 1 (default 0): ARP requests for some addresses of "
                         "this host are not answered",
                 .advice = "take the line out, unless this host needs it for something else"}));
}

TEST(FindSysctls, LeavesOutCommentsBackupsAndLinesWithoutValue) {
    HostTree tree;
    tree.write("/etc/sysctl.conf",
               "#net.ipv4.ip_nonlocal_bind=1\n; net.ipv4.ip_nonlocal_bind=1\n"
               "net.ipv4.ip_nonlocal_bind\nnet.ipv4.ip_nonlocal_bind=\n=1\n")
        .write("/etc/sysctl.d/a.conf.bak", "net.ipv4.ip_nonlocal_bind=1\n");

    EXPECT_THAT(find_sysctls(tree.root()), IsEmpty());
    EXPECT_THAT(find_sysctls("/there/is/no/such/directory"), IsEmpty());
}

TEST(FindSysctls, SaysWhatItCanNotRead) {
    HostTree tree;
    tree.link("/etc/sysctl.d/99-sysctl.conf", "99-sysctl.conf");

    EXPECT_THAT(find_sysctls(tree.root()),
                ElementsAre(Finding{.where = "/etc/sysctl.d/99-sysctl.conf",
                                    .text = "can't be read: Too many levels of symbolic links",
                                    .advice = "look into it yourself: nobody knows what it sets"}));
}

}  // namespace
}  // namespace vipwarden::host
