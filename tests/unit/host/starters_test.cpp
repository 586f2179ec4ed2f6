// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "tests/unit/host/host_tree.hpp"
#include "wrapper/host/files.hpp"

namespace vipwarden::host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> found(const HostTree& tree) {
    return places(find_starters(tree.root(), "keepalived.service"));
}

TEST(FindStarters, SaysWhereWhatAndWhoRunsIt) {
    HostTree tree;
    tree.write("/etc/cron.d/watch",
               "# restart it\n* * * * * root pgrep -x keepalived || service keepalived start\n");

    EXPECT_THAT(find_starters(tree.root(), "keepalived.service"),
                ElementsAre(Finding{.where = "/etc/cron.d/watch:2",
                                    .text = "names keepalived; cron runs it",
                                    .advice = "take it out or disable it, if it starts keepalived"}));
}

class FindStartersOfAKind : public testing::TestWithParam<Kind> {};

TEST_P(FindStartersOfAKind, FindsTheStart) {
    HostTree tree;
    tree.write(GetParam().path, std::string{"\n"} + GetParam().positive + "\nkeepalived\n");

    EXPECT_THAT(found(tree), ElementsAre(std::string{GetParam().path} + ":2")) << "once for each file";
}

TEST_P(FindStartersOfAKind, FindsNoMereMention) {
    HostTree tree;
    tree.write(GetParam().path, std::string{"\n"} + GetParam().negative + "\n");

    EXPECT_THAT(found(tree), IsEmpty());
}

constexpr const char* kStart = "systemctl start keepalived";
constexpr const char* kComment = "# systemctl start keepalived";

INSTANTIATE_TEST_SUITE_P(
    Each, FindStartersOfAKind,
    testing::Values(
        Kind{"/etc/network/interfaces", "  up systemctl restart keepalived", kComment},
        Kind{"/etc/network/if-up.d/vip", "/etc/init.d/keepalived start", kComment},
        Kind{"/etc/cloud/cloud.cfg.d/a.cfg", "runcmd: [systemctl, start, keepalived]", kComment},
        Kind{"/etc/rc.local", kStart, kComment},
        Kind{"/etc/rc2.d/S20own", "/usr/sbin/keepalived -n &", kComment},
        Kind{"/etc/inittab", "ka:2:respawn:/usr/sbin/keepalived -n", "#ka:2:respawn:/usr/sbin/keepalived -n"},
        Kind{"/etc/NetworkManager/dispatcher.d/10-up", kStart, "cp x /etc/keepalived/keepalived.conf"},
        Kind{"/etc/crontab", "@reboot root keepalived", "@reboot root /etc/keepalived/check.sh"},
        Kind{"/etc/cron.hourly/watch", "service keepalived start", kComment},
        Kind{"/var/spool/cron/crontabs/root", "@reboot /usr/sbin/keepalived",
             "@daily cat /var/lib/keepalived/state"},
        Kind{"/etc/systemd/system/vrrp.service", "ExecStart=/opt/keepalived/sbin/keepalived -n",
             "After=keepalived.service"},
        Kind{"/etc/systemd/system/multi-user.target.wants/ka.service", "ExecStart=keepalived",
             "ExecStart=/bin/true"},
        Kind{"/etc/systemd/system/web.service.d/pull.conf", "Wants=keepalived.service",
             "Description=keepalived"},
        Kind{"/etc/systemd/system/night.timer", "Unit=keepalived.service", "; Unit=keepalived.service"},
        Kind{"/run/systemd/system/vrrp.service", "ExecStart=keepalived", "ExecStart=keepalived_exporter"},
        Kind{"/var/lib/pacemaker/cib/cib.xml", R"(<primitive class="systemd" type="keepalived"/>)",
             R"(<!-- <primitive class="systemd" type="keepalived"/> -->)"},
        Kind{"/var/lib/docker/containers/0a/config.v2.json", R"({"Image":"osixia/keepalived:2.0.20"})",
             R"({"Image":"nginx"})"},
        Kind{"/etc/containers/systemd/ka.container", "Image=docker.io/osixia/keepalived",
             "#Image=keepalived"},
        Kind{"/etc/kubernetes/manifests/ka.yaml", "    image: osixia/keepalived:2.0.17", kComment},
        Kind{"/sbin/ifup-local", kStart, kComment},
        Kind{"/etc/supervisord.conf", "command=/usr/sbin/keepalived -n", "; command=keepalived"},
        Kind{"/etc/supervisord.d/ka.ini", "command=keepalived", ";command=keepalived"},
        Kind{"/etc/supervisor/conf.d/ka.conf", "command=keepalived",
             "stderr_logfile=/var/log/keepalived.log"},
        Kind{"/etc/monitrc", "start program = \"/bin/systemctl start keepalived\"", kComment},
        Kind{"/etc/monit/conf.d/ka", "check process keepalived with pidfile /run/ka.pid", kComment},
        Kind{"/etc/service/ka/run", "exec keepalived -n", kComment}),
    [](const auto& kind) { return test_name(kind.param); });

TEST(FindStarters, LeavesOutWhatBelongsToTheUnitItself) {
    HostTree tree;
    const std::string unit = "ExecStart=/usr/sbin/keepalived\n";
    tree.write("/usr/lib/systemd/system/keepalived.service", unit)
        .write("/etc/systemd/system/keepalived.service", unit)
        .write("/etc/systemd/system/keepalived.service.d/50-vipwarden.conf", unit)
        .write("/etc/init.d/keepalived", "start-stop-daemon --exec /usr/sbin/keepalived\n")
        .link("/etc/rc2.d/S01keepalived", "../init.d/keepalived")
        .link("/etc/systemd/system/multi-user.target.wants/keepalived.service",
              "../../../../usr/lib/systemd/system/keepalived.service");

    EXPECT_THAT(found(tree), IsEmpty());
    EXPECT_THAT(places(find_starters(tree.root(), "")),
                ElementsAre("/etc/rc2.d/S01keepalived:1", "/etc/systemd/system/keepalived.service:1",
                            "/etc/systemd/system/keepalived.service.d/50-vipwarden.conf:1",
                            "/etc/systemd/system/multi-user.target.wants/keepalived.service:1"))
        << "where no unit is looked after";
}

TEST(FindStarters, FindsOtherFilesOfTheSameName) {
    HostTree tree;
    tree.write("/etc/cron.d/keepalived", kStart).write("/etc/monit/conf.d/keepalived.service.conf", kStart);

    EXPECT_THAT(found(tree),
                ElementsAre("/etc/cron.d/keepalived:1", "/etc/monit/conf.d/keepalived.service.conf:1"));
}

TEST(FindStarters, FollowsWhatIfupdownFollows) {
    HostTree tree;
    tree.write("/etc/network/interfaces", "source /srv/eth0").write("/srv/eth0", "  up keepalived\n");

    EXPECT_THAT(found(tree), ElementsAre("/srv/eth0:1"));
}

TEST(FindStarters, SaysWhatItCanNotRead) {
    HostTree tree;
    tree.link("/etc/rc.local", "rc.local");

    EXPECT_THAT(find_starters(tree.root(), ""),
                ElementsAre(Finding{.where = "/etc/rc.local",
                                    .text = "can't be read: Too many levels of symbolic links",
                                    .advice = "look into it yourself: nobody knows what it does"}));
}

TEST(FindStarters, LeavesOutFilesThatNobodyRuns) {
    HostTree tree;
    tree.write("/etc/init.d/keepalived", kStart).write("/etc/cron.d/ka.dpkg-old", kStart);
    tree.write("/etc/netplan/a.yaml", kStart).write("/etc/rc2.d/K01own", kStart);

    EXPECT_THAT(found(tree), IsEmpty());
    EXPECT_THAT(found(HostTree{}), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::host
