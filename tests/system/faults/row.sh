# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# One row of the fault table: what a row's function may say, and how the row is measured and printed.
#
# Rows are functions. Each begins with keepalived not running and as if it had never run. What it says with
# `over`, `up`, `runs`, `ended` and `says` is held against vipwarden only: the stock unit is measured and may do
# what it does.

wanted=- # the VIPs that are present in good order
problems=()
measured= # the unit whose end is printed
skipped=
mute= # nothing of what vipwarden says reaches the journal
elsewhere= # VIPs that are left where vips() does not look

problem() {
    ! ours || problems+=("$*")
}

vips_are() { [ "$(vips)" = "$1" ]; }
is_running_with() { state_is active && vips_are "$1"; }

# up [LETTERS]: keepalived is started and MASTER
up() {
    wanted=${1:-ABCD}
    systemctl start "$unit" || problem "systemctl start failed"
    await is_running_with "$wanted" || problem "did not come up with $wanted"
}

# runs LETTERS: the unit is, or is again, active with exactly these VIPs
runs() {
    wanted=$1
    await_ours is_running_with "$1" || problem "does not run with $1"
}

no_release_is_pending() { [ -z "$(systemctl list-units --plain --no-legend --state=activating 'vipwarden*.service')" ]; }

# over [LETTERS]: the unit has ended, and no VIP is left but those (of another keepalived)
over() {
    wanted=${1:--}
    await_ours at_rest || problem "the unit does not come to rest"
    ours || return 0
    await vips_are "$wanted" || problem "VIPs are left"
    await no_release_is_pending || problem "a release does not end"
    says 'removed .* from eth0|no VIP was left to remove'
}

# Result of the unit and status of its main process: "signal/9", "exit-code/137"
end_of_unit() {
    local result status
    result=$(property Result)
    status=$(property ExecMainStatus)
    echo "$result/$status"
}

# ended MODE=PATTERN...: how the unit ended
ended() {
    local word end
    end=$(end_of_unit)
    for word in "$@"; do
        # shellcheck disable=SC2053  # a pattern on purpose
        [ "${word%%=*}" != "$mode" ] || [[ $end == ${word#*=} ]] || problem "ended with $end, not with ${word#*=}"
    done
}

journal() { journalctl --since "@$row_began" --identifier vipwarden --output cat --no-pager --quiet; }
journal_has() { journal | grep -qE -- "$1"; }

# says PATTERN: vipwarden has said so since the row began
says() {
    ours && [ -z "$mute" ] || return 0
    await journal_has "$1" || problem "the journal has no line like: $1"
}

# skip WHY: this machine can't do this row
skip() {
    skipped=$1
}

print_row() {
    local left=- letter verdict seconds
    for letter in A B C D E F; do
        [[ $(vips) != *$letter* || $wanted == *$letter* ]] || left=${left#-}$letter
    done
    left=${elsewhere:-$left}
    [ "$left" = - ] || problem "left: $left"
    [ "$lost" = - ] || problem "lost: $lost"
    verdict=ok
    [ ${#problems[@]} = 0 ] || verdict="FAILED: $(printf '%s; ' "${problems[@]}")"
    seconds=$(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $row_began }")
    echo "$row | $mode | $shape | $left | $lost | $(property Result "$measured") | $(property ExecMainStatus "$measured") | $seconds | $verdict"
}

explain_failure() {
    echo "    present: $(addresses | paste -sd' '), wanted: $wanted"
    systemctl status --no-pager --lines=0 "$unit" | sed 's/^/    /'
    journalctl --since "@$row_began" --no-pager --quiet --output short-monotonic | tail -60 | sed 's/^/    /'
}

# run_row NAME: of the function row_NAME
run_row() {
    local row=$1 row_began lost
    reset
    problems=()
    skipped=
    mute=
    measured=$unit
    elsewhere=
    wanted=-
    row_began=$EPOCHREALTIME
    "row_$row"
    if [ -n "$skipped" ]; then
        echo "SKIPPED-CAPABILITY: $row: $skipped"
        echo "$row | $mode | $shape | skipped | skipped | skipped | skipped | 0 | skipped: $skipped"
        return
    fi
    lost=$(lost_addresses)
    print_row
    if [ ${#problems[@]} != 0 ]; then
        failures=$((failures + 1))
        explain_failure
    fi
}
