#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs the rows of the fault table for one mode and one shape of keepalived's unit, in one container.
#
#   faults.sh VIPWARDEN OUTPUT_DIRECTORY MODE SHAPE [ROW...]
#
# MODE: stock (without vipwarden), hook, supervise. SHAPE: debian (the unit of this machine's package), rhel8,
# rhel9; all: these three at once, as they mostly wait. ROW: these only, and also those that are left to runs by
# hand. Each row is printed as
#   row | mode | unit | VIPs left | host addresses lost | Result | exit status | seconds | verdict
# and goes to OUTPUT_DIRECTORY/MODE.SHAPE.rows, where table.sh finds it. Fails if vipwarden leaves a VIP, loses an
# address of the host, or ends otherwise than it should; the stock unit is measured only.
set -u

[ $# -ge 4 ] || { sed -n '5,7p' "$0" >&2; exit 64; }
here=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$here/../../..")
vipwarden=$(readlink -f "$1") output=$2 mode=$3 shape=$4
shift 2

mkdir -p "$output"
if [ "$shape" = all ]; then
    declare -A box
    status=0
    for shape in debian rhel8 rhel9; do
        "$0" "$vipwarden" "$output" "$mode" "$shape" "${@:3}" >"$output/$mode.$shape.log" 2>&1 &
        box[$shape]=$!
    done
    for shape in "${!box[@]}"; do
        wait "${box[$shape]}" || status=$?
        cat "$output/$mode.$shape.log"
    done
    exit $status
fi
what=$(mktemp) log=$(mktemp)
trap 'rm -f "$what" "$log"' EXIT
echo "$*" >"$what"

copies=("$vipwarden:/usr/sbin/vipwarden" "$what:/box/faults/what")
for file in "$here"/*.sh "$here"/units/*; do
    copies+=("$file:/box/faults/${file#"$here/"}")
done
for file in "$root"/systemd/units/*; do
    copies+=("$file:/lib/systemd/system/${file##*/}")
done

BOX_TIMEOUT=${BOX_TIMEOUT:-600} "$here/../box.sh" "$here/run.sh" "${copies[@]}" >"$log" 2>&1
status=$?
cat "$log"
grep -E "^[a-z_]+ \| $mode \| $shape \| " "$log" >"$output/$mode.$shape.rows"
[ $status = 77 ] && rm -f "$output/$mode.$shape.rows"
exit $status
