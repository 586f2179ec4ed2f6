#!/bin/bash
# SPDX-License-Identifier: MIT
# vipwarden decommission on a host whose files, settings and programs would bring a VIP back: it warns of each, with its
# place, of none that speaks of other addresses, and changes none of them.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

output=/tmp/output
planted=()

decommission_ends_well() { /usr/sbin/vipwarden decommission --yes >$output 2>&1 </dev/null; }
warns() { grep -E "^WARN +$1 " $output | grep -qF -- "$2" || { cat $output; return 1; }; } # NAME TEXT
passes() { grep -qE "^PASS +$1 " $output || { cat $output; return 1; }; }                  # NAME
warns_of_none() { ! grep -E '^WARN ' $output | grep -vE '^WARN +(last-holder|answers) ' || return 1; }
contents() { sha256sum "${planted[@]}"; }

# plant FILE: what is read, with the VIP in it
plant() {
    install -D /dev/stdin "$1"
    planted+=("$1")
}

plant /etc/network/interfaces <<'FILE'
auto eth0
iface eth0 inet static
    address 10.9.0.1/24
    up ip address add 10.9.0.100/32 dev eth0
FILE
plant /etc/network/interfaces.d/vip <<'FILE'
auto eth0:1
iface eth0:1 inet static
    address 10.9.0.100/32
FILE
plant /etc/netplan/50-eth0.yaml <<'FILE'
network:
  ethernets:
    eth0:
      addresses: [10.9.0.1/24, 10.9.0.100/32]
FILE
plant /etc/NetworkManager/system-connections/eth0.nmconnection <<'FILE'
[ipv4]
address1=10.9.0.1/24,10.9.0.254
address2=10.9.0.100/32
FILE
plant /etc/sysconfig/network-scripts/ifcfg-eth0:1 <<'FILE'
DEVICE=eth0:1
IPADDR=10.9.0.100
FILE
plant /etc/systemd/network/eth0.network <<'FILE'
[Match]
Name=eth0
[Network]
Address=10.9.0.100/32
FILE
plant /etc/cloud/cloud.cfg.d/99-network.cfg <<'FILE'
network:
  config:
    - type: physical
      name: eth0
      subnets:
        - type: static
          address: 10.9.0.100/32
FILE
plant /etc/rc.local <<'FILE'
#!/bin/sh
ip addr add 10.9.0.100/32 dev eth0
FILE
plant /etc/cron.d/vip <<'FILE'
*/5 * * * * root ip addr add 10.9.0.100/32 dev eth0 2>/dev/null
FILE
plant /etc/frr/frr.conf <<'FILE'
interface eth0
 vrrp 51 version 3
 vrrp 51 ip 10.9.0.100
FILE
plant /etc/systemd/system/vip.service <<'FILE'
[Service]
ExecStart=/sbin/ip address add 10.9.0.100/32 dev eth0
FILE

make_host
start_with 10.9.0.100/32

echo "# every place"
before=$(contents)
check "decommission ends well: a warning is no failure" decommission_ends_well
for file in "${planted[@]}"; do
    check "it warns of $file" warns files "$file:"
done
check "nothing else starts keepalived" passes starters
check "the files are as they were" [ "$(contents)" = "$before" ]
check "the VIP is gone, the host's own address is not" has 10.9.0.1/24

echo "# the same places with another address"
sed -i 's/10\.9\.0\.100/10.9.0.200/' "${planted[@]}"
check "decommission ends well" decommission_ends_well
check "it warns of none" passes files

echo "# what would start keepalived again"
plant /etc/cron.d/keepalived <<'FILE'
@reboot root /usr/sbin/keepalived -f /etc/keepalived/keepalived.conf
FILE
plant /etc/systemd/system/cluster.service <<'FILE'
[Service]
ExecStart=/usr/sbin/keepalived --dont-fork
FILE
check "decommission ends well" decommission_ends_well
check "it warns of the line for cron" warns starters /etc/cron.d/keepalived:1
check "it warns of another unit" warns starters /etc/systemd/system/cluster.service:2
rm /etc/cron.d/keepalived /etc/systemd/system/cluster.service

echo "# settings, another speaker, a VIP on lo"
echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind
echo 8 >/proc/sys/net/ipv4/conf/eth0/arp_ignore
cp /bin/sleep /usr/sbin/ucarp
/usr/sbin/ucarp infinity &
speaker=$!
ip address add 10.9.0.100/32 dev lo
check "decommission ends well" decommission_ends_well
check "it warns of ip_nonlocal_bind" warns sysctls ip_nonlocal_bind
check "it warns of arp_ignore" warns sysctls arp_ignore
check "it warns of the other speaker" warns speakers ucarp
check "it warns of the VIP on lo" warns loopback 10.9.0.100
check "the VIP on lo stays" grep -q 10.9.0.100/32 <<<"$(ip address show dev lo)"
kill $speaker
ip address del 10.9.0.100/32 dev lo
echo 0 >/proc/sys/net/ipv4/ip_nonlocal_bind
echo 0 >/proc/sys/net/ipv4/conf/eth0/arp_ignore

echo "# a program that listens on the VIP"
systemctl unmask --quiet keepalived
start_with 10.9.0.100/32
systemd-socket-activate --listen=10.9.0.100:80 /bin/true 2>/dev/null &
listener=$!
check "it listens" await 10 sh -c "ss -Hltn | grep -qF 10.9.0.100:80"
check "decommission ends well" decommission_ends_well
check "it warns of the socket" warns sockets "10.9.0.100: 1 listening tcp socket"
check "the VIP is gone all the same" has 10.9.0.1/24
kill $listener

echo "# an address of keepalived's that is no VIP, after its death"
systemctl unmask --quiet keepalived
declare_vips 10.9.0.100/32
printf 'static_ipaddress {\n 10.9.0.150/32 dev eth0\n}\n' >>$config
systemctl start keepalived
check "both addresses are up" await 10 has 10.9.0.1/24 10.9.0.100/32 10.9.0.150/32
kill_cgroup
check "decommission ends well" decommission_ends_well
check "it warns of the static address" warns static 10.9.0.150/32
check "which stays" has 10.9.0.1/24 10.9.0.150/32
ip address del 10.9.0.150/32 dev eth0

echo "# all of that put right"
check "decommission ends well" decommission_ends_well
check "it warns of none" warns_of_none

finish
