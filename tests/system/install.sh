#!/bin/bash
# SPDX-License-Identifier: MIT
# vipwarden install, uninstall and check under a real systemd: on the distribution's own unit, on the shapes of the
# units of other distributions, and what the units beside it heal when the hook of the unit itself can't.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. /box/lib.sh

unit=keepalived.service
drop_in=/etc/systemd/system/$unit.d/60-vipwarden.conf
timer=vipwarden-check@$unit.timer
thaw=vipwarden-thaw@$unit.service
output=/tmp/output

main_process_is() { [ "$(readlink "/proc/$(property MainPID)/exe")" = "$1" ]; }
says() { grep -qF -- "$1" $output; }
vipwarden() { /usr/sbin/vipwarden "$@" >$output 2>&1; }
# ends_with STATUS ARGUMENT...: of vipwarden
ends_with() {
    local wanted=$1 status
    shift
    vipwarden "$@"
    status=$?
    [ $status = "$wanted" ] || { echo "vipwarden $* ended with $status:"; cat $output; return 1; }
}
properties() { systemctl show $unit --property Type,PIDFile,KillMode,NotifyAccess,User,DropInPaths,OnFailure; commands; }
# Without what changes with each start: times and the process.
commands() {
    systemctl show $unit --property ExecStartPre,ExecStart,ExecReload,ExecStopPost | sed 's/ ; start_time=.*//'
}
is_verified() { # systemd-analyze complains about no file of ours
    systemd-analyze verify --man=no "$@" >$output 2>&1
    ! grep -E 'keepalived|vipwarden' $output
}
fails() { ! "$@"; }
# is_documented VERB ARGUMENT...: what it prints with --json is as docs/schema has it
is_documented() {
    /usr/sbin/vipwarden "$@" --json 2>$output | /box/schema.py validate /box "$1" >>$output ||
        grep '^SKIPPED-CAPABILITY:' $output || { cat $output; return 1; }
}
is_gone() { [ ! -e "$1" ]; }

make_host

echo "# a dry run"
stock=$(properties)
check "a dry run ends well" ends_with 0 install --mode supervise --dry-run
check "it shows the difference" says "+ExecStart=/usr/sbin/vipwarden run -- /usr/sbin/keepalived --dont-fork \$DAEMON_ARGS"
check "it writes nothing" is_gone "${drop_in%/*}"
check "it starts nothing" fails systemctl is-active --quiet "$timer"

echo "# supervise"
start_with 10.9.0.100/32
check "install ends well" ends_with 0 install --mode supervise
check "it says that a restart is needed" says "systemctl restart $unit"
check "the drop-in is the one of the examples" cmp $drop_in /box/examples/supervise.conf
check "everybody may read it" [ "$(stat -c %a $drop_in)" = 644 ]
check "nothing else is beside it" [ "$(ls -A ${drop_in%/*})" = 60-vipwarden.conf ]
check "systemd has nothing against the units" is_verified $unit vipwarden-release@$unit.service vipwarden-check@$unit.service \
    "$thaw" "$timer"
check "the timer runs" systemctl is-active --quiet "$timer"
check "the timer is enabled" systemctl is-enabled --quiet "$timer"
check "the end of what runs already is waited for" systemctl is-active --quiet "$thaw"
check "systemctl restart succeeds" systemctl restart keepalived
check "its end is waited for" await 5 systemctl is-active --quiet "$thaw"
check "vipwarden is the main process" main_process_is /usr/sbin/vipwarden
check "the VIP is up" await 10 has 10.9.0.1/24 10.9.0.100/32
check "systemctl reload succeeds" systemctl reload keepalived
kill_cgroup
expect_no_vip

echo "# once more"
before=$(stat -c '%i %Y %Z' $drop_in)
check "install ends well again" ends_with 0 install --mode supervise
check "it has nothing to do" says "$drop_in is as it should be"
check "the drop-in is untouched" [ "$(stat -c '%i %Y %Z' $drop_in)" = "$before" ]
check "the result as JSON says so too" ends_with 0 install --mode supervise --json
check "it is not changed" says '"changed": false'
check "the JSON of install is documented" is_documented install --mode hook --dry-run
check "the JSON of uninstall is documented" is_documented uninstall --dry-run
check "the JSON of check is documented" is_documented check
check "the JSON of decommission is documented" is_documented decommission --dry-run

echo "# hook instead"
check "install ends well" ends_with 0 install --mode hook
check "the difference shows what goes" says "-ExecStart=/usr/sbin/vipwarden run -- /usr/sbin/keepalived"
check "the drop-in is the one of the examples" cmp $drop_in /box/examples/hook.conf
check "systemd has nothing against the unit" is_verified $unit
start_with 10.9.0.100/32
check "keepalived is the main process" main_process_is /usr/sbin/keepalived
check "there is a snapshot" [ -n "$(ls /run/vipwarden/*.json)" ]
kill_cgroup
expect_no_vip

echo "# uninstall"
check "a dry run ends well" ends_with 0 uninstall --dry-run
check "it removes nothing" [ -e $drop_in ]
check "uninstall ends well" ends_with 0 uninstall
check "the unit is as it was" [ "$(properties)" = "$stock" ]
check "the directory is gone" is_gone "${drop_in%/*}"
check "the timer is gone" fails systemctl is-active --quiet "$timer"
check "the timer is disabled" fails systemctl is-enabled --quiet "$timer"
check "nobody waits for its end" fails systemctl is-active --quiet "$thaw"
check "uninstall ends well again" ends_with 0 uninstall
check "it has nothing to do" says "nothing to do"

echo "# what it refuses"
check "a unit that is not there" ends_with 69 install nowhere --mode hook
check "another kind of unit" ends_with 64 install keepalived.timer --mode hook
check "a unit that is no keepalived" ends_with 69 install dbus --mode hook
check "no mode" ends_with 64 install
install -D /dev/stdin /etc/systemd/system/$unit.d/override.conf <<'UNIT'
[Service]
ExecStart=
ExecStart=/usr/sbin/keepalived --dont-fork --log-detail
UNIT
check "a later drop-in that sets ExecStart=, not read yet" ends_with 69 install --mode supervise
check "it names it" says "override.conf sets ExecStart="
mv /etc/systemd/system/$unit.d/override.conf /etc/systemd/system/$unit.d/50-override.conf
check "an earlier one counts" ends_with 0 install --mode supervise
check "its words are taken" grep -q 'run -- /usr/sbin/keepalived --dont-fork --log-detail$' $drop_in
check "uninstall ends well" ends_with 0 uninstall
check "the operator's drop-in stays" [ -e /etc/systemd/system/$unit.d/50-override.conf ]
echo "# mine" >$drop_in
check "somebody else's file in its place" ends_with 69 install --mode hook
check "it is left alone by uninstall too" ends_with 69 uninstall
check "the file is as it was" [ "$(cat $drop_in)" = "# mine" ]
rm -r "${drop_in%/*}"
systemctl mask --quiet $unit
check "a masked unit" ends_with 69 install --mode hook
systemctl unmask --quiet $unit

# shape NAME: standard input holds [Service]; both modes, then a start and the death of everything
shape() {
    {
        printf '[Unit]\nDescription=%s\nAfter=network-online.target\n' "$1"
        cat
        printf '[Install]\nWantedBy=multi-user.target\n'
    } >/etc/systemd/system/$unit
    systemctl daemon-reload
    local mode own
    own=$(properties)
    for mode in hook supervise; do
        echo "# $1: $mode"
        check "install ends well" ends_with 0 install --mode $mode
        check "once more there is nothing to do" ends_with 0 install --mode $mode
        check "it says so" says "is as it should be"
        check "systemd has nothing against the unit" is_verified $unit
        start_with 10.9.0.100/32
        check "systemctl reload succeeds" systemctl reload keepalived
        kill_cgroup
        expect_no_vip
        start_with 10.9.0.100/32
        check "systemctl stop succeeds" systemctl stop keepalived
        expect_no_vip
        check "the unit ended well" [ "$(property Result)" = success ]
    done
    check "supervise: vipwarden tells when it is ready" [ "$(property Type)/$(property NotifyAccess)" = notify/main ]
    check "supervise: KillMode is mixed, there is no PID file" [ "$(property KillMode)/$(property PIDFile)" = mixed/ ]
    check "uninstall ends well" ends_with 0 uninstall
    check "the unit is as it was" [ "$(properties)" = "$own" ]
}

shape "Debian 10" <<'UNIT'
[Service]
Type=forking
KillMode=process
EnvironmentFile=-/etc/default/keepalived
ExecStart=/usr/sbin/keepalived $DAEMON_ARGS
ExecReload=/bin/kill -HUP $MAINPID
UNIT

shape "Debian 11" <<'UNIT'
[Service]
Type=simple
EnvironmentFile=-/etc/default/keepalived
ExecStart=/usr/sbin/keepalived --dont-fork $DAEMON_ARGS
ExecReload=/bin/kill -HUP $MAINPID
UNIT

mkdir -p /etc/sysconfig
# shellcheck disable=SC2016 # the options of the unit
echo 'KEEPALIVED_OPTIONS="-D -f /etc/keepalived/other.conf"' >/etc/sysconfig/keepalived
ln -s keepalived.conf /etc/keepalived/other.conf
ln -s keepalived.conf "/etc/keepalived/%h a.conf"

shape "Rocky 8" <<'UNIT'
[Service]
Type=forking
PIDFile=/run/keepalived.pid
KillMode=process
EnvironmentFile=-/etc/sysconfig/keepalived
ExecStart=/usr/sbin/keepalived $KEEPALIVED_OPTIONS
ExecReload=/bin/kill -HUP $MAINPID
UNIT

shape "Rocky 9" <<'UNIT'
[Service]
Type=notify
NotifyAccess=all
PIDFile=/run/keepalived.pid
KillMode=process
EnvironmentFile=-/etc/sysconfig/keepalived
ExecStart=/usr/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS
ExecReload=/bin/kill -HUP $MAINPID
UNIT

shape "Arch" <<'UNIT'
[Service]
EnvironmentFile=-/etc/conf.d/keepalived
ExecStart=/usr/sbin/keepalived --dont-fork $DAEMON_OPTS
UNIT

shape "a unit with commands of its own" <<'UNIT'
[Service]
Type=notify
TimeoutStopSec=4
ExecStartPre=-/usr/sbin/keepalived --config-test
ExecStart=/usr/sbin/keepalived --dont-fork -f "/etc/keepalived/%%h a.conf"
ExecReload=/bin/sh -c 'kill -HUP "$$1"' -- $MAINPID
ExecStopPost=/bin/sh -c 'echo "100%% of \"%n\" has ended; status $$SERVICE_RESULT"'
UNIT
rm /etc/systemd/system/$unit
systemctl daemon-reload

echo "# instances of a template"
cat >/etc/systemd/system/keepalived@.service <<'UNIT'
[Service]
Type=notify
ExecStart=/usr/sbin/keepalived --dont-fork -f /etc/keepalived/%i.conf -p /run/k-%i.pid -r /run/v-%i.pid -c /run/c-%i.pid
ExecReload=/bin/kill -HUP $MAINPID
UNIT
systemctl daemon-reload
declare_vips 10.9.0.100/32
mv $config /etc/keepalived/blue.conf
instance=/etc/systemd/system/keepalived@blue.service.d/60-vipwarden.conf
check "a template itself is refused" ends_with 64 install keepalived@ --mode hook
for mode in hook supervise; do
    check "install ends well" ends_with 0 install keepalived@blue --mode $mode
    check "the drop-in is the instance's" grep -q -- "--dont-fork -f /etc/keepalived/blue.conf" $instance
    check "its timer runs" systemctl is-active --quiet vipwarden-check@keepalived@blue.service.timer
    systemctl reset-failed
    check "the instance starts" systemctl start keepalived@blue
    check "the VIP is up" await 10 has 10.9.0.1/24 10.9.0.100/32
    check "systemctl kill succeeds" systemctl kill --signal=KILL keepalived@blue
    check "no VIP is left, the host's own address is" await 10 has 10.9.0.1/24
done
check "uninstall ends well" ends_with 0 uninstall keepalived@blue
check "nothing is left" is_gone "${instance%/*}"
check "its timer is gone" fails systemctl is-active --quiet vipwarden-check@keepalived@blue.service.timer

echo "# hardening"
check "install ends well" ends_with 0 install --mode supervise
for name in $unit "vipwarden-release@$unit.service" "vipwarden-check@$unit.service" "$thaw"; do
    systemd-analyze security --no-pager "$name" | tail -n 1
done
check "uninstall ends well" ends_with 0 uninstall
systemd-analyze security --no-pager $unit | tail -n 1

echo "# a read-only /etc"
# on_host COMMAND...: where systemd sees it too
on_host() { nsenter --target 1 --mount "$@"; }
check "install ends well" ends_with 0 install --mode hook
on_host mount --bind /etc /etc
on_host mount -o remount,ro,bind /etc
check "install in another mode fails" ends_with 69 install --mode supervise
check "uninstall fails" ends_with 69 uninstall
check "it says why" says "Read-only file system"
check "the drop-in is as it was" cmp $drop_in /box/examples/hook.conf
check "the timer still runs" systemctl is-active --quiet "$timer"
on_host umount /etc
check "uninstall ends well" ends_with 0 uninstall
check "the timer is disabled" fails systemctl is-enabled --quiet "$timer"

echo "# without the bus"
check "install ends well" ends_with 0 install --mode hook
systemctl stop --quiet dbus.socket dbus.service
check "install says that it can't read the unit" ends_with 69 install --mode supervise
check "it says what to do" says "start dbus"
check "it writes nothing" cmp $drop_in /box/examples/hook.conf
check "uninstall says that a part is left to do" ends_with 69 uninstall
check "it says which" says "systemctl daemon-reload"
check "the file is gone" is_gone "${drop_in%/*}"

finish
