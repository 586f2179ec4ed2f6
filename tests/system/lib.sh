# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the scripts in the box share: a host with one address, keepalived's configuration, and checks.

config=/etc/keepalived/keepalived.conf
failures=0

make_host() {
    if ! systemctl cat keepalived >/dev/null 2>&1; then
        echo "SKIPPED-CAPABILITY: no keepalived.service is installed"
        exit 77
    fi
    ip link add eth0 type veth peer name peer0
    ip link set peer0 up
    ip link set eth0 up
    ip address add 10.9.0.1/24 dev eth0
}

# declare_vips VIP...: MASTER in about 0.4 s
declare_vips() {
    {
        printf 'vrrp_instance V1 {\n state MASTER\n interface eth0\n virtual_router_id 51\n version 3\n'
        printf ' priority 150\n advert_int 0.1\n virtual_ipaddress {\n'
        printf '  %s\n' "$@"
        printf ' }\n}\n'
    } >$config
}

addresses() { ip -4 -oneline address show dev eth0 | awk '{ print $4 }' | sort | paste -sd' '; }

property() { systemctl show --value --property "$1" keepalived; }

# await SECONDS COMMAND...: until it succeeds
await() {
    local left=$(($1 * 20))
    shift
    until "$@"; do
        [ $((left -= 1)) -gt 0 ] || return 1
        sleep 0.05
    done
}

has() { [ "$(addresses)" = "$*" ]; }
is_state() { [ "$(property ActiveState)" = "$1" ]; }

# check WHAT COMMAND...
check() {
    local what=$1
    shift
    if "$@"; then
        echo "ok - $what"
    else
        echo "FAILED - $what"
        printf '    failed: %s\n    eth0: %s\n' "$*" "$(addresses)"
        systemctl status --no-pager --full --lines=30 keepalived | sed 's/^/    /'
        failures=$((failures + 1))
    fi
}

# start_with VIP...: the service is up and all of them are on eth0
start_with() {
    declare_vips "$@"
    systemctl reset-failed keepalived
    check "systemctl start succeeds" systemctl start keepalived
    check "the unit is active" is_state active
    # shellcheck disable=SC2046  # sorted, a word each
    check "the VIPs are up" await 10 has $(printf '%s\n' 10.9.0.1/24 "$@" | sort)
}

# All processes of the unit at one instant (cgroups(7), cgroup.kill).
kill_cgroup() { echo 1 >"/sys/fs/cgroup$(property ControlGroup)/cgroup.kill"; }

# To systemd 257 a unit that has died so is frozen for ever (FreezerState=), and is not started until it was forgotten:
# vipwarden-thaw(8).
forget_that_it_was_frozen() {
    systemctl disable --quiet keepalived.service
    systemctl stop vipwarden-check@keepalived.service.timer 2>/dev/null
    systemctl reset-failed keepalived.service
    systemctl daemon-reload
}

expect_no_vip() {
    check "no VIP is left, the host's own address is" await 10 has 10.9.0.1/24
    check "the unit has ended" await 10 not_running
}
not_running() { is_state inactive || is_state failed; }

finish() {
    [ "$failures" = 0 ]
    exit
}
