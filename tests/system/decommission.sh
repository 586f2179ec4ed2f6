#!/bin/bash
# SPDX-License-Identifier: MIT
# vipwarden decommission under a real systemd: the end of a node, whatever state it is in, as often as one likes.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

unit=keepalived.service
output=/tmp/output

# ends_with STATUS ARGUMENT...: of vipwarden decommission
ends_with() {
    local wanted=$1 status
    shift
    /usr/sbin/vipwarden decommission "$@" >$output 2>&1 </dev/null
    status=$?
    [ $status = "$wanted" ] || { echo "vipwarden decommission $* ended with $status:"; cat $output; return 1; }
}
as_nobody_ends_with_77() {
    setpriv --reuid=65534 --regid=65534 --clear-groups /usr/sbin/vipwarden decommission --yes >$output 2>&1 </dev/null
    [ $? = 77 ] || { cat $output; return 1; }
}
# On a terminal.
answer() { echo "$1" | script --quiet --return --command "/usr/sbin/vipwarden decommission" $output >/dev/null; }
says() { grep -qF -- "$1" $output || { cat $output; return 1; }; }
item() { grep -qE "^$1 +$2 " $output || { cat $output; return 1; }; } # STATE NAME
no_item() { ! grep -qE "^$1 " $output || { cat $output; return 1; }; }
unit_state() { systemctl show --property ActiveState,LoadState,UnitFileState $unit | sort | sed 's/.*=//' | paste -sd' '; }
is() { [ "$(unit_state)" = "$1" ] || { unit_state; return 1; }; } # "ACTIVE LOADED FILE"
fails() { ! "$@"; }
lives() { pgrep -x keepalived >/dev/null; }
everything() { # that a dry run must not change
    ip -d address; ip rule; ip route show table all; unit_state
    find /etc/systemd /run/vipwarden /etc/keepalived -printf '%p %T@ %s %l\n' 2>/dev/null | sort
}
settled() { ip -6 address show dev eth0 | grep -q fe80 && ! ip -6 address show dev eth0 | grep -q tentative; }
reset() {
    systemctl unmask --quiet $unit
    systemctl enable --quiet $unit
}
# A node as it is found: MASTER, and the address of the incident, which nothing ever removes
live_node() {
    reset
    start_with 10.9.0.100/32 10.9.77.11/32
    ip address add 10.9.0.100/0 label eth0:1 dev eth0
}
# kill_when CONDITION...: as soon as it holds
kill_when() {
    local process
    /usr/sbin/vipwarden decommission --yes </dev/null >$output 2>&1 &
    process=$!
    until "$@"; do
        kill -0 $process 2>/dev/null || return 1
    done
    kill -KILL $process
    wait $process
    [ $? = 137 ]
} 2>/dev/null
is_disabled() { [ ! -e /etc/systemd/system/multi-user.target.wants/$unit ]; }
is_masked() { [ "$(readlink /etc/systemd/system/$unit)" = /dev/null ]; }
is_released() { ! ip -4 -oneline address show dev eth0 | grep -qF "10.9.0.100/0 "; }
is_ended() {
    check "only the host's own address is left" has 10.9.0.1/24
    check "the unit is stopped, disabled and masked" is "inactive masked masked"
    check "no keepalived runs" fails lives
    check "systemctl start is refused" fails systemctl start $unit
    check "no link starts it at boot" [ -z "$(find /etc/systemd/system -name $unit -not -path "/etc/systemd/system/$unit")" ]
}

make_host
# Another host on the other end: it answers for what it has.
ip netns add other
ip link set peer0 netns other
ip -n other link set peer0 up

echo "# what it does not do"
live_node
check "the host has its link-local address" await 10 settled
everything >/tmp/before
check "without a terminal and --yes" ends_with 64
check "it says what to say" says "say --yes, or --dry-run"
check "a name that is none" ends_with 64 keepalived.timer --yes
check "without root" as_nobody_ends_with_77
check "it says so" says "run this as root"
check "a dry run" ends_with 0 --dry-run
check "it shows that the unit would be stopped" item TODO stop
check "... disabled" item TODO disable
check "... masked" item TODO mask
check "... and what would go" says "3 would be removed: 10.9.0.100/0 label eth0:1 on eth0, 10.9.77.11/32 on eth0, 10.9.0.100/32 on eth0"
check "that nobody else answers" says "nobody else answers for 10.9.0.100 on eth0"
check "a dry run as JSON" ends_with 0 --dry-run --json
check "no is an answer, too" fails answer n
check "it was asked" says "stop, disable and mask keepalived.service and remove 3 addresses? [y/N]"
everything >/tmp/after
check "all of this has changed nothing" diff /tmp/before /tmp/after

echo "# the end of a node"
check "decommission ends well" ends_with 0 --yes
is_ended
check "it says what it did: stop" item DONE stop
check "... disable" item DONE disable
check "... mask" item DONE mask
check "... release" says "10.9.0.100/0 label eth0:1 on eth0"
check "nobody else has the VIPs, which is a warning" item WARN answers
check "the sum of it" says "keepalived.service is decommissioned"
check "once more" ends_with 0 --yes
check "there was nothing to do" no_item DONE
check "... and nothing failed" no_item FAIL
is_ended

echo "# a unit that does not say any more which configuration it had, killed in the middle"
reset
declare_vips 10.9.0.100/32
mv $config /etc/keepalived/other.conf
install -D /dev/stdin /etc/systemd/system/$unit.d/other.conf <<'UNIT'
[Unit]
ConditionFileNotEmpty=
[Service]
EnvironmentFile=
Environment="DAEMON_ARGS=-f /etc/keepalived/other.conf"
UNIT
rm -r /run/vipwarden
systemctl daemon-reload
check "systemctl start succeeds" systemctl start $unit
check "the VIP is up" await 10 has 10.9.0.1/24 10.9.0.100/32
ip address add 10.9.0.100/0 label eth0:1 dev eth0
check "killed when it is masked" kill_when is_masked
check "the address of the incident is left" has 10.9.0.1/24 10.9.0.100/0
check "... and the record" grep -q '"released": *false' /run/vipwarden/*.json
check "decommission ends well" ends_with 0 --yes
is_ended
check "once more" ends_with 0 --yes
check "it knows the configuration" no_item "WARN +unit"
rm -r /run/vipwarden
check "without the record nothing says what the VIPs are" ends_with 66 --yes
check "it says what to do" says "name the configuration that it had with -f"
check "with -f it knows" ends_with 0 --yes -f /etc/keepalived/other.conf
rm -r /etc/systemd/system/$unit.d /etc/keepalived/other.conf

echo "# the host has an address in the subnet of a VIP"
reset
systemctl daemon-reload
start_with 10.8.0.100/24
ip address add 10.8.0.7/24 dev eth0
check "decommission ends well" ends_with 0 --yes
check "the host keeps its address" has 10.8.0.7/24 10.9.0.1/24
check "the setting is as it was" [ "$(cat /proc/sys/net/ipv4/conf/eth0/promote_secondaries)" = 0 ]
ip address del 10.8.0.7/24 dev eth0

echo "# somebody else has the VIPs"
live_node
ip -n other address add 10.9.0.100/32 dev peer0
ip -n other address add 10.9.77.11/32 dev peer0
check "decommission, and yes to the question" answer y
is_ended
check "somebody answered before already" item PASS last-holder
check "one host answers" says "one MAC address answers: 10.9.0.100 on eth0 by $(ip netns exec other cat /sys/class/net/peer0/address)"

echo "# two others have one of them"
ip -n other link add second0 link peer0 type macvlan mode bridge
ip -n other address add 10.9.0.100/32 dev second0
ip -n other link set second0 up
check "that fails, and the node is done with all the same" ends_with 81 --yes
check "it names both" says "more than one MAC address answers: 10.9.0.100 on eth0 by"
check "the first" says "$(ip netns exec other cat /sys/class/net/peer0/address)"
check "the second" says "$(ip netns exec other cat /sys/class/net/second0/address)"
is_ended
ip -n other link delete second0
ip -n other address flush dev peer0

echo "# what it finds, and leaves to the operator"
mkdir -p /etc/network/interfaces.d /etc/cron.d
echo "up ip address add 10.9.0.100/32 dev eth0" >/etc/network/interfaces.d/vip
echo "@reboot root systemctl start keepalived" >/etc/cron.d/vip
ip address add 10.9.0.100/32 dev lo
ip route add 10.50.0.0/16 dev eth0 proto 18
echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind
check "decommission ends well" ends_with 0 --yes
for name in files starters loopback marked sysctls; do
    check "a warning: $name" item WARN $name
done
check "it names the line" says "/etc/network/interfaces.d/vip:1"
check "nothing was removed from lo" sh -c "ip address show dev lo | grep -q 10.9.0.100/32"
eval "$(sed -n "s/.*'\(ip route del .*\)' unless.*/\1/p" $output)"
check "the command that it shows removes the route" [ -z "$(ip route show proto 18)" ]
rm /etc/network/interfaces.d/vip /etc/cron.d/vip
ip address del 10.9.0.100/32 dev lo
echo 0 >/proc/sys/net/ipv4/ip_nonlocal_bind
check "once more" ends_with 0 --yes
for name in files starters loopback marked sysctls; do
    check "no warning: $name" item PASS $name
done

for mode in hook supervise; do
    echo "# with vipwarden in the unit: $mode"
    reset
    check "install ends well" /usr/sbin/vipwarden install --mode $mode
    live_node
    rm $config
    check "without a configuration the snapshot tells" ends_with 0 --yes
    is_ended
    check "the snapshot is marked" grep -q '"released": *true' /run/vipwarden/*.json
    check "the guards are left" item PASS guards
    check "once more, when nothing knows of the VIPs any more" ends_with 66 --yes
    check "there was nothing to do" no_item DONE
    check "... and nothing is passed about no VIP" no_item "PASS +(last-holder|addresses|files|answers)"
    check "uninstall ends well" /usr/sbin/vipwarden uninstall
    check "the unit is still masked" is "inactive masked masked"
    rm -r /run/vipwarden
done

echo "# killed in the middle, then once more"
for condition in true "is_state deactivating" "is_state inactive" is_disabled is_masked is_released; do
    live_node
    # shellcheck disable=SC2086 # words
    check "killed when: $condition" kill_when $condition
    echo "  left: $(unit_state), $(addresses)"
    check "decommission ends well" ends_with 0 --yes
    is_ended
done

echo "# what the stop leaves behind"
install -D /dev/stdin /etc/systemd/system/$unit.d/process.conf <<'UNIT'
[Service]
KillMode=process
TimeoutStopSec=2
UNIT
systemctl daemon-reload
live_node
kill -STOP "$(pgrep -x keepalived --parent "$(property MainPID)")"
check "decommission ends well" ends_with 0 --yes
check "it has ended what outlived the unit" item DONE survivors
is_ended
live_node
kill -STOP "$(pgrep -x keepalived --parent "$(property MainPID)")"
systemctl stop $unit
check "something outlives the unit" lives
check "decommission ends well, though the unit had stopped" ends_with 0 --yes
check "it has ended what outlived the unit" item DONE survivors
is_ended
rm -r /etc/systemd/system/$unit.d
systemctl daemon-reload

echo "# a unit file in /etc"
reset
cp "$(systemctl show --value --property FragmentPath $unit)" /etc/systemd/system/$unit
systemctl daemon-reload
live_node
check "decommission ends well" ends_with 0 --yes
check "it can't be masked, which is a warning" item WARN mask
check "it says what to do" says "mv /etc/systemd/system/$unit /etc/systemd/system/$unit.decommissioned"
check "it is stopped and disabled" is "inactive loaded disabled"
check "only the host's own address is left" has 10.9.0.1/24
check "the file is untouched" [ -s /etc/systemd/system/$unit ]
sh -c "$(sed -n "s/.*-> \(mv .*\)/\1/p" $output)"
check "what it said works" is "inactive masked masked"
rm /etc/systemd/system/$unit.decommissioned

echo "# a unit that is not there"
live_node
everything >/tmp/before
check "a name that is mistaken is refused" ends_with 69 keepalivd --yes
check "it says so" says "there is no keepalivd.service: name the unit that starts keepalived, often $unit"
everything >/tmp/after
check "nothing has changed" diff /tmp/before /tmp/after

echo "# died, and its configuration is elsewhere"
cp $config /etc/keepalived/other.conf
declare_vips 10.9.0.77/32
systemctl stop $unit
install -D /dev/stdin /etc/systemd/system/$unit.d/other.conf <<'UNIT'
[Service]
EnvironmentFile=/etc/keepalived/environment
UNIT
echo 'DAEMON_ARGS="-f /etc/keepalived/other.conf"' >/etc/keepalived/environment
systemctl daemon-reload
check "systemctl start succeeds" systemctl start $unit
check "the VIPs are up" await 10 has 10.9.0.1/24 10.9.0.100/0 10.9.0.100/32 10.9.77.11/32
kill_cgroup
check "the VIPs stay" await 10 not_running
check "decommission ends well" ends_with 0 --yes
check "the failure is forgotten" item DONE reset
is_ended
check "nothing is failed" [ -z "$(systemctl --failed --quiet --plain --no-legend $unit)" ]
rm -r /etc/systemd/system/$unit.d /etc/keepalived/environment /etc/keepalived/other.conf /run/vipwarden

echo "# ran again since, with a configuration that is gone"
reset
systemctl daemon-reload
live_node
check "decommission ends well" ends_with 0 --yes
live_node
kill_cgroup
check "the VIPs stay" await 10 not_running
rm $config
check "nothing says what the VIPs are" ends_with 66 --yes
check "it says so" says "a release has closed its snapshot, which does not know of a keepalived that ran later"
check "nothing is passed about no VIP" no_item "PASS +(last-holder|addresses|files|answers)"
ip address flush dev eth0
ip address add 10.9.0.1/24 dev eth0
rm -r /run/vipwarden

echo "# a host address in the subnet of a VIP, on a node that was decommissioned before"
reset
start_with 10.8.0.100/24
check "decommission ends well" ends_with 0 --yes
reset
systemctl start $unit
check "the VIP is up" await 10 has 10.8.0.100/24 10.9.0.1/24
ip address add 10.8.0.7/24 dev eth0
check "decommission ends well" ends_with 0 --yes
check "the host keeps its address" has 10.8.0.7/24 10.9.0.1/24
check "the setting is as it was" [ "$(cat /proc/sys/net/ipv4/conf/eth0/promote_secondaries)" = 0 ]
ip address del 10.8.0.7/24 dev eth0

echo "# a keepalived that somebody started by hand"
reset
live_node
systemctl stop $unit
/usr/sbin/keepalived --dont-fork -f $config >/dev/null 2>&1 &
by_hand=$!
check "it holds the VIPs" await 10 has 10.9.0.1/24 10.9.0.100/0 10.9.0.100/32 10.9.77.11/32
check "a dry run foretells the failure" ends_with 80 --dry-run
check "it names it" says "keepalived (pid $by_hand) with $config runs on"
check "decommission fails" ends_with 80 --yes
check "it names it" says "keepalived (pid $by_hand) with $config runs on"
check "the node is no holder of none" no_item "PASS +(last-holder|survivors)"
check "it says that the host still has them" says "this host itself still has 10.9.0.100 on eth0"
check "no command is shown to take them" fails says "ip addr del 10.9.0.100/32"
check "it is named once" item PASS processes
kill $by_hand
wait $by_hand
check "decommission ends well" ends_with 0 --yes
is_ended

echo "# another keepalived of this host"
reset
sed 's/virtual_router_id 51/virtual_router_id 52/; s/10\.9\.0\.100/10.9.0.200/; /10\.9\.77/d' $config >/etc/keepalived/second.conf
cat >/etc/systemd/system/second.service <<'UNIT'
[Service]
ExecStart=/usr/sbin/keepalived --dont-fork -f /etc/keepalived/second.conf -p /run/k2.pid -r /run/v2.pid -c /run/c2.pid
UNIT
systemctl daemon-reload
systemctl start second
check "it is up" await 10 has 10.9.0.1/24 10.9.0.200/32
declare_vips 10.9.0.100/32
systemctl start keepalived
check "both are up" await 10 has 10.9.0.1/24 10.9.0.100/32 10.9.0.200/32
check "decommission ends well" ends_with 0 --yes
check "the other one keeps its VIP" has 10.9.0.1/24 10.9.0.200/32
check "it is named" item WARN processes
systemctl stop second
check "it has ended" await 10 has 10.9.0.1/24
reset
rm -r /run/vipwarden $config
check "the other one is recorded" /usr/sbin/vipwarden snapshot -f /etc/keepalived/second.conf
check "what the other one had is not the whole" ends_with 66 --yes
check "it says what is not known" says "$config: No such file or directory, and there is no snapshot"

echo "# without keepalived"
live_node
kill_cgroup
check "the VIPs stay" await 10 not_running
mv /usr/sbin/keepalived /root/
check "decommission ends well" ends_with 0 --yes
is_ended
mv /root/keepalived /usr/sbin/

echo "# without the bus"
live_node
systemctl stop --quiet dbus.socket dbus.service
check "it fails" ends_with 69 --yes
check "it says what to type" says "systemctl stop $unit && systemctl disable $unit && systemctl mask $unit"
check "it says who holds the VIPs" item FAIL survivors
check "what is held stays, and what its keepalived would miss beside it" has 10.9.0.1/24 10.9.0.100/0 10.9.0.100/32 10.9.77.11/32
check "keepalived runs" lives
systemctl stop $unit
ip address add 10.9.0.100/32 dev eth0
check "without a living keepalived it fails, too" ends_with 69 --yes
check "but the addresses are released" has 10.9.0.1/24

finish
