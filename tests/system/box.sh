#!/bin/bash
# SPDX-License-Identifier: MIT
# Boots a throw-away container with a real systemd, runs one script in it as a service, and ends with that
# script's exit status.
#
#   box.sh SCRIPT [SOURCE:DESTINATION ...]
#
# What the container is made of, see box_lib.sh. It has a network, a PID namespace and cgroups of its own; SOURCE
# files are copied to DESTINATION in it before it boots. SCRIPT's output and, if it fails, the journal are printed.
# Exit 77 with "SKIPPED-CAPABILITY:" if this machine can't run such a container.
#
# BOX_TIMEOUT: seconds that SCRIPT may take (60); the whole container is killed 20 s after that.
set -u

self=$(readlink -f "$0")
timeout=${BOX_TIMEOUT:-60}
# shellcheck source-path=SCRIPTDIR source=box_lib.sh
. "${self%/*}/box_lib.sh" || exit 1

write_units() {
    local units=/run/box/root/etc/systemd/system
    # The container's exit status is that of the script (systemd.unit(5), FailureAction=).
    cat >$units/box.service <<UNIT
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
    cat >$units/box.target <<'UNIT'
[Unit]
Description=Where the box boots to
Requires=basic.target box.service
After=basic.target
UNIT
    ln -sfn box.target $units/default.target
}

boot() {
    local script=$1 status
    shift
    hide_run
    make_root box "$@"
    install -D -m 0755 "$script" /run/box/root/box/script || exit 1
    write_units
    boot_machine box
    status=$?
    cat /run/box/root/box/output 2>/dev/null
    if [ $status != 0 ] && [ $status != 77 ]; then
        echo "---- box.sh: ended with $status"
        show_journal box
    fi
    exit $status
}

if [ "${1:-}" = --boot ]; then
    shift
    boot "$@"
fi
[ $# -ge 1 ] || { echo "usage: box.sh SCRIPT [SOURCE:DESTINATION ...]" >&2; exit 64; }
check_machine
remove_stale_cgroups
make_cgroups box
enclose $((timeout + 20)) "$self" --boot "$@"
