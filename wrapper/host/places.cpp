// SPDX-License-Identifier: MIT
#include "wrapper/host/places.hpp"

#include <array>

namespace vipwarden::host {
namespace {

constexpr const char* kIfupdown = "ifupdown reads it at boot";
constexpr const char* kNetplan = "netplan makes the network's configuration of it at boot";
constexpr const char* kNetworkManager = "NetworkManager reads it at boot";
constexpr const char* kNetworkScripts = "the network scripts or NetworkManager read it at boot";
constexpr const char* kNetworkd = "systemd-networkd reads it at boot";
constexpr const char* kDhcpcd = "dhcpcd reads it at boot";
constexpr const char* kCloudInit = "cloud-init makes the network's configuration of it";
constexpr const char* kCloudInitRuns = "cloud-init runs it";
constexpr const char* kBoot = "it runs at boot";
constexpr const char* kInterfaceUp = "it runs when an interface comes up";
constexpr const char* kCron = "cron runs it";
constexpr const char* kAnacron = "anacron runs it";
constexpr const char* kUnit = "it is a unit of systemd";
constexpr const char* kKeepalived = "keepalived puts it on an interface when it starts with that file";
constexpr const char* kPacemaker = "pacemaker manages it";
constexpr const char* kFrr = "FRR puts it on an interface";
constexpr const char* kUcarp = "ucarp puts it on an interface";
constexpr const char* kHeartbeat = "heartbeat puts it on an interface";
constexpr const char* kDocker = "docker may start its container with the daemon";
constexpr const char* kPodman = "podman makes a unit of systemd of it";
constexpr const char* kKubelet = "kubelet runs its pod";
constexpr const char* kLxc = "LXC may start its container at boot";
constexpr const char* kLibvirt = "libvirt makes a network of it";
constexpr const char* kSupervisor = "it configures a supervisor of processes";

/// Of these, "vip.bak" and "vip.disabled" are read like all others: cronie, the network scripts,
/// NetworkManager and kubelet go by a list of a few endings, or by none.
constexpr auto kAllNames = LeftOut::leftovers;

constexpr auto kPlaces = std::to_array<Place>({
    {"/etc/network/interfaces", Syntax::settings, Does::both, kIfupdown},
    {"/etc/network/interfaces.d/*", Syntax::settings, Does::both, kIfupdown},
    {"/etc/netplan/*.yaml", Syntax::settings, Does::addresses, kNetplan},
    {"/run/netplan/*.yaml", Syntax::settings, Does::addresses, kNetplan},
    {"/lib/netplan/*.yaml", Syntax::settings, Does::addresses, kNetplan},
    {"/etc/NetworkManager/system-connections/*", Syntax::ini, Does::addresses, kNetworkManager, kAllNames},
    {"/run/NetworkManager/system-connections/*", Syntax::ini, Does::addresses, kNetworkManager},
    {"/usr/lib/NetworkManager/system-connections/*", Syntax::ini, Does::addresses, kNetworkManager},
    {"/etc/sysconfig/network-scripts/ifcfg-*", Syntax::settings, Does::addresses, kNetworkScripts, kAllNames},
    {"/etc/sysconfig/network/ifcfg-*", Syntax::settings, Does::addresses, kNetworkScripts},
    {"/etc/systemd/network/*.network", Syntax::ini, Does::addresses, kNetworkd},
    {"/etc/systemd/network/*.network.d/*.conf", Syntax::ini, Does::addresses, kNetworkd},
    {"/run/systemd/network/*.network", Syntax::ini, Does::addresses, kNetworkd},
    {"/run/systemd/network/*.network.d/*.conf", Syntax::ini, Does::addresses, kNetworkd},
    {"/usr/lib/systemd/network/*.network", Syntax::ini, Does::addresses, kNetworkd},
    {"/usr/lib/systemd/network/*.network.d/*.conf", Syntax::ini, Does::addresses, kNetworkd},
    {"/usr/local/lib/systemd/network/*.network", Syntax::ini, Does::addresses, kNetworkd},
    {"/usr/local/lib/systemd/network/*.network.d/*.conf", Syntax::ini, Does::addresses, kNetworkd},
    {"/etc/dhcpcd.conf", Syntax::settings, Does::addresses, kDhcpcd},
    {"/etc/cloud/cloud.cfg", Syntax::settings, Does::both, kCloudInit},
    {"/etc/cloud/cloud.cfg.d/*.cfg", Syntax::settings, Does::both, kCloudInit},
    {"/var/lib/cloud/instance/*.json", Syntax::json, Does::addresses, kCloudInit},
    {"/var/lib/cloud/instance/*.txt", Syntax::script, Does::both, kCloudInit},
    {"/var/lib/cloud/seed/*/*", Syntax::script, Does::both, kCloudInit},
    {"/var/lib/cloud/instance/boothooks/*", Syntax::script, Does::both, kCloudInitRuns},
    {"/var/lib/cloud/instance/scripts/*", Syntax::script, Does::both, kCloudInitRuns},
    {"/var/lib/cloud/scripts/*/*", Syntax::script, Does::both, kCloudInitRuns},

    {"/etc/rc.local", Syntax::script, Does::both, kBoot},
    {"/etc/rc.d/rc.local", Syntax::script, Does::both, kBoot},
    {"/etc/init.d/*.local", Syntax::script, Does::both, kBoot},  // SUSE: boot.local, after.local
    {"/etc/rc[S2345].d/S*", Syntax::script, Does::both, kBoot, kAllNames},
    {"/etc/rc.d/rc[2345].d/S*", Syntax::script, Does::both, kBoot, kAllNames},
    {"/etc/runlevels/*/*", Syntax::script, Does::both, kBoot, kAllNames},  // OpenRC
    {"/etc/inittab", Syntax::script, Does::both, kBoot},
    {"/etc/network/if-*.d/*", Syntax::script, Does::both, kInterfaceUp},
    {"/sbin/ifup-local", Syntax::script, Does::both, kInterfaceUp},
    {"/etc/NetworkManager/dispatcher.d/*", Syntax::script, Does::both, kInterfaceUp, kAllNames},
    {"/etc/NetworkManager/dispatcher.d/*.d/*", Syntax::script, Does::both, kInterfaceUp, kAllNames},
    {"/etc/networkd-dispatcher/*.d/*", Syntax::script, Does::both, kInterfaceUp, kAllNames},
    {"/etc/crontab", Syntax::script, Does::both, kCron},
    {"/etc/cron.*/*", Syntax::script, Does::both, kCron, kAllNames},
    {"/etc/anacrontab", Syntax::script, Does::both, kAnacron},
    {"/var/spool/cron/*", Syntax::script, Does::both, kCron, kAllNames},
    {"/var/spool/cron/*/*", Syntax::script, Does::both, kCron, kAllNames},  // crontabs, tabs
    {"/etc/systemd/system/*", Syntax::unit, Does::both, kUnit},
    {"/etc/systemd/system/*/*", Syntax::unit, Does::both, kUnit},  // drop-ins, and what is enabled
    {"/run/systemd/system/*", Syntax::unit, Does::both, kUnit},
    {"/run/systemd/system/*/*", Syntax::unit, Does::both, kUnit},

    {"/etc/keepalived/*", Syntax::keepalived, Does::addresses, kKeepalived},
    {"/usr/local/etc/keepalived/*", Syntax::keepalived, Does::addresses, kKeepalived},
    {"/etc/keepalived/*/*", Syntax::keepalived, Does::addresses, kKeepalived},
    {"/var/lib/pacemaker/cib/cib.xml", Syntax::xml, Does::both, kPacemaker},
    {"/etc/frr/*.conf", Syntax::frr, Does::addresses, kFrr},
    {"/etc/ucarp/*.conf", Syntax::script, Does::addresses, kUcarp},
    {"/etc/ha.d/haresources", Syntax::script, Does::both, kHeartbeat},
    {"/var/lib/docker/containers/*/hostconfig.json", Syntax::json, Does::addresses, kDocker},
    {"/var/lib/docker/containers/*/config.v2.json", Syntax::json, Does::both, kDocker},
    {"/etc/containers/systemd/*", Syntax::ini, Does::both, kPodman},
    {"/etc/kubernetes/manifests/*", Syntax::settings, Does::both, kKubelet, kAllNames},
    {"/var/lib/lxc/*/config", Syntax::script, Does::addresses, kLxc},
    {"/etc/libvirt/qemu/networks/*.xml", Syntax::xml, Does::addresses, kLibvirt},

    {"/etc/supervisord.conf", Syntax::ini, Does::starts, kSupervisor},
    {"/etc/supervisord.d/*.ini", Syntax::ini, Does::starts, kSupervisor},
    {"/etc/supervisor/conf.d/*.conf", Syntax::ini, Does::starts, kSupervisor},
    {"/etc/monitrc", Syntax::script, Does::starts, kSupervisor},
    {"/etc/monit.d/*", Syntax::script, Does::starts, kSupervisor, kAllNames},
    {"/etc/monit/monitrc", Syntax::script, Does::starts, kSupervisor},
    {"/etc/monit/conf*/*", Syntax::script, Does::starts, kSupervisor, kAllNames},
    {"/etc/service/*/run", Syntax::script, Does::starts, kSupervisor},  // runit
});

}  // namespace

std::span<const Place> all_places() {
    return kPlaces;
}

}  // namespace vipwarden::host
