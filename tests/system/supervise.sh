#!/bin/bash
# SPDX-License-Identifier: MIT
# keepalived.service as the distribution ships it, with examples/systemd/supervise.conf as its drop-in.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

main_process_is_vipwarden() { [ "$(readlink "/proc/$(property MainPID)/exe")" = /usr/sbin/vipwarden ]; }
start_fails() { ! systemctl start keepalived; }
vrrp_child() { cat /run/vrrp.pid; }
was_restarted() { [ "$(property NRestarts)" = 1 ] && is_state active; }

make_host

echo "# a clean stop"
start_with 10.9.0.100/32 10.9.0.101/24
check "vipwarden is the main process" main_process_is_vipwarden
check "systemctl stop succeeds" systemctl stop keepalived
expect_no_vip
check "the unit ended well" [ "$(property Result)" = success ]

echo "# a reload"
start_with 10.9.0.100/32 10.9.0.101/32
declare_vips 10.9.0.100/32 10.9.0.102/32
check "systemctl reload succeeds" systemctl reload keepalived
check "the new VIPs are up, the old one is gone" await 10 has 10.9.0.1/24 10.9.0.100/32 10.9.0.102/32
check "the unit is active again" await 10 is_state active
systemctl stop keepalived
expect_no_vip

echo "# SIGKILL to all processes"
start_with 10.9.0.100/32 10.9.0.101/24
systemctl kill --signal=KILL keepalived
expect_no_vip

echo "# the cgroup killed at one instant, its configuration gone"
start_with 10.9.0.100/32 10.9.0.101/24
rm "$config"
kill_cgroup
expect_no_vip

echo "# SIGKILL to vipwarden alone"
start_with 10.9.0.100/32
systemctl kill --kill-whom=main --signal=KILL keepalived
expect_no_vip

echo "# SIGKILL to keepalived's VRRP process and its parent: the unit ends as keepalived did"
start_with 10.9.0.100/32
keepalived=$(cat /run/keepalived.pid)
kill -STOP "$keepalived" "$(vrrp_child)"
kill -KILL "$keepalived" "$(vrrp_child)"
expect_no_vip
check "the exit status is keepalived's" [ "$(property ExecMainStatus)" = 137 ]

echo "# a hung VRRP process"
start_with 10.9.0.100/32
kill -STOP "$(vrrp_child)"
check "systemctl stop succeeds" systemctl stop keepalived
expect_no_vip

echo "# a VRRP process that hangs while it holds VIPs"
start_with 10.9.0.100/32
kill -STOP "$(vrrp_child)"
expect_no_vip
check "the exit status says that keepalived was killed" [ "$(property ExecMainStatus)" = 137 ]

echo "# the same, in a unit that is to be restarted"
mkdir -p /run/systemd/system/keepalived.service.d
printf '[Service]\nRestart=on-failure\n' >/run/systemd/system/keepalived.service.d/restart.conf
systemctl daemon-reload
start_with 10.9.0.100/32
kill -STOP "$(vrrp_child)"
check "systemd starts keepalived anew" await 15 was_restarted
check "the VIPs are up again" await 10 has 10.9.0.1/24 10.9.0.100/32
systemctl stop keepalived
expect_no_vip
rm /run/systemd/system/keepalived.service.d/restart.conf
systemctl daemon-reload

echo "# a configuration that keepalived refuses"
start_with 10.9.0.100/32
systemctl stop keepalived
declare_vips 10.9.0.100/32
sed -i s/eth0/nowhere0/ "$config"
check "systemctl start fails" start_fails
expect_no_vip
check "the exit status is keepalived's" [ "$(property ExecMainStatus)" = 2 ]

finish
