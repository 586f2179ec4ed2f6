#!/bin/bash
# SPDX-License-Identifier: MIT
# What every verb prints with --json, and the snapshots, held against docs/schema: on real keepalived, in network, mount
# and process namespaces of its own. What needs systemd is held against them in tests/system/install.sh.
# Usage: json_test.sh SOURCE_DIR VIPWARDEN      (as root)
set -uo pipefail

source=${1:?source directory}
vipwarden=$(readlink -f "${2:?path to vipwarden}")
skip() { echo "SKIPPED-CAPABILITY: $*"; exit 77; }
if [ "${3:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || skip "namespaces need root"
    command -v keepalived >/dev/null || skip "keepalived is not installed"
    python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
    exec unshare --net --mount --pid --fork --kill-child --mount-proc "$0" "$source" "$vipwarden" inside
fi

mount -t tmpfs none /run # snapshots and pid files, away from the host's
config=/run/keepalived.conf
log=/run/log
failed=/run/failed # is_as runs in subshells

# is_as SCHEMA CONDITION: standard input is such a document, and not an empty one
is_as() {
    local document
    document=$(cat)
    echo "$1" >>/run/seen
    "$source/tests/docs/schema.py" validate "$source" "$@" <<<"$document" >/run/said 2>&1 && echo "ok - $1: $2" && return
    printf 'FAILED - %s: %s\n' "$1" "$2" | tee -a $failed
    cat /run/said
    tail -n 20 $log
    printf '%s\n' "$document"
}
await() { # until COMMAND succeeds; 20 s at most
    for _ in $(seq 400); do "$@" && return; sleep 0.05; done
    echo "waited in vain for: $*"
    cat $log
    exit 1
}
say() { "$vipwarden" "$@" --json 2>>$log; }

mkdir /run/netns
ip netns add other
ip link set lo up
ip link add eth0 type veth peer name eth0 netns other
ip netns exec other ip link set eth0 address 00:00:5e:00:01:33 up
ip link set eth0 up
ip address add 10.9.0.1/24 dev eth0
ip netns exec other ip address add 10.9.0.50/24 dev eth0

cat >$config <<'END'
vrrp_instance V1 {
    interface eth0
    state MASTER
    virtual_router_id 51
    priority 150
    version 3
    advert_int 0.1
    virtual_ipaddress {
        10.9.0.100/32 label eth0:1
        10.9.1.1 peer 10.9.1.2/32
    }
    virtual_routes {
        10.9.7.0/24 dev eth0
    }
    virtual_rules {
        from 10.9.0.100 table 77 priority 77
    }
}
vrrp_instance V2 {
    interface eth0
    state MASTER
    use_vmac
    virtual_router_id 52
    priority 150
    version 3
    advert_int 0.1
    virtual_ipaddress {
        10.9.2.1/32
    }
}
END
# shellcheck disable=SC2317  # await calls it
is_up() { [ "$(ip -4 address show | grep -cE '10\.9\.(0\.100|1\.1|2\.1)[ /]')" = 3 ] && ip route | grep -q 10.9.7.0; }
start() {
    "$vipwarden" run --json -- -f $config --vrrp --log-console --no-syslog >/run/run.json 2>>$log &
    wrapper=$!
    await is_up
}

echo "# while keepalived runs"
start
for file in /run/vipwarden/*.json; do
    is_as snapshot-file 'd["baseline"] and d["routing"]["rules"] and d["devices"] and d["keepalived"]' <"$file"
done
say list -f $config | is_as list 'any(a["holder"] for a in t["addresses"]) and t["routing"]'
say check -f $config | is_as check 't["state"] == "ok" and d["vips"]'
kill -TERM $wrapper
wait $wrapper
is_as run 't["clean"] and t["has_snapshot"]' </run/run.json

echo "# after everything was killed"
start
parent=$(pgrep -P $wrapper)
# shellcheck disable=SC2046  # a word each
kill -STOP $wrapper "$parent" $(pgrep -P "$parent") && kill -KILL $wrapper "$parent" $(pgrep -P "$parent")
wait $wrapper 2>/dev/null
ip address add 10.9.0.100/24 dev eth0
ip address add 127.0.0.7/32 dev lo
cat >>$config <<'END'
vrrp_instance V3 {
    interface nope0
    virtual_router_id 53
    virtual_ipaddress {
        10.9.3.1
    }
}
END
say list -f $config | is_as list 'any(a["verdict"] == "leftover" for a in t["addresses"])'
say list --strict -f $config | is_as list-strict 't["refused"] and t["refusals"]'
say list --strict -f $config --keepalived-version 2.2.7 -s other | is_as list-strict 't["net_namespace"] == "other"'
say check -f $config --probe | is_as check 'd["status"] == "critical" and d["findings"] and d["targets"][0]["remove"]'
say check -f /run/nope | is_as check 'd["status"] == "unknown" and not d["targets"]'
say release --dry-run -f $config --keep 10.9.1.1 |
    is_as release-dry-run \
        't["remove"] and t["keep"] and t["delete_links"] and t["remove_routing"] and t["without_interface"]'
say decommission --dry-run -f $config | is_as decommission 't["dry_run"] and t["items"]'
say release -f $config | is_as release 't["removed"] and t["deleted_links"] and t["removed_routing"] and t["rounds"]'
say decommission --yes -f $config | is_as decommission 'not t["dry_run"] and t["counts"]["FAIL"]'

echo "# hooks"
sed -i '/V3/,$d' $config
say snapshot -f $config | is_as snapshot 't["baseline"] and t["vips"]'

echo "# who answers"
say probe 10.9.0.50 10.9.0.1 10.9.0.77 --window 0.3 |
    is_as probe 'len(d["targets"]) == 3 and t["asked"][0]["answers"][0]["vrid"] == 51'
say probe 10.9.0.1 -i lo --expect none --window 0.3 | is_as probe 't["asked"][0]["obstacle"] and t["as_expected"] is None'

echo "# every verb"
for verb in $("$vipwarden" --help | awk '/^Subcommands:/ { inside = 1; next } inside && NF { print $1 }'); do
    "$vipwarden" "$verb" --help | grep -q '^  --json' || continue
    [[ $verb == *install ]] || grep -qx "$verb" /run/seen ||
        echo "FAILED - nothing of $verb was looked at" | tee -a $failed
done
[ ! -e $failed ]
