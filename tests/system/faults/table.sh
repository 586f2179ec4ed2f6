#!/bin/bash
# SPDX-License-Identifier: MIT
# Makes one table of what faults.sh has measured.
#
#   table.sh OUTPUT_DIRECTORY          prints it as Markdown; fails where vipwarden did not do what it should
#   table.sh --make VIPWARDEN [PAGE]   measures everything first; with PAGE (docs/faults.md) it takes the place of
#                                      what stands below "## The table" there
# shellcheck disable=SC2154 source-path=SCRIPTDIR
set -u

here=$(dirname "$(readlink -f "$0")")
modes=(stock hook supervise)
shapes=(debian rhel8 rhel9)
failures=0

# What did not run to its end is a failure too, but for what this machine can't do.
measure() {
    local mode box boxes=()
    for mode in "${modes[@]}"; do
        "$here/faults.sh" "$1" "$2" "$mode" all >/dev/null 2>&1 &
        boxes+=($!)
    done
    for box in "${boxes[@]}"; do
        wait "$box" || [ $? = 77 ] || failures=$((failures + 1))
    done
}

# ---- what the rows are called, in their order -----------------------------------------------------------------

rows=()
declare -A title
row() { rows+=("$1") title[$1]=$2; }
row_by_hand() { :; }
read_titles() {
    local file mode=stock
    for file in ends configuration units company layers reboot; do
        # shellcheck source=/dev/null
        . "$here/rows_$file.sh"
    done
}

# ---- what was measured ----------------------------------------------------------------------------------------

declare -A left lost end verdict

read_measurements() {
    local name mode shape vips addresses result status said
    while IFS='|' read -r name mode shape vips addresses result status _ said; do
        name="$name $mode $shape"
        left[$name]=$vips
        lost[$name]=$addresses
        end[$name]="$result $status"
        verdict[$name]=$said
        [[ $said != *FAILED* ]] || failures=$((failures + 1))
    done < <(cat "$1"/*.rows 2>/dev/null | sed 's/ *| */|/g')
}

# cell "ROW MODE SHAPE": what is left and lost; of vipwarden's units also how they ended
cell() {
    local text
    [ -n "${left[$1]:-}" ] || { echo "–"; return; }
    case ${left[$1]} in
        skipped) echo "not measured"; return ;;
        -) text="none left" ;;
        *) text="**${left[$1]}**" ;;
    esac
    [ "${lost[$1]}" = - ] || text+=", **host lost ${lost[$1]}**"
    [[ $1 == *" stock "* ]] || text+=", ${end[$1]}"
    [[ ${verdict[$1]} != *FAILED* ]] || text+=", FAILED"
    echo "$text"
}

# cells_of ROW MODE: one text for all shapes if they agree
cells_of() {
    local shape text all=()
    for shape in "${shapes[@]}"; do
        text=$(cell "$1 $2 $shape")
        [ "$text" = "–" ] || all+=("$shape: $text")
    done
    if [ ${#all[@]} = 0 ]; then
        echo "–"
    elif [ "$(printf '%s\n' "${all[@]#*: }" | sort -u | wc -l)" = 1 ]; then
        echo "${all[0]#*: }"
    else
        printf '%s\n' "${all[@]}" | paste -sd';' | sed 's/;/; /g'
    fi
}

versions() {
    keepalived --version 2>&1 | sed -n '1s/^K\(eepalived\) v\([0-9.]*\).*/k\1 \2/p'
    systemctl --version | sed -n '1s/ (.*//p'
    uname -r | sed 's/^\([0-9.]*\).*/Linux \1/'
}

print_table() {
    local name
    echo "Measured with $(versions | paste -sd, | sed 's/,/, /g')."
    echo
    echo "| fault | Debian, stock | RHEL 8, stock | RHEL 9, stock | hook | supervise |"
    echo "|---|---|---|---|---|---|"
    for name in "${rows[@]}"; do
        printf '| %s | %s | %s | %s | %s | %s |\n' "${title[$name]}" "$(cell "$name stock debian")" \
            "$(cell "$name stock rhel8")" "$(cell "$name stock rhel9")" "$(cells_of "$name" hook)" \
            "$(cells_of "$name" supervise)"
    done
}

if [ "${1:-}" = --make ]; then
    directory=$(mktemp -d)
    measure "$2" "$directory"
else
    directory=${1:?"OUTPUT_DIRECTORY, or --make VIPWARDEN"}
fi
read_titles
read_measurements "$directory"
if [ ${#left[@]} = 0 ]; then
    echo "SKIPPED-CAPABILITY: nothing was measured, see what faults.sh says"
    exit 77
fi
print_table >"$directory/table.md"
if [ $# = 3 ]; then
    sed -i '/^## The table$/q' "$3"
    { echo; cat "$directory/table.md"; } >>"$3"
else
    cat "$directory/table.md"
fi
[ $failures = 0 ] || echo "FAILED: $failures; the logs are in $directory" >&2
[ $failures = 0 ]
