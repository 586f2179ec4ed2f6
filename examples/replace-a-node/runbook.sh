#!/bin/bash
# SPDX-License-Identifier: MIT
# A node is replaced; keepalived on the old one dies the wrong way, and two hosts answer for one address. What
# monitoring says, how the old node is taken out of service, and that nothing comes back: a runbook.
#
# Usage: runbook.sh PATH_TO_VIPWARDEN      (as root)
#
# It is played for real, on two throw-away nodes with systemd and keepalived in a network of their own (see
# tests/system/pair.sh), and ends with 1 where anything is not as told here. The files of the nodes stand in old/ and new/.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    exec "$here/../../tests/system/pair.sh" "$here/runbook.sh" "${1:?path to vipwarden}"
fi

old_mac=52:54:00:00:00:38
new_mac=52:54:00:00:00:39
addresses="ip -brief -4 address show dev eno1"
probe="vipwarden probe -i lan0 172.31.161.41 172.31.161.42"
all_at_once="echo 1 >/sys/fs/cgroup/system.slice/keepalived.service/cgroup.kill"

# old_is_clean: its own address, and no VIP
old_is_clean() {
    old "$addresses"
    shows 172.31.161.38/24
    hides 172.31.161.41 172.31.161.42
}

title "1. old holds both VIPs; new is brought up, with vipwarden in keepalived's unit"
old "systemctl enable --quiet --now keepalived"
await old "$addresses | grep -F 172.31.161.42/32"
old "$addresses"
shows 172.31.161.38/24 172.31.161.41/32 172.31.161.42/32
new "vipwarden install --mode supervise"
new "systemctl enable --quiet --now keepalived"
new "$addresses"
shows 172.31.161.39/24
hides 172.31.161.41 172.31.161.42
new "vipwarden check --probe"
expecting 1 old "vipwarden check --probe"
shows "vipwarden is not part of keepalived.service"

title "2. The incident: everything of keepalived is killed on old, the VIPs stay there, and new takes them over"
old "$all_at_once"
await new "$addresses | grep -F 172.31.161.42/32"
old "ip address add 172.31.161.42/0 dev eno1 label eno1::1   # somebody in a hurry"
expecting 3 old "systemctl is-active keepalived"
old "$addresses"
shows 172.31.161.38/24 172.31.161.41/32 172.31.161.42/32 172.31.161.42/0
new "$addresses"
shows 172.31.161.39/24 172.31.161.41/32 172.31.161.42/32

title "3. What monitoring says, on either node and from a third place: two hosts answer"
expecting 2 old "vipwarden check --probe"
shows $new_mac
expecting 2 new "vipwarden check --probe"
shows $old_mac
expecting 81 router "$probe --expect one"
shows $old_mac $new_mac

title "4. old is taken out of service"
old "vipwarden decommission --dry-run keepalived.service"
shows "nothing was changed"
old "vipwarden decommission --yes keepalived.service"
shows "DONE  disable" "DONE  mask" "DONE  addresses" "PASS  answers" $new_mac

title "5. Exactly one host answers: new"
old_is_clean
router "$probe --expect one"
router "$probe --expect $new_mac"
old "vipwarden check --probe"
new "vipwarden check --probe"

title "6. A reboot of old brings nothing back"
boot_again old
expecting 3 old "systemctl is-active keepalived"
shows inactive
expecting 1 old "systemctl is-enabled keepalived"
shows masked
old_is_clean
router "$probe --expect $new_mac"
old "vipwarden decommission --yes keepalived.service   # once more: nothing is left to do"
shows "0 done"

title "7. The same death with vipwarden in keepalived's unit leaves nothing"
old "systemctl unmask --quiet keepalived"
old "vipwarden install --mode supervise >/dev/null"
old "systemctl enable --quiet --now keepalived"
await router "$probe --expect $old_mac"
old "$addresses"
shows 172.31.161.41/32 172.31.161.42/32
old "$all_at_once"
await new "$addresses | grep -F 172.31.161.42/32"
old_is_clean
router "$probe --expect $new_mac"

title "8. A node that is well is taken out of service: new takes over at once"
old "systemctl restart keepalived"
await router "$probe --expect $old_mac"
old "vipwarden decommission --yes keepalived.service"
shows "WARN  last-holder" "DONE  stop" "PASS  answers" $new_mac
old_is_clean
router "$probe --expect $new_mac"
