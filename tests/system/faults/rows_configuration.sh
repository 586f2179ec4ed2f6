# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# Rows: reloads, and a configuration that is no longer what keepalived has read.

kill_all() { systemctl kill --signal=KILL "$unit"; }

row reload_removed "reload without A, then cgroup.kill"
row_reload_removed() {
    up
    declare_vips BCD
    systemctl reload "$unit" || problem "systemctl reload failed"
    runs BCD
    kill_cgroup
    over
}

row reload_added "reload with A in addition, configuration deleted, cgroup.kill"
row_reload_added() {
    declare_vips BCD
    up BCD
    declare_vips ABCD
    systemctl reload "$unit" || problem "systemctl reload failed"
    runs ABCD
    rm "$config"
    kill_cgroup
    over
}

row reload_garbled "reload of a garbled configuration, then cgroup.kill"
row_reload_garbled() {
    up
    garble_config
    systemctl reload "$unit" || problem "systemctl reload failed"
    runs BCD
    kill_cgroup
    over
}

row reload_fatal "reload of a configuration that ends keepalived"
row_reload_fatal() {
    up
    break_config
    systemctl reload "$unit"
    over
    ended hook=exit-code/2 supervise=exit-code/2
}

row reload_checked "the same with \`run --check-reload\`: refused, keepalived goes on" supervise
row_reload_checked() {
    run_with --check-reload
    up
    break_config
    systemctl reload "$unit"
    says 'nowhere0'
    await is_running_with ABCD || problem "the reload was not refused"
    runs ABCD
}

row edited_stop "configuration without A, \`systemctl stop\`"
row_edited_stop() {
    up
    declare_vips BCD
    systemctl stop "$unit"
    over
    ended hook=success/0 supervise=success/0
}

row edited_restart "configuration without A, \`systemctl restart\`"
row_edited_restart() {
    up
    declare_vips BCD
    systemctl restart "$unit"
    runs BCD
}

row edited_kill "configuration without A, SIGKILL to all"
row_edited_kill() {
    up
    declare_vips BCD
    kill_all
    over
}

row edited_kill_start "configuration without A, SIGKILL to all, \`systemctl start\`"
row_edited_kill_start() {
    up
    declare_vips BCD
    kill_all
    await state_is '@(inactive|failed)'
    systemctl start "$unit"
    runs BCD
}

row deleted_stop "configuration deleted, \`systemctl stop\`"
row_deleted_stop() {
    up
    rm "$config"
    systemctl stop "$unit"
    over
    ended hook=success/0 supervise=success/0
}

# Debian's unit is not started without a configuration (ConditionFileNotEmpty=), the others fail.
row deleted_restart "configuration deleted, \`systemctl restart\`"
row_deleted_restart() {
    up
    rm "$config"
    systemctl restart "$unit"
    over
}

row deleted_kill "configuration deleted, SIGKILL to all"
row_deleted_kill() {
    up
    rm "$config"
    kill_all
    over
}

row broken_stop "configuration broken, \`systemctl stop\`"
row_broken_stop() {
    up
    break_config
    systemctl stop "$unit"
    over
    ended hook=success/0 supervise=success/0
}

row broken_restart "configuration broken, \`systemctl restart\`"
row_broken_restart() {
    up
    break_config
    systemctl restart "$unit"
    over
    [ "$shape" = rhel8 ] || ended hook=exit-code/2
    ended supervise=exit-code/2
}

row broken_kill "configuration broken, SIGKILL to all"
row_broken_kill() {
    up
    break_config
    kill_all
    over
}

# Everything is killed and nothing can clean up: what stays is an older configuration's at the next start.
leave_vips() {
    up
    hide_program "$vipwarden"
    kill_cgroup
    await at_rest || problem "the unit does not come to rest"
    systemctl stop 'vipwarden-release@*'
    show_program "$vipwarden"
    vips_are ABCD || problem "the row is pointless: $(vips) instead of ABCD is left before the start"
} 2>/dev/null

row older_leftovers "start with leftovers of an older configuration"
row_older_leftovers() {
    leave_vips
    declare_vips BCD
    systemctl start "$unit"
    runs BCD
}

row failed_condition "leftovers, then a start without a configuration"
row_failed_condition() {
    leave_vips
    rm "$config"
    systemctl start "$unit"
    let_the_timer_elapse
    over
}
