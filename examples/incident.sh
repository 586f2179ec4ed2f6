#!/bin/bash
# SPDX-License-Identifier: MIT
# The incident and its cure, on real keepalived: VIPs come up, everything is killed at one instant, the VIPs stay
# on the interface beside the host's own address, and `vipwarden release` removes them and nothing else.
# Everything happens in network, mount and process namespaces of its own, which end with this script.
# Usage: incident.sh PATH_TO_VIPWARDEN      (as root)
set -euo pipefail

vipwarden=$(readlink -f "${1:?path to vipwarden}")
if [ "${2:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || { echo "incident.sh: must be root, to make namespaces" >&2; exit 77; }
    exec unshare --net --mount --pid --fork --kill-child --mount-proc "$0" "$vipwarden" inside
fi

say() { printf '\n== %s\n' "$*"; }
addresses() { ip -brief address show dev eno1; }

await() { # until COMMAND succeeds; 20 s at most
    for _ in $(seq 400); do "$@" && return; sleep 0.05; done
    echo "incident.sh: waited in vain for: $*" >&2
    cat /run/log >&2
    exit 1
}
has_both_vips() { [ "$(addresses | grep -oE '172\.31\.161\.4[12]/32' | wc -l)" = 2 ]; }

mount -t tmpfs none /run    # all files of this demonstration, away from the host's
ip link set lo up
ip link add eno1 type veth peer name peer0
ip link set peer0 up
ip link set eno1 up
ip address add 172.31.161.38/24 dev eno1

cat > /run/keepalived.conf <<'EOF'
vrrp_instance nginx {
    interface eno1
    state MASTER
    virtual_router_id 41
    priority 150
    version 3
    advert_int 0.1
    virtual_ipaddress {
        172.31.161.41
        172.31.161.42 label eno1::1
    }
}
EOF

say "the host's own address, before anything starts"
addresses

say "vipwarden run starts keepalived, which becomes MASTER"
"$vipwarden" run -- -f /run/keepalived.conf --vrrp --log-console --no-syslog >/run/log 2>&1 &
wrapper=$!
await has_both_vips
addresses

say "everything is killed at one instant, vipwarden included: nobody can clean up"
parent=$(pgrep -P "$wrapper")
child=$(pgrep -P "$parent")
kill -STOP "$wrapper" "$parent" "$child"
kill -KILL "$wrapper" "$parent" "$child"
wait "$wrapper" 2>/dev/null || true
addresses

say "vipwarden release --dry-run shows what it would do"
"$vipwarden" release -f /run/keepalived.conf --dry-run

say "vipwarden release"
"$vipwarden" release -f /run/keepalived.conf

say "what is left: the host's own address, and only that"
addresses
if has_both_vips || ! addresses | grep -q '172\.31\.161\.38/24'; then
    echo "incident.sh: FAILED" >&2
    exit 1
fi

say "a second release finds nothing to do"
"$vipwarden" release -f /run/keepalived.conf
