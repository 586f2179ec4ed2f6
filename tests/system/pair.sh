#!/bin/bash
# SPDX-License-Identifier: MIT
# Boots two throw-away nodes with a real systemd each, "old" and "new", and plays a story on them.
#
#   pair.sh STORY VIPWARDEN
#
# Their eno1 (172.31.161.38 and .39) are ports of one bridge, on which the third place in this network, "router",
# has lan0 (172.31.161.1). Processes, cgroups, files and network of a node are its own. The folders old/ and new/
# beside STORY are copied over their roots before they boot. STORY is a shell script, written with the words of
# story.sh; the status is 0 if all went as it says. Exit 77 with "SKIPPED-CAPABILITY:" if this machine can't run
# such nodes.
#
# PAIR_TIMEOUT: seconds after which everything is killed (300).
set -u

self=$(readlink -f "$0")
# shellcheck source-path=SCRIPTDIR source=box_lib.sh
. "${self%/*}/box_lib.sh" || exit 1

make_network() {
    ip link set lo up
    ip link add lan0 type bridge forward_delay 0 mcast_snooping 0 || skip "no bridge in this kernel"
    ip address add 172.31.161.1/24 dev lan0
    ip link set lan0 address 52:54:00:00:00:01 up
}

# make_node NAME NUMBER VIPWARDEN FOLDER
make_node() {
    local name=$1 number=$2
    local root=/run/$name/root
    local units=$root/etc/systemd/system
    make_root "$name" "$3:/usr/sbin/vipwarden"
    mkdir -p "$root/usr/local/lib/systemd/system"
    cp "${self%/*}"/../../systemd/units/* "$root/usr/local/lib/systemd/system/" || exit 1
    cp -r "$4/." "$root/" || exit 1
    # Of what is enabled on this machine nothing is there; what the distribution starts, is.
    rm -rf "$units"/*.wants
    ln -sfn /lib/systemd/system/multi-user.target "$units/default.target"
    echo "$name" >"$root/etc/hostname"
    # What an operator's network configuration would do at every boot.
    cat >"$units/eno1.service" <<UNIT
[Unit]
Description=The interface of this node
After=sysinit.target
Before=basic.target
DefaultDependencies=no

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/ip link set host0 name eno1 address 52:54:00:00:00:$number up
ExecStart=/sbin/ip address add 172.31.161.$number/24 dev eno1
UNIT
    mkdir "$units/basic.target.wants"
    ln -s ../eno1.service "$units/basic.target.wants/"
}

play() {
    local story=$1 vipwarden=$2 node
    [ -e /lib/systemd/system/keepalived.service ] || skip "no keepalived.service is installed"
    hide_run
    mkdir /run/bin
    ln -s "$vipwarden" /run/bin/vipwarden
    PATH=/run/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    make_network
    make_node old 38 "$vipwarden" "${story%/*}/old"
    make_node new 39 "$vipwarden" "${story%/*}/new"
    for node in old new; do
        (boot_machine $node --network-bridge=lan0) &
    done
    # shellcheck source-path=SCRIPTDIR source=story.sh
    . "${self%/*}/story.sh" || exit 1
    await_boot old
    await_boot new
    # shellcheck disable=SC1090  # the caller's
    . "$story" || exit 1
    exit 0
}

if [ "${1:-}" = --play ]; then
    shift
    play "$@"
fi
[ $# = 2 ] || { echo "usage: pair.sh STORY VIPWARDEN" >&2; exit 64; }
check_machine
remove_stale_cgroups
make_cgroups old new
enclose "${PAIR_TIMEOUT:-300}" "$self" --play "$(readlink -f "$1")" "$(readlink -f "$2")"
