# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# Rows: what happens to the unit, to packages and to the machine.

row mask_now "\`systemctl mask --now\`"
row_mask_now() {
    up
    # A masked unit has lost its StandardError= as well; there is no OnFailure= after a clean end.
    [ "$mode" != hook ] || mute=yes
    systemctl mask --quiet --now "$unit"
    over
    systemctl unmask --quiet "$unit"
}

row mask_kill "masked while it runs, SIGKILL to all"
row_mask_kill() {
    up
    systemctl mask --quiet "$unit"
    systemctl daemon-reload
    kill_cgroup
    await_ours at_rest || problem "the unit does not come to rest"
    let_the_timer_elapse # systemd 257 forgets the drop-ins too
    over
    systemctl unmask --quiet "$unit"
}

row deleted_unit_stop "unit file deleted, \`systemctl daemon-reload\`, \`systemctl stop\`"
row_deleted_unit_stop() {
    keep_aside "$unit_file"
    up
    rm "$unit_file"
    systemctl daemon-reload
    systemctl stop "$unit"
    over
}

row deleted_unit_kill "unit file deleted, \`systemctl daemon-reload\`, SIGKILL to all"
row_deleted_unit_kill() {
    keep_aside "$unit_file"
    up
    rm "$unit_file"
    systemctl daemon-reload
    systemctl kill --signal=KILL "$unit"
    over
}

row keepalived_gone_stop "keepalived's program removed, \`systemctl stop\`"
row_keepalived_gone_stop() {
    up
    hide_program /usr/sbin/keepalived
    systemctl stop "$unit"
    over
}

row keepalived_gone_kill "keepalived's program removed, SIGKILL to all, \`systemctl start\`"
row_keepalived_gone_kill() {
    up
    hide_program /usr/sbin/keepalived
    systemctl kill --signal=KILL "$unit"
    await state_is '@(inactive|failed)'
    systemctl start "$unit"
    over
}

row vipwarden_gone_stop "vipwarden's program removed, \`systemctl stop\`" hook supervise
row_vipwarden_gone_stop() {
    up
    hide_program "$vipwarden"
    systemctl stop "$unit"
    wanted=-
    await at_rest || problem "the unit does not come to rest"
    await vips_are - || problem "VIPs are left"
}

row vipwarden_gone_kill "vipwarden's program removed, SIGKILL to all, program back" hook supervise
row_vipwarden_gone_kill() {
    leave_vips
    let_the_timer_elapse
    over
}

row restart_on_failure "Restart=on-failure: SIGKILL to all, twice; configuration broken; \`systemctl stop\`"
row_restart_on_failure() {
    settings '[Service]' Restart=on-failure RestartSec=100ms
    up
    for _ in 1 2; do
        kill_cgroup
        await state_is '@(inactive|failed|activating|deactivating)'
        runs ABCD
    done
    break_config
    kill_cgroup
    await restarted_often || lost_by_systemd || problem "not restarted again and again"
    systemctl stop "$unit"
    over
}
restarted_often() { [ "$(property NRestarts)" -ge 4 ]; }
# keepalived has ended before systemd could read its PID file: systemd waits for that file, until a stop.
lost_by_systemd() { [ "$(property Type)" = forking ] && [ "$(property ActiveState)" = activating ]; }

restart_often() {
    local count main
    up
    for ((count = 0; count < $1; count++)); do
        main=$(main_process)
        systemctl restart "$unit" || problem "systemctl restart failed"
        [ "$(main_process)" != "$main" ] || problem "it was not restarted"
    done
    runs ABCD
}

row restarts "\`systemctl restart\`, four times in a row"
row_restarts() { restart_often 4; }

row_by_hand hundred_restarts "\`systemctl restart\`, a hundred times in a row"
row_hundred_restarts() { restart_often 100; }
