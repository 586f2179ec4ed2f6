#!/bin/bash
# SPDX-License-Identifier: MIT
# The fault table of one mode and one shape of unit, in the box. /box/faults/what: "MODE SHAPE [ROW...]".
# shellcheck disable=SC2034,SC2154 # variables are shared with what is sourced
set -u

read -r mode shape chosen </box/faults/what
failures=0
rows=()
declare -A title only

# row NAME TITLE [MODE...]: registers row_NAME
row() {
    rows+=("$1")
    title[$1]=$2
    shift 2
    only[${rows[-1]}]=$*
}

# A row that takes too long for every day: runs only if it is asked for.
row_by_hand() {
    [[ " $chosen " != *" $1 "* ]] || row "$@"
}

for file in host service row rows_{ends,configuration,units,company,layers,reboot}; do
    # shellcheck source=/dev/null
    . "/box/faults/$file.sh"
done

concerns_us() {
    [[ -z ${only[$1]} || " ${only[$1]} " == *" $mode "* ]] && [[ -z $chosen || " $chosen " == *" $1 "* ]]
}

if ! systemctl cat "$unit" >/dev/null 2>&1; then
    echo "SKIPPED-CAPABILITY: no keepalived.service is installed"
    exit 77
fi
# systemd-nspawn puts a boot id of its own over the kernel's; services with a /proc of their own would see the other.
umount /proc/sys/kernel/random/boot_id 2>/dev/null
make_interface
if [ -e /box/rebooting ]; then
    run_row reboot
else
    mkdir -p /box/aside
    make_service || { echo "FAILED: vipwarden install"; exit 1; }
    for name in "${rows[@]}"; do
        [ "$name" = reboot ] || ! concerns_us "$name" || run_row "$name"
    done
    echo $failures >/box/failures
    ! concerns_us reboot || reboot_box
fi
[ $((failures + $(cat /box/failures))) = 0 ]
