#!/bin/bash
# SPDX-License-Identifier: MIT
# keepalived.service as the distribution ships it, with examples/systemd/hook.conf as its drop-in: keepalived
# stays the main process, vipwarden only cleans up behind it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

main_process_is_keepalived() { [ "$(readlink "/proc/$(property MainPID)/exe")" = /usr/sbin/keepalived ]; }

make_host

echo "# a clean stop"
start_with 10.9.0.100/32 10.9.0.101/24
check "keepalived is the main process" main_process_is_keepalived
check "systemctl stop succeeds" systemctl stop keepalived
expect_no_vip
check "the unit ended well" [ "$(property Result)" = success ]

echo "# SIGKILL to all processes"
start_with 10.9.0.100/32 10.9.0.101/24
systemctl kill --signal=KILL keepalived
expect_no_vip

echo "# the cgroup killed at one instant, its configuration gone"
start_with 10.9.0.100/32 10.9.0.101/24
rm "$config"
kill_cgroup
expect_no_vip

echo "# a VIP that came with a reload, and the configuration gone"
start_with 10.9.0.100/32 10.9.0.101/32
declare_vips 10.9.0.100/32 10.9.0.102/32
check "systemctl reload succeeds" systemctl reload keepalived
check "the new VIPs are up, the old one is gone" await 10 has 10.9.0.1/24 10.9.0.100/32 10.9.0.102/32
rm "$config"
kill_cgroup
expect_no_vip

echo "# a restart keeps what is up"
start_with 10.9.0.100/32
check "systemctl restart succeeds" systemctl restart keepalived
check "the VIP is up again" await 10 has 10.9.0.1/24 10.9.0.100/32
systemctl stop keepalived
expect_no_vip

finish
