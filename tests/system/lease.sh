#!/bin/bash
# SPDX-License-Identifier: MIT
# run --lease: the kernel itself drops the VIPs, with nothing in place that could: no hook, no unit beside it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

is_frozen() { [ "$(property FreezerState)" = frozen ]; }
seconds_left() { ip -4 -oneline address show dev eth0 | awk -v vip="$1" '$4 == vip' | sed -n 's/.*valid_lft \([0-9]*\)sec.*/\1/p'; }
has_lease() { [ -n "$(seconds_left "$1")" ] && [ "$(seconds_left "$1")" -le 3 ]; }
have_leases() { has_lease 10.9.0.100/32 && has_lease 10.9.0.101/24; }
# A lease of 3 s, and what the kernel takes beyond it.
ends_in_time() { await 5 has 10.9.0.1/24; }
start_leased() {
    start_with 10.9.0.100/32 10.9.0.101/24
    check "the VIPs have leases" await 5 have_leases
}

make_host
mkdir -p /run/systemd/system/keepalived.service.d
cat >/run/systemd/system/keepalived.service.d/z-lease.conf <<'UNIT'
[Unit]
OnFailure=

[Service]
ExecStart=
ExecStart=/usr/sbin/vipwarden run --lease 3 -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS
ExecStopPost=
UNIT
systemctl daemon-reload

echo "# as long as all is well, and a clean stop"
start_leased
lasted=true
for _ in {1..40}; do
    has 10.9.0.1/24 10.9.0.100/32 10.9.0.101/24 || lasted=false
    sleep 0.1
done
check "the VIPs stay" $lasted
check "systemctl stop succeeds" systemctl stop keepalived
check "no VIP is left at once" has 10.9.0.1/24
check "nothing had to be released" \
    grep -q "no VIP was left to remove" <(journalctl --quiet --output=cat --unit=keepalived)

echo "# everything is frozen, then killed"
start_leased
systemctl freeze keepalived
check "the unit is frozen" await 5 is_frozen
check "the VIPs end with their lease, the host's own address stays" ends_in_time
kill_cgroup
expect_no_vip
forget_that_it_was_frozen

echo "# everything is frozen, and goes on before the lease has ended"
start_leased
systemctl freeze keepalived
check "the unit is frozen" await 5 is_frozen
systemctl thaw keepalived
check "the VIPs have leases" await 5 have_leases
check "the unit is active" is_state active

echo "# everything is frozen, and goes on after that"
systemctl freeze keepalived
check "the VIPs end with their lease" ends_in_time
systemctl thaw keepalived
check "keepalived takes them back" await 10 has 10.9.0.1/24 10.9.0.100/32 10.9.0.101/24
check "the VIPs have leases" await 5 have_leases
systemctl stop keepalived
expect_no_vip

echo "# everything is killed at one instant"
start_leased
kill_cgroup
check "the unit has ended" await 10 not_running
check "the VIPs end with their lease, the host's own address stays" ends_in_time

finish
