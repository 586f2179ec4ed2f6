#!/bin/bash
# SPDX-License-Identifier: MIT
# examples/prometheus and examples/grafana against what vipwarden really says: two nodes with a real systemd and real
# keepalived each go through every trouble that there is an alert for. What vipwarden-check.service writes on them is
# what Prometheus gets to see (promtool): alerts.py compares all alerts with alerts.json, dashboard.py asks for what the
# dashboard asks for.
#
# Usage: fleet.sh PATH_TO_VIPWARDEN      (as root)
#
# FLEET_KEEP: a directory to which the files of metrics are copied, NAME.NODE.prom.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    if ! PROMTOOL=$(command -v promtool) || ! command -v python3 >/dev/null; then
        echo "SKIPPED-CAPABILITY: promtool or python3 is not installed (Debian: prometheus, python3)"
        exit 77
    fi
    export PROMTOOL
    exec "$here/../system/pair.sh" "$here/fleet.sh" "${1:?path to vipwarden}"
fi

unit=keepalived.service
vip=172.31.161.42/32
series=/run/fleet
metrics=/var/lib/prometheus/node-exporter/vipwarden.prom
look="rm -f $metrics; systemctl start vipwarden-check.service; test -s $metrics"
all_at_once="echo 1 >/sys/fs/cgroup/system.slice/$unit/cgroup.kill"
mkdir $series

await_vip() { await "$1" "ip -brief address show dev eno1 | grep -qF $vip"; }
await_no_vip() { await "$1" "! ip -brief address show dev eno1 | grep -qF $vip"; }

# collect NAME: both nodes check, as the timer would have them, and this is what becomes of it
collect() {
    local node
    at old "$look" & # both wait two seconds for answers from the network
    at new "$look" || fail "$1: new has not checked"
    wait $! || fail "$1: old has not checked"
    for node in old new; do
        cp "/run/$node/root$metrics" "$series/$1.$node.prom" || fail "$1: there are no metrics of $node"
        "$PROMTOOL" check metrics <"$series/$1.$node.prom" || fail "$1: promtool does not accept the metrics of $node"
    done
    [ -z "${FLEET_KEEP:-}" ] || cp $series/* "$FLEET_KEEP"
    router "cd $series; grep -E '^vipwarden_(findings|check_status).* [1-9]' $1.* || echo nothing is found"
}

for node in old new; do
    at $node "mkdir -p ${metrics%/*}"
done

title "no_hook: old has the VIPs, without vipwarden in its unit; new would take them over"
new "vipwarden install --mode supervise >/dev/null && systemctl enable --quiet --now $unit"
old "systemctl enable --quiet --now $unit"
await_vip old
await_no_vip new
collect no_hook

title "incident: everything of keepalived is killed on old, and both have the VIPs"
old "$all_at_once"
await_vip new
collect incident

title "healthy: vipwarden on both"
old "vipwarden release >/dev/null; systemctl reset-failed $unit"
old "vipwarden install --mode supervise >/dev/null && systemctl start $unit"
await_vip old
await_no_vip new
collect healthy

title "missing: somebody removes a VIP from old"
old "ip address del $vip dev eno1"
collect missing
old "systemctl restart $unit"
await_vip old

title "moved: new takes the VIPs over, as it should; one VIP is given up, on both"
old "sed -i 's/priority 150/priority 50/; /161.43/d' /etc/keepalived/keepalived.conf && systemctl reload $unit"
new "sed -i '/161.43/d' /etc/keepalived/keepalived.conf && systemctl reload $unit"
await_vip new
await_no_vip old
collect moved

title "release_failed: new has lost a part of its unit, and may not do what is left"
new "install -D /dev/stdin /etc/systemd/system/$unit.d/90-later.conf <<<\$'[Service]\nExecStopPost='"
new "install -D /dev/stdin /etc/systemd/system/vipwarden-release@.service.d/weak.conf <<<\$'[Service]\nCapabilityBoundingSet=~CAP_NET_ADMIN'"
new "systemctl daemon-reload; $all_at_once"
await_vip old
await new "systemctl is-failed vipwarden-release@$unit.service"
collect release_failed

title "no_host: old is stopped; new is cleaned up by hand, and has an address that may be left"
new "vipwarden release >/dev/null; systemctl reset-failed 'vipwarden-release@*'"
old "systemctl stop $unit"
new "rm -r /run/vipwarden; ip address add ${vip%/*}/16 dev eno1"
collect no_host

title "host_address: old, without vipwarden in its unit, loses an address of its own; on new there is nothing to judge by"
old "vipwarden uninstall >/dev/null; rm -r /run/vipwarden"
old "sed -i s,$vip,${vip%/*}/24, /etc/keepalived/keepalived.conf; ip address add ${vip%/*}/24 dev eno1"
old "vipwarden snapshot -- /usr/sbin/keepalived >/dev/null; systemctl start $unit"
await old "ip -brief address show dev eno1 | grep -qF 172.31.161.41/32"
old "systemctl stop $unit"
await_no_vip old
new "rm /etc/keepalived/keepalived.conf"
collect host_address

title "A name that a label can't hold as it is: a backslash, and a byte that is not UTF-8"
old "printf 'vrrp_instance a\\\\,b=\\351 {\n interface eno1\n virtual_router_id 1\n virtual_ipaddress {\n  10.1.1.1\n }\n}\n' >/hostile.conf"
old "vipwarden check -f /hostile.conf --unit '' --format prometheus >/hostile.prom; grep declared{ /hostile.prom"
shows 'vrrp_instance="a\\,b=�"'
"$PROMTOOL" check metrics </run/old/root/hostile.prom || fail "promtool does not accept it"

title "What Prometheus makes of it"
rules=$here/../../examples/prometheus/vipwarden.rules.yml
python3 -B "$here/alerts.py" $series "$here/alerts.json" "$rules" || fail "the alerts are not as expected"
python3 -B "$here/dashboard.py" "$here/../../examples/grafana/vipwarden.json" $series "$rules" ||
    fail "the dashboard does not find what is there"
