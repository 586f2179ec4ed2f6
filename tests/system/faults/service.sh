# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# keepalived.service in the fault table: its shape, vipwarden's part in it, its processes, and a fresh start.

unit=keepalived.service
unit_file=/lib/systemd/system/$unit
vipwarden=/usr/sbin/vipwarden
drop_ins=/etc/systemd/system/$unit.d
changed=()
more_settings=()

# await COMMAND...: until it succeeds; long enough for a machine that has other things to do
await() { await_for 25 "$@"; }

# What vipwarden makes sure of, and the stock unit may do or not.
await_ours() {
    if ours; then await "$@"; else await_for 3 "$@"; fi
}

await_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.02
    done
}

property() { systemctl show --value --property "$1" "${2:-$unit}"; }
# shellcheck disable=SC2053 # a pattern
state_is() { [[ $(property ActiveState "${2:-$unit}") == $1 ]]; }
ours() { [ "$mode" != stock ]; }
supervised() { [ "$mode" = supervise ]; }

# ---- the unit -------------------------------------------------------------------------------------------------

# The timer elapses when a row wants it to; a unit may be started as often as the rows do.
write_test_settings() {
    mkdir -p $drop_ins /etc/systemd/system/vipwarden-check@.timer.d
    printf '[Unit]\nStartLimitIntervalSec=0\n[Service]\nLimitCORE=0\nTimeoutStartSec=30\n' >$drop_ins/90-test.conf
    printf '[Timer]\nOnActiveSec=\nOnActiveSec=50ms\nAccuracySec=10ms\n' \
        >/etc/systemd/system/vipwarden-check@.timer.d/test.conf
}

# settings LINE...: in addition, until the row ends
settings() {
    printf '%s\n' "$@" >$drop_ins/95-row.conf
    changed+=("$drop_ins/95-row.conf")
    systemctl daemon-reload
}

# run_with OPTION...: the installed ExecStart= with these options of `run`
run_with() {
    settings '[Service]' ExecStart= \
        "$(sed -n "s/^\(ExecStart=.*vipwarden run\)/\1 $*/p" "$drop_ins/60-vipwarden.conf")" "${more_settings[@]}"
}

# Short times for a row in which a stop hangs; `run` has to be done before systemd loses patience.
impatient() {
    local more_settings=(TimeoutStopSec=3)
    if supervised; then
        run_with --stop-timeout 2
    else
        settings '[Service]' "${more_settings[@]}"
    fi
}

# The same shape, with files of its own for each instance: keepalived@a reads /etc/keepalived/a.conf.
write_template() {
    sed -e '/^Condition/d' -e 's,^PIDFile=.*,PIDFile=/run/keepalived_%i.pid,' \
        -e 's,^ExecStart=[^ ]*,& -f /etc/keepalived/%i.conf -p /run/keepalived_%i.pid -r /run/vrrp_%i.pid,' \
        "$unit_file" >"${unit_file%.service}@.service"
}

# install_vipwarden UNIT
install_vipwarden() {
    ours || return 0
    $vipwarden install "$1" --mode "$mode" >/box/install.log 2>&1 && return
    cat /box/install.log
    return 1
}

make_service() {
    if [ "$shape" != debian ]; then
        cp "/box/faults/units/$shape.service" $unit_file
        mkdir -p /etc/sysconfig
        echo 'KEEPALIVED_OPTIONS="-D"' >/etc/sysconfig/keepalived
    fi
    write_template
    systemctl daemon-reload
    install_vipwarden "$unit" || return 1
    write_test_settings
    systemctl daemon-reload
}

check_of() { echo "vipwarden-check@$unit"; }

has_checked() { [ -n "$(property ExecMainExitTimestamp "$(check_of).service")" ]; }

# The third layer looks after the unit now, and not some seconds later.
let_the_timer_elapse() {
    ours || return 0
    systemctl restart "$(check_of).timer"
    await has_checked || problem "the timer starts no check"
}

# ---- its processes --------------------------------------------------------------------------------------------

main_process() { property MainPID; }
keepalived_parent() { cat /run/keepalived.pid; }
vrrp_child() { cat /run/vrrp.pid; }
# Of a unit that has none it is a path that does not exist, not the root: that would be the whole box.
cgroup_of() {
    local group
    group=$(property ControlGroup "${1:-$unit}")
    echo "/sys/fs/cgroup${group:-/none}"
}

# All processes of the unit at one instant (cgroups(7), cgroup.kill).
kill_cgroup() { echo 1 >"$(cgroup_of "${1:-$unit}")/cgroup.kill"; }

# The same for what shall be able to start in that cgroup afterwards. Once cgroup.kill was written, the kernel also kills
# what is cloned into the cgroup (clone3(2), CLONE_INTO_CGROUP; Linux 6.18), and so does systemd 257 start ExecStopPost=.
kill_frozen() {
    local cgroup
    cgroup=$(cgroup_of)
    echo 1 >"$cgroup/cgroup.freeze"
    await grep -q 'frozen 1' "$cgroup/cgroup.events" || problem "the cgroup does not freeze"
    xargs kill -KILL <"$cgroup/cgroup.procs"
    echo 0 >"$cgroup/cgroup.freeze"
}

freeze() { systemctl freeze "$unit"; }

# processes NAME: the PIDs of all that are called so and are no zombies
processes() {
    local status name state
    for status in /proc/[0-9]*/status; do
        { read -r _ name && read -r _ && read -r _ state _; } 2>/dev/null <"$status" || continue
        [ "$name" != "$1" ] || [ "$state" = Z ] || echo "${status//[!0-9]/}"
    done
}

# Nothing moves any more: whatever is present now will stay.
at_rest() {
    local pid
    state_is '@(inactive|failed)' || return 1
    for pid in $(processes keepalived); do
        grep -q '^State:.T' "/proc/$pid/status" 2>/dev/null || return 1
    done
}

# ---- as if it were the first time -----------------------------------------------------------------------------

# keep_aside FILE: what a row does to this file is undone after it
keep_aside() {
    cp --parents -p "$1" /box/aside
    changed+=("$1")
}

put_back() {
    local file
    [ ${#changed[@]} != 0 ] || return 0
    for file in "${changed[@]}"; do
        if [ -e "/box/aside$file" ]; then
            cp -p "/box/aside$file" "$file"
        else
            rm -f "$file"
        fi
    done
    rm -rf /box/aside/*
    changed=()
    systemctl daemon-reload
}

hide_program() { mv "$1" "$1.hidden"; }
show_program() { [ ! -e "$1.hidden" ] || mv "$1.hidden" "$1"; }

end_everything() {
    local pid
    systemctl thaw "$unit" 2>/dev/null
    for pid in $(processes keepalived) $(processes vipwarden); do
        kill -KILL "$pid"
    done
    systemctl stop "$(check_of).timer" "$(check_of).service"
    systemctl stop "$unit" 'keepalived@*' other.service 'vipwarden-release@*'
    await state_is '@(inactive|failed)'
} 2>/dev/null

reset() {
    show_program $vipwarden
    show_program /usr/sbin/keepalived
    put_back
    end_everything
    systemctl reset-failed
    rm -rf /run/vipwarden/* /run/keepalived*.pid /run/vrrp*.pid /run/keepalived
    reset_addresses
    declare_vips ABCD
}
