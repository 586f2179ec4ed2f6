# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the scripts of the Debian package share, in the box: dpkg with a copy of this machine's database, and two versions.
# shellcheck disable=SC2034,SC2154  # the scripts use them, and set $stock
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

unit=keepalived.service
drop_in=/etc/systemd/system/$unit.d/60-vipwarden.conf
timer=vipwarden-check@$unit.timer
output=/box/dpkg-output
package=/box/vipwarden.deb
newer=/box/newer.deb
[ -s $package ] || { echo "SKIPPED-CAPABILITY: the package could not be built"; exit 77; }
version=$(dpkg-deb --field "$package" Version)
newer_version=${version//[0-9]/9}
export DEBIAN_FRONTEND=noninteractive

# What this machine may have set for other packages: no services, no documents, man pages that are indexed (takes time).
rm -f /usr/sbin/policy-rc.d /etc/dpkg/dpkg.cfg.d/* /var/lib/dpkg/info/man-db.triggers
sed -i '/ man-db$/d' /var/lib/dpkg/triggers/File

# The same package as a later version: another program, and another unit.
make_newer() {
    local tree=/box/newer
    dpkg-deb --raw-extract "$package" $tree
    sed -i "s/^Version: .*/Version: $newer_version/" $tree/DEBIAN/control
    sed -i "s/vipwarden ${version//./\\.}/vipwarden $newer_version/" $tree/usr/sbin/vipwarden $tree/usr/libexec/vipwarden/*
    sed -i 's/^Description=.*/& (newer)/' $tree/usr/lib/systemd/system/vipwarden-*
    (cd $tree && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)
    dpkg-deb --root-owner-group -Znone --build $tree $newer >/dev/null
}

# dpkg OPTION...: its output is kept in $output
dpkg() { command dpkg "$@" >$output 2>&1 || { local status=$?; sed 's/^/    /' $output; return $status; }; }
quietly() { "$@" >/box/quiet 2>&1 || { local status=$?; sed 's/^/    /' /box/quiet; return $status; }; }
says() { grep -qF -- "$1" $output; }
fails() { ! "$@"; }
is_gone() { [ ! -e "$1" ]; }
is_version() { [ "$(/usr/sbin/vipwarden --version)" = "vipwarden $1" ]; }
is_installed() { [ "$(dpkg-query --show --showformat '${db:Status-Status}' vipwarden 2>/dev/null)" = installed ]; }
main_process() {
    local program
    program=$(readlink "/proc/$(property MainPID)/exe")
    echo "${program% (deleted)}"
}
main_process_is() { [ "$(main_process)" = "$1" ]; }
properties() {
    systemctl show $unit --property Type,PIDFile,KillMode,NotifyAccess,TimeoutStopUSec,DropInPaths,OnFailure
    systemctl show $unit --property ExecStartPre,ExecStart,ExecReload,ExecStopPost | sed 's/ ; start_time=.*//'
}
is_stock() { [ "$(properties)" = "$stock" ] && [ -z "$(property DropInPaths)" ]; }
# runs_on PID: still the same process, still with its VIPs
runs_on() { [ "$(property MainPID)" = "$1" ] && is_state active && has 10.9.0.1/24 10.9.0.100/32; }
up() { await 10 has 10.9.0.1/24 10.9.0.100/32; }
# Nothing of vipwarden runs, waits for its time, or has failed.
nothing_runs() {
    ! pgrep -f '^[^ ]*vipwarden' && [ -z "$(systemctl list-units --all --plain --no-legend 'vipwarden*')" ] &&
        [ -z "$(find /etc/systemd -name '*vipwarden*')" ]
}
install_part() { # MODE
    check "install --mode $1 ends well" quietly vipwarden install --mode "$1"
    start_with 10.9.0.100/32
}
