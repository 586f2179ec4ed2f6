#!/bin/bash
# SPDX-License-Identifier: MIT
# vipwarden check under a real systemd: what it says of the unit and its drop-in, of keepalived's states over D-Bus, and
# the unit that writes all of it down for node_exporter.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

unit=keepalived.service
output=/tmp/output
metrics=/var/lib/prometheus/node-exporter/vipwarden.prom

# ends_with STATUS ARGUMENT...: of vipwarden
ends_with() {
    local wanted=$1 status
    shift
    /usr/sbin/vipwarden "$@" >$output 2>&1
    status=$?
    [ $status = "$wanted" ] || { echo "vipwarden $* ended with $status:"; cat $output; return 1; }
}
says() { grep -qF -- "$1" $output || { cat $output; false; }; }
is_verified() { # systemd-analyze complains about no file of ours
    systemd-analyze verify --man=no "$@" >$output 2>&1
    ! grep -E 'keepalived|vipwarden' $output
}
measures() { grep -qxF -- "$1" $metrics || { cat $metrics; false; }; }
is_new() { [ -s $metrics ]; }
shows_master() { /usr/sbin/vipwarden list >$output && says MASTER; }
journal_says() {
    journalctl --quiet --output=cat --unit=vipwarden-check.service >$output
    says "$1"
}
start_check() { rm -f $metrics; systemctl start vipwarden-check.service; }

make_host

echo "# the unit and its drop-in"
start_with 10.9.0.100/32
check "vipwarden is not part of the unit" ends_with 1 check
check "it says so" says "vipwarden is not part of $unit: when keepalived dies, its VIPs stay"
check "no unit is looked at if none is wanted" ends_with 0 check --unit ''
check "a unit that does not exist is one that can't be looked at" ends_with 3 check --unit nothing.service
check "install ends well" ends_with 0 install --mode hook
systemctl restart keepalived
check "the VIP is up" await 10 has 10.9.0.1/24 10.9.0.100/32
check "with vipwarden all is well" ends_with 0 check
install -D /dev/stdin /etc/systemd/system/$unit.d/90-later.conf <<'UNIT'
[Service]
ExecStopPost=
UNIT
systemctl daemon-reload
check "a drop-in that counts later overrules ours" ends_with 1 check
check "it says which" says "/etc/systemd/system/$unit.d/90-later.conf"
rm /etc/systemd/system/$unit.d/90-later.conf
systemctl daemon-reload
check "all is well again" ends_with 0 check

echo "# the state of the unit"
systemctl stop keepalived
systemctl --quiet enable keepalived
check "an enabled unit that does not run" ends_with 1 check
check "it says so" says "$unit is enabled, but inactive"
ip address add 10.9.0.100/32 dev eth0
check "with a VIP that is critical" ends_with 2 check
check "it says so" says "$unit is inactive, but VIPs are left"
ip address del 10.9.0.100/32 dev eth0
systemctl --quiet disable keepalived
check "out of service" ends_with 0 check
systemctl --quiet mask keepalived
check "masked" ends_with 0 check
systemctl --quiet unmask keepalived

echo "# keepalived says its states over D-Bus"
start_with 10.9.0.100/32
sed -i '1i global_defs {\n enable_dbus\n}' $config
systemctl restart keepalived
check "the VIP is up" await 10 has 10.9.0.1/24 10.9.0.100/32
check "list shows that it is MASTER" await 10 shows_master

echo "# the unit for monitoring"
check "systemd accepts the units" is_verified vipwarden-check.service vipwarden-check.timer
check "nobody has enabled them" [ "$(systemctl is-enabled vipwarden-check.timer)" = disabled ]
check "without the directory it ends well all the same" start_check
check "and says what is wrong" journal_says "no metrics were written: open the directory"
# As Debian's prometheus-node-exporter has it, but for a user that is here.
install -d -o nobody /var/lib/prometheus/node-exporter
check "it ends well" start_check
check "all can read the file" [ "$(stat -c %a $metrics)" = 644 ]
check "nothing is wrong" measures 'vipwarden_check_status 0'
check "the VIP is there" measures \
    'vipwarden_vip_present{interface="eth0",address="10.9.0.100/32",ip="10.9.0.100",vrrp_instance="V1"} 1'
check "nobody else answers for it" measures \
    'vipwarden_vip_answers{interface="eth0",address="10.9.0.100/32",ip="10.9.0.100",vrrp_instance="V1"} 0'
check "vipwarden is part of the unit" measures "vipwarden_drop_in_installed{unit=\"$unit\"} 1"
check "which is active" measures "vipwarden_unit_active{unit=\"$unit\"} 1"
systemctl stop keepalived
ip address add 10.9.0.100/32 dev eth0
check "it ends well whatever it finds" start_check
check "a leftover" measures 'vipwarden_findings{kind="leftover"} 1'
check "which is critical" measures 'vipwarden_check_status 2'
check "the journal names it" journal_says "10.9.0.100/32 on eth0 is left by keepalived"
check "nothing else is left in the directory" [ "$(ls -A ${metrics%/*})" = vipwarden.prom ]
check "it has changed nothing" has 10.9.0.1/24 10.9.0.100/32

echo "# the timer"
install -D /dev/stdin "/etc/systemd/system/vipwarden-check.timer.d/often.conf" <<'UNIT'
[Timer]
OnActiveSec=
OnActiveSec=0.2
AccuracySec=10ms
RandomizedDelaySec=0
UNIT
systemctl daemon-reload
rm $metrics
check "it starts" systemctl start vipwarden-check.timer
check "it writes the file" await 20 is_new

finish
