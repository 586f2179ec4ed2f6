#!/bin/bash
# SPDX-License-Identifier: MIT
# What examples/container promises, on real keepalived and a real OCI runtime (crun, which Docker and Podman can use
# too): with the entry point, capabilities, mounts and read-only root that its Dockerfile and compose.yaml name, and
# a root file system that holds nothing but keepalived, vipwarden and the libraries that these two load.
# All of it in namespaces of its own, where this script's network is "the host's".
# Usage: container_example.sh VIPWARDEN EXAMPLE_DIRECTORY CASE      (CASE: a function "case_..." below)
set -euo pipefail
vipwarden=$(realpath "${1:?path to vipwarden}")
example=$(realpath "${2:?path to examples/container}")
case=${3:?case}
here=$(dirname "$(realpath "$0")")
bundle=/run/bundle
root=$bundle/root
log=/run/log

skip() { echo "SKIPPED-CAPABILITY: $*"; exit 77; }
fail() {
    echo "FAILED: $*"
    ip address show dev eno1
    cat $log
    exit 1
}
await() { # until COMMAND succeeds; 20 s at most
    for _ in $(seq 400); do "$@" && return; sleep 0.05; done
    fail "waited in vain for: $*"
}

if [ "${4:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || skip "a container needs root"
    for program in crun keepalived unshare; do
        command -v $program >/dev/null || skip "$program is not installed"
    done
    /usr/bin/python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not installed"
    unshare --net --mount --pid --fork --mount-proc true 2>/dev/null || skip "no new namespaces"
    exec unshare --net --mount --pid --fork --kill-child --mount-proc "$0" "$vipwarden" "$example" "$case" inside
fi

# ---- the host ----------------------------------------------------------------------------------------------------

addresses() { ip -oneline -family inet address show dev eno1 | awk '{ print $4 }' | xargs; }
has() { [[ " $(addresses) " == *" $1 "* ]]; }
lacks() { ! has "$1"; }
expect_addresses() { [ "$(addresses)" = "$*" ] || fail "there should be: $*"; }
logged() { grep -q -e "$1" $log; }

make_host() {
    # Debian 13's keepalived does not start without this file of its package.
    local options=/etc/keepalived/keepalived.config-opts kept
    kept=$(cat $options 2>/dev/null || true)
    mount -t tmpfs none /run
    mount -t tmpfs none /etc/keepalived
    [ -z "$kept" ] || echo "$kept" >$options
    mount -t cgroup2 none /sys/fs/cgroup # crun does not want to see a machine with both versions
    mkdir /run/vipwarden
    ip link set lo up
    ip link add eno1 type veth peer name peer0
    ip link set peer0 up
    ip link set eno1 up
    ip address add 10.9.0.1/24 dev eno1
}

configure() { # VIP [LINE_OF_THE_INSTANCE]
    cat >/etc/keepalived/keepalived.conf <<EOF
${globals:-}
vrrp_instance nginx {
    interface eno1
    state MASTER
    virtual_router_id 41
    priority 150
    version 3
    advert_int 0.1
    virtual_ipaddress {
        $1
    }
    ${2:-}
}
EOF
}

# ---- the container -----------------------------------------------------------------------------------------------

make_image() { # with PROGRAM...
    local file
    mkdir -p $root/{dev,etc/keepalived,proc,run,sys,tmp}
    for file in "$@" $(ldd "$vipwarden" "$@" | grep -oE '/[^ :]+ ' | sort -u) /etc/passwd; do
        cp --dereference --parents "$file" $root
    done
    install -D "$vipwarden" $root/usr/sbin/vipwarden
}

start() { # [+CAPABILITY | -CAPABILITY ...]
    /usr/bin/python3 "$here/container_spec.py" "$example" $root "$@" >$bundle/config.json
    crun --cgroup-manager=disabled run --bundle $bundle --pid-file $bundle/pid vip >>$log 2>&1 &
    outside=$!
}
start_master() { start; await has 10.9.0.100/32; }
# As `docker kill --signal` does it.
send() { crun --cgroup-manager=disabled kill vip "$1"; }
on_host() { # STATUS VERB...
    local status=0
    "$vipwarden" "${@:2}" >>$log 2>&1 || status=$?
    [ $status = "$1" ] || fail "${*:2} on the host ended with $status instead of $1"
}
ends() { # STATUS
    local status=0
    wait "$outside" || status=$?
    [ "$status" = "$1" ] || fail "the container ended with $status instead of $1"
}

# ---- the promises ------------------------------------------------------------------------------------------------

case_stop() {
    configure 10.9.0.100
    start_master
    send TERM
    ends 0
    expect_addresses 10.9.0.1/24
}

case_reload() {
    configure 10.9.0.100
    start_master
    configure 10.9.0.101
    send HUP
    await has 10.9.0.101/32
    await lacks 10.9.0.100/32
    send TERM
    ends 0
    expect_addresses 10.9.0.1/24
}

case_host() { # what the timer on the host does, while the container lives and after it was killed
    configure 10.9.0.100
    start_master
    on_host 0 check --recorded
    on_host 0 release --recorded
    has 10.9.0.100/32 || fail "a release on the host has taken a VIP from a living container"
    send KILL
    ends 137
    expect_addresses 10.9.0.1/24 10.9.0.100/32
    on_host 2 check --recorded
    on_host 0 release --recorded
    expect_addresses 10.9.0.1/24
    on_host 0 check --recorded
}

case_next_start() {
    configure 10.9.0.100
    start_master
    send KILL
    ends 137
    expect_addresses 10.9.0.1/24 10.9.0.100/32
    configure 10.9.0.200
    start
    await has 10.9.0.200/32
    expect_addresses 10.9.0.1/24 10.9.0.200/32
}

case_lease() {
    configure 10.9.0.100
    start_master
    await logged 'lease: 1 VIPs'
    send KILL
    ends 137
    expect_addresses 10.9.0.1/24 10.9.0.100/32
    await lacks 10.9.0.100/32
    expect_addresses 10.9.0.1/24
}

case_bad_configuration() {
    echo 'vrrp_instance nginx { interface eno1' >/etc/keepalived/keepalived.conf
    start
    ends 2
    expect_addresses 10.9.0.1/24
}

case_no_configuration() {
    start
    ends 6
    expect_addresses 10.9.0.1/24
}

case_closed() { # nothing in the image can be written, and the capabilities are those of compose.yaml
    configure 10.9.0.100
    start_master
    local init
    init=$(cat $bundle/pid)
    touch "/proc/$init/root/run/x" || fail "/run can't be written"
    ! touch "/proc/$init/root/usr/sbin/x" 2>/dev/null || fail "the root file system can be written"
    ! touch "/proc/$init/root/etc/keepalived/x" 2>/dev/null || fail "the configuration can be written"
    grep -q '^CapBnd:.*0000000000003000$' "/proc/$init/status" || fail "other capabilities than NET_ADMIN, NET_RAW"
    grep -q '^NoNewPrivs:.*1$' "/proc/$init/status" || fail "privileges can be gained"
}

case_needs_net_raw() {
    configure 10.9.0.100
    start -NET_RAW
    ends 4
    logged 'permanent error missing permission' || fail "why did it end?"
    expect_addresses 10.9.0.1/24
}

case_needs_net_admin() {
    configure 10.9.0.100
    start -NET_ADMIN
    await logged 'Operation not permitted.*RTM_NEWADDR'
    expect_addresses 10.9.0.1/24
}

# What the README says that scripts of another user need, and what happens without.
globals_of_scripts='global_defs {
    script_user daemon
    enable_script_security
}
vrrp_script hangs {
    script "/usr/bin/sleep 600"
    interval 1
    timeout 1
}'
case_scripts() {
    globals=$globals_of_scripts configure 10.9.0.100 'track_script { hangs weight 5 }'
    make_image /usr/bin/sleep
    start +SETUID +SETGID +KILL +SYS_PTRACE
    await logged 'lease: 1 VIPs'
    await logged 'VRRP_Script(hangs) timed_out'
}
case_scripts_need_setuid() {
    globals=$globals_of_scripts configure 10.9.0.100 'track_script { hangs weight 5 }'
    make_image /usr/bin/sleep
    start -SETUID
    await logged 'Disabling track script hangs'
}
case_scripts_need_kill_and_ptrace() {
    globals=$globals_of_scripts configure 10.9.0.100 'track_script { hangs weight 5 }'
    make_image /usr/bin/sleep
    start +SETUID +SETGID
    await has 10.9.0.100/32
    await logged 'kill -15 of process .* failed with errno 1'
    ! logged 'lease: 1 VIPs' || fail "a lease without SYS_PTRACE: the README knows nothing of it"
}

make_host
make_image "$(command -v keepalived)"
touch $log
"case_$case"
