# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# Rows: stops, and every kind of death.

row stop "\`systemctl stop\`"
row_stop() {
    up
    systemctl stop "$unit" || problem "systemctl stop failed"
    over
    ended hook=success/0 supervise=success/0
}

row restart "\`systemctl restart\`"
row_restart() {
    up
    systemctl restart "$unit" || problem "systemctl restart failed"
    runs ABCD
}

row kill_all "\`systemctl kill -s KILL\`"
row_kill_all() {
    up
    systemctl kill --signal=KILL "$unit"
    over
    ended hook=signal/9 supervise=signal/9
}

row cgroup_kill "cgroup.kill"
row_cgroup_kill() {
    up
    kill_cgroup
    over
    ended hook=signal/9 supervise=signal/9
    ours && [ "$shape" = debian ] && says "removed ${vip[A]} from eth0"
}

row kill_main "SIGKILL to the main process"
row_kill_main() {
    up
    kill -KILL "$(main_process)"
    over
    ended hook=signal/9 supervise=signal/9
}

row segv_main "SIGSEGV to the main process"
row_segv_main() {
    up
    kill -SEGV "$(main_process)"
    over
    ended 'hook=@(signal|core-dump)/11' 'supervise=@(signal|core-dump)/11'
}

row kill_parent "SIGKILL to keepalived's parent process"
row_kill_parent() {
    up
    kill -KILL "$(keepalived_parent)"
    over
    ended hook=signal/9 supervise=exit-code/137
}

row segv_parent "SIGSEGV to keepalived's parent process" supervise
row_segv_parent() {
    up
    kill -SEGV "$(keepalived_parent)"
    over
    ended supervise=exit-code/139
}

respawned() {
    local child
    child=$(vrrp_child) 2>/dev/null && [ "$child" != "$1" ]
}

# lose_child SIGNAL: keepalived starts another VRRP process, and the unit goes on
lose_child() {
    local child
    up
    child=$(vrrp_child)
    kill "-$1" "$child"
    await respawned "$child" || problem "no new VRRP process"
    runs ABCD
    systemctl stop "$unit" || problem "systemctl stop failed"
    over
    ended hook=success/0 supervise=success/0
}

row kill_child "SIGKILL to the VRRP process, then \`systemctl stop\`"
row_kill_child() { lose_child KILL; }

row segv_child "SIGSEGV to the VRRP process, then \`systemctl stop\`"
row_segv_child() { lose_child SEGV; }

row kill_keepalived "SIGKILL to all of keepalived" supervise
row_kill_keepalived() {
    local processes
    up
    processes=("$(keepalived_parent)" "$(vrrp_child)")
    kill -STOP "${processes[@]}"
    kill -KILL "${processes[@]}"
    over
    ended supervise=exit-code/137
    says "removed ${vip[A]} from eth0"
}

row segv_all "SIGSEGV to all"
row_segv_all() {
    up
    systemctl kill --signal=SEGV "$unit"
    over
    ended 'hook=@(signal|core-dump)/11' 'supervise=@(signal|core-dump)/11'
}

# keepalived ignores it; what a watchdog sends is therefore no end of keepalived by itself.
row abrt_all "SIGABRT to all, then \`systemctl stop\`"
row_abrt_all() {
    up
    systemctl kill --signal=ABRT "$unit"
    systemctl stop "$unit"
    over
}

row stopped_child_stop "SIGSTOP to the VRRP process, \`systemctl stop\`"
row_stopped_child_stop() {
    impatient
    up
    kill -STOP "$(vrrp_child)"
    systemctl stop "$unit"
    over
}

row stopped_child_kill "SIGSTOP to the VRRP process, SIGKILL to the main process"
row_stopped_child_kill() {
    impatient
    up
    kill -STOP "$(vrrp_child)"
    kill -KILL "$(main_process)"
    over
    ended hook=signal/9 supervise=signal/9
}

row stopped_main_stop "SIGSTOP to the main process, \`systemctl stop\`"
row_stopped_main_stop() {
    impatient
    up
    kill -STOP "$(main_process)"
    systemctl stop "$unit"
    over
}

row stopped_main_kill "SIGSTOP to the main process, SIGKILL to it"
row_stopped_main_kill() {
    local main
    up
    main=$(main_process)
    kill -STOP "$main"
    kill -KILL "$main"
    over
    ended hook=signal/9 supervise=signal/9
}

row hang "SIGSTOP to the VRRP process, and nothing else" supervise
row_hang() {
    up
    kill -STOP "$(vrrp_child)"
    over
    ended supervise=exit-code/137
    says 'hangs'
}

row frozen_kill_main "\`systemctl freeze\`, SIGKILL to the main process"
row_frozen_kill_main() {
    impatient
    up
    freeze || { skip "no unit can be frozen here"; return; }
    kill -KILL "$(main_process)"
    over
}

row frozen_kill_all "\`systemctl freeze\`, SIGKILL to all"
row_frozen_kill_all() {
    impatient
    up
    freeze || { skip "no unit can be frozen here"; return; }
    systemctl kill --signal=KILL "$unit"
    over
}

row frozen_stop "\`systemctl freeze\`, \`systemctl stop\`"
row_frozen_stop() {
    up
    freeze || { skip "no unit can be frozen here"; return; }
    systemctl stop "$unit" || { skip "this systemd does not stop what is frozen"; return; } # 257
    over
}

# out_of_memory VICTIM OTHER: the kernel ends VICTIM for the memory of the unit
out_of_memory() {
    local limit group
    group=$(cgroup_of)
    echo 1000 >"/proc/$1/oom_score_adj"
    echo -1000 >"/proc/$2/oom_score_adj"
    for ((limit = 6000; limit >= 100; limit -= 100)); do
        echo "${limit}K" >"$group/memory.max"
        [ -d "/proc/$1" ] || break
    done
    echo max >"$group/memory.max"
} 2>/dev/null

memory_is_controlled() {
    [ -e "$(cgroup_of)/memory.max" ] || ! skip "the memory controller is not in cgroup v2 here"
}

row oom_child "OOM kill of the VRRP process"
row_oom_child() {
    up
    memory_is_controlled || return
    out_of_memory "$(vrrp_child)" "$(main_process)"
    over
}

row oom_main "OOM kill of the main process"
row_oom_main() {
    up
    memory_is_controlled || return
    out_of_memory "$(main_process)" "$(vrrp_child)"
    over
}
