#!/bin/bash
# SPDX-License-Identifier: MIT
# Boots a throw-away container with a real systemd, runs one script in it as a service, and ends with that
# script's exit status.
#
#   box.sh SCRIPT [SOURCE:DESTINATION ...]
#
# The container's root is this machine's own root, read-only below an overlay on a tmpfs: nothing has to be
# installed or downloaded, and nothing that happens inside stays. It has a network, a PID namespace and cgroups
# of its own; SOURCE files are copied to DESTINATION in it before it boots. SCRIPT's output and, if it fails,
# the journal are printed. Exit 77 with "SKIPPED-CAPABILITY:" if this machine can't run such a container.
#
# BOX_TIMEOUT: seconds that SCRIPT may take (60); the whole container is killed 20 s after that.
set -u

self=$(readlink -f "$0")
timeout=${BOX_TIMEOUT:-60}
cgroups=()
container=

skip() {
    echo "SKIPPED-CAPABILITY: $*"
    exit 77
}

# Every hierarchy in which systemd keeps its tree: v2, and name=systemd of v1 where that is mounted (cgroups(7)).
find_hierarchies() {
    awk '$3 == "cgroup2" || ($3 == "cgroup" && $4 ~ /name=systemd/) { print $2 }' /proc/self/mounts
}

check_machine() {
    [ "$(id -u)" = 0 ] || skip "a container needs root"
    local program
    for program in systemd-nspawn unshare setpriv; do
        command -v "$program" >/dev/null || skip "$program is not installed (Debian: systemd-container, util-linux)"
    done
    [ -x /lib/systemd/systemd ] || skip "systemd is not installed"
    [ -n "$(find_hierarchies)" ] || skip "no cgroup hierarchy for systemd is mounted"
    unshare --mount --pid --fork --net --mount-proc true 2>/dev/null || skip "no new mount, PID and network namespaces"
}

# Whatever this machine lets us have: MemoryMax= needs the memory controller (cgroups(7)).
hand_down_controllers() {
    local controller controllers
    read -ra controllers <"$1/cgroup.controllers"
    for controller in "${controllers[@]}"; do
        echo "+$controller" >"$1/cgroup.subtree_control"
    done
} 2>/dev/null

# A container in the caller's cgroup would share its tree of unit cgroups with every other one started there.
make_cgroups() {
    local hierarchy group
    for hierarchy in $(find_hierarchies); do
        group=$hierarchy/vipwarden-box-$$
        mkdir -p "$group/inside" 2>/dev/null || skip "can't make a cgroup in $hierarchy"
        cgroups+=("$group")
        hand_down_controllers "$group"
    done
}

# By the time this runs every process of the container is dead; the kernel may need a moment to let go of them.
remove_cgroups() {
    local group
    for group in "${cgroups[@]}"; do
        for _ in {1..100}; do
            find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
            sleep 0.05
        done
        [ ! -d "$group" ] || echo "box.sh: $group is left behind" >&2
    done
}

end() {
    [ -z "$container" ] || kill -KILL "$container" 2>/dev/null
    remove_cgroups
}

# What a killed box.sh could not remove: cgroups without any process, of a box.sh that is gone.
remove_stale_cgroups() {
    local group
    for group in $(find_hierarchies | sed 's,$,/vipwarden-box-*,'); do
        [ -d "$group" ] && [ ! -d "/proc/${group##*-}" ] && cgroups+=("$group")
    done
    remove_cgroups
    cgroups=()
}

# ---- inside of the private mount and PID namespace ------------------------------------------------------------

# Units that a test has no use for; most would fail or wait in a container, or take time.
useless_units="systemd-logind.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service
    systemd-hwdb-update.service systemd-journal-catalog-update.service systemd-update-done.service
    systemd-update-utmp.service systemd-sysusers.service systemd-firstboot.service systemd-pstore.service
    systemd-random-seed.service systemd-boot-random-seed.service systemd-machine-id-commit.service
    systemd-modules-load.service systemd-sysctl.service systemd-remount-fs.service systemd-udevd.service
    systemd-udev-trigger.service systemd-tmpfiles-setup-dev.service systemd-network-generator.service ldconfig.service
    networking.service dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount
    sys-kernel-config.mount sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount swap.target
    cryptsetup.target integritysetup.target veritysetup.target getty.target remote-fs.target timers.target
    network-online.target"

mount_root() {
    # nspawn locks its root and writes to /run; both stay in here.
    mount -t tmpfs -o mode=0755 none /run || exit 1
    mkdir -p /run/systemd/nspawn /run/box/{upper,work,root} || exit 1
    mount -t overlay -o lowerdir=/,upperdir=/run/box/upper,workdir=/run/box/work none /run/box/root ||
        skip "no overlay over this machine's root"
}

write_units() {
    local root=$1 unit
    mkdir -p "$root/etc/systemd/system"
    for unit in $useless_units; do
        ln -sfn /dev/null "$root/etc/systemd/system/$unit"
    done
    # The container's exit status is that of the script (systemd.unit(5), FailureAction=).
    cat >"$root/etc/systemd/system/box.service" <<UNIT
[Unit]
Description=The test
SuccessAction=exit-force
FailureAction=exit-force

[Service]
Type=oneshot
ExecStart=/box/script
TimeoutStartSec=$timeout
StandardOutput=append:/box/output
StandardError=append:/box/output
UNIT
    cat >"$root/etc/systemd/system/box.target" <<'UNIT'
[Unit]
Description=Where the box boots to
Requires=basic.target box.service
After=basic.target
UNIT
    ln -sfn box.target "$root/etc/systemd/system/default.target"
}

fill_root() {
    local root=$1 script=$2 copy
    shift 2
    # An empty machine-id would mean "first boot", and every unit would be enabled (machine-id(5)).
    tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    mkdir -p "$root/box"
    install -m 0755 "$script" "$root/box/script" || exit 1
    for copy in "$@"; do
        install -D -m "$(stat -c %a "${copy%%:*}")" "${copy%%:*}" "$root${copy#*:}" || exit 1
    done
    write_units "$root"
}

boot() {
    local root=/run/box/root group status
    mount_root
    fill_root "$root" "$@"
    for group in ${BOX_CGROUPS}; do
        echo 0 >"$group/inside/cgroup.procs" || exit 1
    done
    # 133: the container wants to boot again (systemd-nspawn(1), --keep-unit).
    status=133
    while [ $status = 133 ]; do
        # Pure cgroup v2 inside, whatever this machine has: only there is a unit killed at one instant.
        SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --directory="$root" --machine=box \
            --private-network --register=no --keep-unit --link-journal=no --capability=all --resolv-conf=off \
            --timezone=off --console=pipe --boot systemd.show_status=0 systemd.log_target=journal \
            >>/run/box/console 2>&1 </dev/null
        status=$?
    done
    cat "$root/box/output" 2>/dev/null
    if [ $status != 0 ] && [ $status != 77 ]; then
        echo "---- box.sh: ended with $status; console:"
        cat /run/box/console
        echo "---- box.sh: journal:"
        journalctl --directory="$root/var/log/journal" --no-pager --quiet --output=short-monotonic 2>/dev/null
    fi
    exit $status
}

# ---- outside --------------------------------------------------------------------------------------------------

if [ "${1:-}" = --boot ]; then
    shift
    boot "$@"
fi
[ $# -ge 1 ] || { echo "usage: box.sh SCRIPT [SOURCE:DESTINATION ...]" >&2; exit 64; }
check_machine
remove_stale_cgroups
trap end EXIT
trap 'exit 143' TERM INT
make_cgroups
# The PID namespace dies with unshare (--kill-child), unshare with this script (--pdeathsig) or at the timeout;
# its mounts die with it.
BOX_CGROUPS="${cgroups[*]}" setpriv --pdeathsig KILL \
    timeout --foreground --signal KILL $((timeout + 20)) \
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
    "$self" --boot "$@" &
container=$!
wait $container
