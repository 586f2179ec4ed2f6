#!/bin/bash
# SPDX-License-Identifier: MIT
# What runs beside the unit, outside of its cgroup: heals what the unit's own hook can't reach, and leaves a living
# keepalived alone. vipwarden check by hand, too.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

unit=keepalived.service
output=/tmp/output

ends_with() { # STATUS ARGUMENT...: of vipwarden
    local wanted=$1 status
    shift
    /usr/sbin/vipwarden "$@" >$output 2>&1
    status=$?
    [ $status = "$wanted" ] || { echo "vipwarden $* ended with $status:"; cat $output; return 1; }
}
says() { grep -qF -- "$1" $output; }
thaw=vipwarden-thaw@$unit.service
# systemctl thaw refuses a unit that is no longer active.
thaw_cgroup() { echo 0 >"/sys/fs/cgroup$(property ControlGroup)/cgroup.freeze"; }
was_thawed() { journalctl --quiet --output=cat --since="@$1" --unit="$thaw" --grep='thawed it' | grep -q .; }
# frozen_and COMMAND...: which kills
frozen_and() {
    local since
    since=$(date +%s.%N)
    start_with 10.9.0.100/32
    check "its end is waited for" await 5 systemctl --quiet is-active "$thaw"
    systemctl freeze keepalived
    "$@"
    expect_no_vip
    check "it was thawed" was_thawed "$since"
    forget_that_it_was_frozen
    systemctl enable --quiet --now $unit "vipwarden-check@$unit.timer"
    check "it may be started again" await 10 has 10.9.0.1/24 10.9.0.100/32
}
main_pid() { property MainPID; }
released_beside() { journalctl --quiet --output=cat --unit="vipwarden-release@$unit.service" --grep='^removed '; }
nothing_released_beside() { [ -z "$(released_beside)" ]; }
checked_often() { [ "$(journalctl --quiet --unit="vipwarden-check@$unit.service" --identifier=vipwarden | wc -l)" -ge 1 ]; }

make_host

echo "# check, by hand"
check "nothing to judge by" ends_with 3 check -f /nowhere
check "it says so" says UNKNOWN
start_with 10.9.0.100/32
check "a living keepalived holds its VIPs" ends_with 0 check --unit ''
check "it says so" says "OK: nothing is left by keepalived"
systemctl stop keepalived
check "after a clean stop" ends_with 0 check --unit ''
ip address add 10.9.0.100/32 dev eth0
check "a leftover" ends_with 2 check
check "it names the address" says 10.9.0.100/32
check "the state as JSON" ends_with 2 check --json
check "it says the same" says '"state": "leftovers"'
check "keepalived's own arguments choose" ends_with 2 check -- /usr/sbin/keepalived --dont-fork -f "$config"
ip address del 10.9.0.100/32 dev eth0
ip address add 10.9.0.100/16 dev eth0
check "a suspect" ends_with 1 check
check "it names the address" says 10.9.0.100/16
ip address del 10.9.0.100/16 dev eth0

echo "# the host has an address that is declared, and keepalived was never started"
rm -r /run/vipwarden
declare_vips 10.9.0.100/24
ip address add 10.9.0.100/24 dev eth0
check "what is only declared is a leftover to who asks" ends_with 2 check
check "but not to a timer" ends_with 0 check --recorded
check "the check beside the unit finds nothing" systemctl start "vipwarden-check@$unit.service"
check "the release beside the unit ends well" systemctl start "vipwarden-release@$unit.service"
check "the host keeps it" has 10.9.0.1/24 10.9.0.100/24
ip address del 10.9.0.100/24 dev eth0

# As it is shipped, only more often: a test does not wait for half a minute.
install -D /dev/stdin "/etc/systemd/system/vipwarden-check@.timer.d/often.conf" <<'UNIT'
[Timer]
OnActiveSec=
OnUnitInactiveSec=
OnActiveSec=0.2
OnUnitInactiveSec=0.2
AccuracySec=10ms
UNIT
# Nothing but the start limit of a test that checks so often.
install -D /dev/stdin "/etc/systemd/system/vipwarden-check@.service.d/often.conf" <<'UNIT'
[Unit]
StartLimitIntervalSec=0
[Service]
LogLevelMax=info
UNIT

for mode in hook supervise; do
    echo "# $mode: a life with many starts, stops and reloads"
    check "install ends well" ends_with 0 install --mode $mode
    start_with 10.9.0.100/32 10.9.0.101/32
    for round in 1 2 3 4 5; do
        systemctl reset-failed keepalived # its limit of starts
        check "restart $round" systemctl restart keepalived
        check "the VIPs are up" await 10 has 10.9.0.1/24 10.9.0.100/32 10.9.0.101/32
        check "reload $round" systemctl reload keepalived
    done
    check "the VIPs are still up" await 10 has 10.9.0.1/24 10.9.0.100/32 10.9.0.101/32
    check "it was looked after meanwhile" checked_often
    check "nothing was taken away from outside" nothing_released_beside
    check "its end is waited for" await 5 systemctl --quiet is-active "$thaw"
    systemctl stop keepalived
    expect_no_vip
done

kill_main() { kill -KILL "$(main_pid)"; }
echo "# supervise: frozen, then vipwarden killed"
frozen_and kill_main

echo "# hook: frozen, then everything killed"
check "install ends well" ends_with 0 install --mode hook
frozen_and kill_cgroup

# A newer systemd itself hangs where nothing thaws the unit (257 does, 252 does not).
if [ "$(systemctl --version | awk 'NR == 1 { print int($2) }')" -le 252 ]; then
    echo "# the same, and nothing thaws it"
    start_with 10.9.0.100/32
    systemctl stop "$thaw"
    systemctl freeze keepalived
    kill_cgroup
    check "no VIP is left while the unit still hangs" await 20 has 10.9.0.1/24
    thaw_cgroup
    expect_no_vip
fi

echo "# the program was away when it was needed, and the configuration is gone"
start_with 10.9.0.100/32
mv /usr/sbin/vipwarden /usr/sbin/away
kill_cgroup
check "the unit has ended" await 10 not_running
check "the VIP stays" has 10.9.0.1/24 10.9.0.100/32
rm $config
mv /usr/sbin/away /usr/sbin/vipwarden
check "no VIP is left once it is back" await 20 has 10.9.0.1/24

echo "# the same, and the unit is masked meanwhile"
start_with 10.9.0.100/32
mv /usr/sbin/vipwarden /usr/sbin/away
kill_cgroup
check "the unit has ended" await 10 not_running
systemctl mask --quiet --now $unit
check "the VIP stays" has 10.9.0.1/24 10.9.0.100/32
mv /usr/sbin/away /usr/sbin/vipwarden
check "no VIP is left once it is back" await 20 has 10.9.0.1/24
systemctl unmask --quiet $unit

echo "# a unit file that was deleted while keepalived ran"
cp /lib/systemd/system/$unit /etc/systemd/system/$unit
systemctl daemon-reload
start_with 10.9.0.100/32
rm /etc/systemd/system/$unit
mv /lib/systemd/system/$unit /tmp/
systemctl daemon-reload
kill_cgroup
check "no VIP is left" await 20 has 10.9.0.1/24
check "the record is closed" await 20 grep -q '"released": *true' /run/vipwarden/*.json
ip address add 10.9.0.100/32 dev eth0
check "the check beside the unit finds nothing" systemctl start "vipwarden-check@$unit.service"
check "what somebody adds by hand afterwards stays" has 10.9.0.1/24 10.9.0.100/32
ip address del 10.9.0.100/32 dev eth0
mv /tmp/$unit /lib/systemd/system/

echo "# the end"
systemctl daemon-reload
check "uninstall ends well" ends_with 0 uninstall
ip address add 10.9.0.100/32 dev eth0
sleep 1
check "nobody looks any more" has 10.9.0.1/24 10.9.0.100/32
ip address del 10.9.0.100/32 dev eth0

echo "# no package has installed the units of the third layer"
rm /usr/local/lib/systemd/system/vipwarden-*
systemctl daemon-reload
check "install writes them" ends_with 0 install --mode supervise
check "it says so" says "/etc/systemd/system/vipwarden-check@.timer is written"
frozen_and kill_main
check "install is idempotent" ends_with 0 install --mode supervise
check "and says nothing of them" eval '! says "is written"'
check "uninstall ends well" ends_with 0 uninstall
check "it takes them along" [ -z "$(find /etc/systemd/system -maxdepth 1 -type f -name "vipwarden-*")" ]

finish
