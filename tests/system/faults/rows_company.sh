# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# Rows: host addresses in danger, other instances, hooks that meet, and each layer alone.

# What renewing the host's addresses while keepalived runs makes of them: A is the primary of the subnet, and with
# promote_secondaries 0 whoever removes A removes them too. keepalived has another source address.
up_then_renew_host() {
    local switch=/proc/sys/net/ipv4/conf/eth0/promote_secondaries was
    reset_addresses 10.9.1.1/24
    echo 0 >"$switch"
    up
    was=$(cat "$switch")
    echo 1 >"$switch"
    ip address del 10.9.0.2/24 dev eth0
    ip address del 10.9.0.1/24 dev eth0
    echo "$was" >"$switch"
    ip address add 10.9.0.1/24 dev eth0
    ip address add 10.9.0.2/24 dev eth0
    ip -oneline address show dev eth0 to 10.9.0.1 | grep -q secondary || problem "the row is pointless: no secondary"
}

promotion_is_restored() {
    ours && [ "$(cat /proc/sys/net/ipv4/conf/eth0/promote_secondaries)" != 0 ] && problem "promote_secondaries stays on"
}

row promotion_stop "promote_secondaries 0, A is the primary of the host's addresses, \`systemctl stop\`"
row_promotion_stop() {
    up_then_renew_host
    systemctl stop "$unit"
    over
    promotion_is_restored
}

row promotion_kill "promote_secondaries 0, A is the primary of the host's addresses, cgroup.kill"
row_promotion_kill() {
    up_then_renew_host
    kill_cgroup
    over
    promotion_is_restored
}

row promotion_kill_each "promote_secondaries 0, A is the primary of the host's addresses, \`systemctl kill -s KILL\`"
row_promotion_kill_each() {
    up_then_renew_host
    systemctl kill --signal=KILL "$unit"
    over
    promotion_is_restored
}

# Another keepalived in a service of its own, with other VIPs.
start_other() {
    declare_vips E /etc/keepalived/other.conf 52
    systemd-run --quiet --unit=other --service-type=exec /usr/sbin/keepalived --dont-fork --vrrp \
        --use-file=/etc/keepalived/other.conf --pid=/run/other.pid --vrrp_pid=/run/other-vrrp.pid
    await vips_are "$1" || problem "the other keepalived does not come up"
}

# Nothing moves, but for the other keepalived.
only_other_runs() { state_is '@(inactive|failed)' && state_is active other; }

row second_keepalived "SIGKILL to all, while another keepalived holds E"
row_second_keepalived() {
    up
    start_other ABCDE
    systemctl kill --signal=KILL "$unit"
    wanted=E
    await only_other_runs || problem "not only the other runs"
    ! ours || await vips_are E || problem "not only E is left"
    systemctl stop other
}

row two_hooks "two releases at once" hook supervise
row_two_hooks() {
    local first second
    leave_vips
    $vipwarden release >/dev/null 2>&1 &
    first=$!
    $vipwarden release >/dev/null 2>&1 &
    second=$!
    wait $first || problem "the first release ended with $?"
    wait $second || problem "the second release ended with $?"
    wanted=-
}

row hook_while_up "a release while keepalived starts, and while it is up" hook supervise
row_hook_while_up() {
    wanted=ABCD
    systemctl start --no-block "$unit"
    for _ in {1..5}; do
        $vipwarden release >/dev/null 2>&1
    done
    runs ABCD
    $vipwarden release >/dev/null 2>&1
    vips_are ABCD || problem "a release took VIPs of a live keepalived"
    systemctl stop "$unit"
    over
    ended hook=success/0 supervise=success/0
}
