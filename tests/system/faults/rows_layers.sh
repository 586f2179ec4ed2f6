# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# Rows: each layer alone, the others taken away, and units of which there are several.

# An OnFailure= can't be taken back by another drop-in (systemd.unit(5): dependencies can't be reset).
without_third_layer() {
    keep_aside "$drop_ins"/60-vipwarden.conf
    sed -i '/^OnFailure=/d; /^Wants=/d' "$drop_ins"/60-vipwarden.conf
    systemctl daemon-reload
}

row only_signal "vipwarden killed, without hook and third layer: PR_SET_PDEATHSIG alone" supervise
row_only_signal() {
    without_third_layer
    settings '[Service]' KillMode=process ExecStopPost=
    up
    kill -KILL "$(main_process)"
    wanted=-
    await at_rest || problem "the unit does not come to rest"
    await vips_are - || problem "VIPs are left"
}

row only_hook "all processes killed while they are frozen, ExecStopPost= alone" hook supervise
row_only_hook() {
    without_third_layer
    up
    kill_frozen
    over
}

row only_third "cgroup.kill, OnFailure= alone" hook supervise
row_only_third() {
    settings '[Service]' ExecStopPost=
    up
    kill_cgroup
    over
}

row only_timer "cgroup.kill, the timer alone" hook supervise
row_only_timer() {
    without_third_layer
    settings '[Service]' ExecStopPost=
    up
    kill_cgroup
    await at_rest || problem "the unit does not come to rest"
    vips_are ABCD || problem "the row is pointless: $(vips) is left before the timer elapses"
    let_the_timer_elapse
    over
}

# The kernel alone does it. C is an IPv6 address with a route to its subnet, which gets no lease.
# The lease comes a moment after the VIPs.
are_leased() {
    local letter
    for letter in A B D; do
        ip -oneline address show dev eth0 to "${vip[$letter]%/*}" | grep -q 'valid_lft [0-9]' || return 1
    done
}

row only_lease "cgroup.kill, neither hook nor third layer: \`--lease 5\` alone (IPv4)" supervise
row_only_lease() {
    without_third_layer
    local more_settings=(ExecStopPost=)
    run_with --lease 5
    declare_vips ABD
    up ABD
    await are_leased || problem "there is no lease"
    kill_cgroup
    wanted=-
    await at_rest || problem "the unit does not come to rest"
    vips_are - && problem "the row is pointless: nothing is left before the lease ends"
    await vips_are - || problem "VIPs are left"
}

# ---- several units, instances, network namespaces -------------------------------------------------------------

# keepalived@a holds A and B, keepalived@b holds E.
row two_units "two instances of one unit, cgroup.kill of the first, then of the second"
row_two_units() {
    measured=keepalived@a.service
    declare_vips AB /etc/keepalived/a.conf 61
    declare_vips E /etc/keepalived/b.conf 62
    if ! install_vipwarden keepalived@a.service || ! install_vipwarden keepalived@b.service; then
        problem "vipwarden install failed"
    fi
    systemctl start keepalived@a keepalived@b || problem "systemctl start failed"
    await vips_are ABE || problem "did not come up with ABE"
    kill_cgroup keepalived@a.service
    await state_is failed keepalived@a || problem "the first does not come to rest"
    wanted=E
    ! ours || await vips_are E || problem "not only E is left"
    state_is active keepalived@b || problem "the second has ended too"
    kill_cgroup keepalived@b.service
    wanted=-
    await state_is failed keepalived@b || problem "the second does not come to rest"
    ! ours || await vips_are - || problem "VIPs are left"
}

# A forking keepalived has to write its pid where the unit expects it, also in an instance or a namespace.
name_pid_file() {
    [ "$shape" = rhel8 ] || return 0
    keep_aside /etc/sysconfig/keepalived
    echo 'KEEPALIVED_OPTIONS="-D -p /run/keepalived.pid"' >/etc/sysconfig/keepalived
}

row instance "\`instance\` in the configuration, deleted, cgroup.kill"
row_instance() {
    name_pid_file
    declare_vips ABCD "$config" 51 eth0 'global_defs {
 vrrp_version 3
}
instance left'
    up
    rm "$config"
    kill_cgroup
    over
}

vips_in_blue_are() { [ "$(ip netns exec blue bash -c '. /box/faults/host.sh; vips blue0' 2>/dev/null)" = "$1" ]; }

# make_blue: a network namespace with an interface, and a configuration that lives there
make_blue() {
    name_pid_file
    ip netns add blue
    ip -n blue link add blue0 type veth peer name blue1
    ip -n blue link set blue0 up
    ip -n blue link set blue1 up
    ip -n blue address add 10.9.0.1/24 dev blue0
    declare_vips ABD "$config" 51 blue0 'net_namespace blue'
    systemctl start "$unit" || problem "systemctl start failed"
    await vips_in_blue_are ABD || problem "did not come up in the namespace"
}

row net_namespace "\`net_namespace\`, configuration deleted, cgroup.kill"
row_net_namespace() {
    make_blue
    rm "$config"
    kill_cgroup
    await at_rest || problem "the unit does not come to rest"
    wanted=-
    if ours; then
        await vips_in_blue_are - || problem "VIPs are left in the namespace"
        says 'removed .* from blue0'
    elif ! vips_in_blue_are -; then
        elsewhere=ABD
    fi
    ip netns del blue
}

row net_namespace_gone "\`net_namespace\` deleted while it runs, SIGKILL to all"
row_net_namespace_gone() {
    make_blue
    ip netns del blue
    kill_frozen
    await at_rest || problem "the unit does not come to rest"
    wanted=-
    ended hook=signal/9 supervise=signal/9
    says 'there is no network namespace blue: its addresses are gone with it'
}
