# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Throw-away machines with a real systemd: what box.sh (one of them) and pair.sh (two on one network) share.
#
# A machine's root is this machine's own root, read-only below an overlay on a tmpfs: nothing has to be installed
# or downloaded, and nothing that happens inside stays. All processes live in one PID namespace, all mounts in one
# mount namespace: the kernel ends both with the script that made them, however that one ends.

cgroups=()
enclosed=

skip() {
    echo "SKIPPED-CAPABILITY: $*"
    exit 77
}

# ---- outside --------------------------------------------------------------------------------------------------

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

# make_cgroups NAME...: one for each machine. A machine in the caller's cgroup would share its tree of unit cgroups
# with every other one that was started there.
make_cgroups() {
    local hierarchy group lock
    trap end EXIT
    trap 'exit 143' TERM INT
    for hierarchy in $(find_hierarchies); do
        group=$hierarchy/vipwarden-box-$(stat --dereference --format %i /proc/self/ns/pid)-$$ # unique where PID namespaces share it
        mkdir -p "${@/#/$group/}" 2>/dev/null || skip "can't make a cgroup in $hierarchy"
        cgroups+=("$group")
        exec {lock}<"$group"
        flock "$lock"
        hand_down_controllers "$group"
    done
}

# By the time this runs every process in them is dead; the kernel may need a moment to let go of them.
remove_cgroups() {
    local group
    for group in "${cgroups[@]}"; do
        for _ in {1..100}; do
            find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
            sleep 0.05
        done
        [ ! -d "$group" ] || echo "${0##*/}: $group is left behind" >&2
    done
}

# What a killed script could not remove: cgroups without any process, of a script that is gone. The lock is for scripts in
# other PID namespaces.
remove_stale_cgroups() {
    local group
    for group in $(find_hierarchies | sed 's,$,/vipwarden-box-*,'); do
        [ -d "$group" ] && [ ! -d "/proc/${group##*-}" ] && flock --nonblock "$group" true && cgroups+=("$group")
    done
    remove_cgroups
    cgroups=()
}

end() {
    [ -z "$enclosed" ] || kill -KILL "$enclosed" 2>/dev/null
    remove_cgroups
}

# enclose SECONDS COMMAND...: in mount, PID and network namespaces of its own, which end with this script or when
# the time is up; afterwards nothing is left. COMMAND's status.
enclose() {
    local seconds=$1
    shift
    # The PID namespace dies with unshare (--kill-child), unshare with this script (--pdeathsig) or at the timeout;
    # its mounts die with it.
    BOX_CGROUPS="${cgroups[*]}" setpriv --pdeathsig KILL \
        timeout --foreground --signal KILL "$seconds" \
        setpriv --pdeathsig KILL unshare --mount --pid --net --fork --kill-child --mount-proc --propagation private \
        "$@" &
    enclosed=$!
    wait $enclosed
}

# ---- inside of the namespaces that enclose() makes ------------------------------------------------------------

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

# nspawn locks a machine's root and writes to /run; both stay in here.
hide_run() {
    mount -t tmpfs -o mode=0755 none /run || exit 1
    mkdir -p /run/systemd/nspawn || exit 1
}

# make_root NAME [SOURCE:DESTINATION ...]: in /run/NAME/root, with a copy of each SOURCE; vipwarden comes with its other
# program, from beside it, to where that is installed
make_root() {
    local here=/run/$1 unit copy
    local root=$here/root
    shift
    mkdir -p "$here"/{upper,work,root} || exit 1
    mount -t overlay -o "lowerdir=/,upperdir=$here/upper,workdir=$here/work" none "$root" ||
        skip "no overlay over this machine's root"
    # An empty machine-id would mean "first boot", and every unit would be enabled (machine-id(5)).
    tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    for copy in "$@"; do
        install -D -m "$(stat -c %a "${copy%%:*}")" "${copy%%:*}" "$root${copy#*:}" || exit 1
        [ "${copy#*:}" != /usr/sbin/vipwarden ] ||
            install -D "${copy%vipwarden:*}vipwarden-all" "$root/usr/libexec/vipwarden/vipwarden-all" || exit 1
    done
    mkdir -p "$root/etc/systemd/system"
    for unit in $useless_units; do
        ln -sfn /dev/null "$root/etc/systemd/system/$unit"
    done
}

# boot_machine NAME [OPTION...]: from /run/NAME/root, as often as it wants; the status with which it has powered off.
# OPTION is one of systemd-nspawn(1).
boot_machine() {
    local name=$1 group status=133
    shift
    for group in ${BOX_CGROUPS}; do
        echo 0 >"$group/$name/cgroup.procs" || exit 1
    done
    # 133: the machine wants to boot again (systemd-nspawn(1), --keep-unit).
    while [ $status = 133 ]; do
        # Pure cgroup v2 inside, whatever this machine has: only there is a unit killed at one instant.
        SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --directory="/run/$name/root" --machine="$name" \
            --private-network --register=no --keep-unit --link-journal=no --capability=all --resolv-conf=off \
            --timezone=off --console=pipe "$@" --boot systemd.show_status=0 systemd.log_target=journal \
            >>"/run/$name/console" 2>&1 </dev/null
        status=$?
    done
    return $status
}

# show_journal NAME
show_journal() {
    echo "---- ${0##*/}: the console of $1:"
    cat "/run/$1/console"
    echo "---- ${0##*/}: the journal of $1:"
    journalctl --directory="/run/$1/root/var/log/journal" --no-pager --quiet --output=short-monotonic 2>/dev/null
}
