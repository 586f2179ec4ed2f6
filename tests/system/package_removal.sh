#!/bin/bash
# SPDX-License-Identifier: MIT
# Removing the Debian package where that is not easy: what is refused leaves everything as it was; with keepalived stopped,
# killed, or removed as well; in a chroot; and every other way in which dpkg calls the scripts.
# shellcheck source-path=SCRIPTDIR source=package_lib.sh
. /box/package_lib.sh

# shellcheck disable=SC2317  # check calls it
refuses() { ! command dpkg -r vipwarden >"$output" 2>&1; }
# is_refused WHY: nothing has changed but that somebody was told
is_refused() {
    local pid before
    pid=$(property MainPID)
    before=$(properties)
    check "the removal is refused" refuses
    check "it says why" says "$1"
    check "the package is installed" is_installed
    check "the same process runs on" runs_on "$pid"
    check "its unit is the same" [ "$(properties)" = "$before" ]
    check "the timer still runs" systemctl is-active --quiet "$timer"
}

# shellcheck disable=SC2317  # check calls it
dpkg_without_systemd() { unshare --mount sh -c 'mount -t tmpfs none /run/systemd && dpkg "$@"' sh "$@" >"$output" 2>&1; }

make_host
stock=$(properties)
dpkg -i $package
install_part supervise

echo "# refused: keepalived would not start again"
printf 'vrrp_instance V2 {\n interface nowhere\n virtual_router_id 52\n}\n' >>$config
cp $config /box/broken
is_refused "keepalived would not start with $config as it is now"
rm $config
is_refused "keepalived would not start with $config as it is now"

echo "# refused: somebody does not want restarts"
declare_vips 10.9.0.100/32
printf '#!/bin/sh\nexit 101\n' | install /dev/stdin /usr/sbin/policy-rc.d
is_refused "policy-rc.d forbids that"
rm /usr/sbin/policy-rc.d

echo "# refused: a file that we have not written needs the program"
mkdir /etc/systemd/system/other.service.d
cp /usr/share/doc/vipwarden/examples/systemd/supervise.conf /etc/systemd/system/other.service.d/mine.conf
is_refused "/etc/systemd/system/other.service.d/mine.conf"
rm -r /etc/systemd/system/other.service.d
systemd-run --quiet --unit transient /usr/sbin/vipwarden run -- /bin/false # its file stays, as it fails
is_refused "/run/systemd/transient/transient.service"
systemctl reset-failed transient

echo "# refused: the drop-in can't be removed"
mount --bind /etc/systemd/system/$unit.d /etc/systemd/system/$unit.d
mount -o remount,ro,bind /etc/systemd/system/$unit.d
is_refused "Read-only file system"
umount /etc/systemd/system/$unit.d

echo "# every other way in which dpkg calls the scripts changes nothing"
pid=$(property MainPID)
info=/var/lib/dpkg/info/vipwarden
for call in "prerm upgrade 9" "prerm failed-upgrade 1" "prerm deconfigure in-favour a 1" "postrm upgrade 9" "postrm failed-upgrade 1" \
    "postrm abort-install" "postrm abort-upgrade 1" "postrm disappear a 1" "postinst abort-upgrade 1" "postinst abort-remove" \
    "postinst abort-deconfigure in-favour a 1" "postinst configure 1"; do
    # shellcheck disable=SC2086  # words
    check "$call" quietly sh -c "$info.\$0 \$*" $call
done
check "the same process runs on" runs_on "$pid"
check "the drop-in is there" test -e $drop_in

echo "# half-way: keepalived does not come up again, for whatever reason"
install -D -m 0644 /dev/stdin /etc/systemd/system/$unit.d/70-mine.conf <<'UNIT'
[Service]
ExecStartPre=/bin/false
UNIT
systemctl daemon-reload
check "the removal is refused" refuses
check "it says why" says "$unit has not come up again without vipwarden"
check "it says how to go back" says "    vipwarden install --mode supervise"
check "the package is installed" is_installed
check "no VIP is left, the host's own address is" has 10.9.0.1/24
rm /etc/systemd/system/$unit.d/70-mine.conf
check "it can be put to use again" quietly vipwarden install --mode supervise
start_with 10.9.0.100/32

echo "# without a system bus, but with systemd"
systemctl stop --quiet dbus.socket dbus.service
check "dpkg -r succeeds" dpkg -r vipwarden
systemctl start dbus.socket
check "keepalived is the main process" main_process_is /usr/sbin/keepalived
check "the VIP is up" up
check "the unit is as the distribution has it" is_stock
check "nothing of vipwarden runs" nothing_runs

echo "# keepalived is stopped and masked, its configuration broken"
dpkg -i $package
install_part supervise
systemctl stop keepalived
mv /box/broken $config
systemctl mask --quiet keepalived
check "dpkg -r succeeds" dpkg -r vipwarden
systemctl unmask --quiet keepalived
check "the unit is as the distribution has it" is_stock
check "keepalived is not started" is_state inactive
check "nothing of vipwarden runs" nothing_runs

echo "# a run that no unit has started, where there is no systemd"
dpkg -i $package
check "install --mode supervise ends well" quietly vipwarden install --mode supervise
declare_vips 10.9.0.100/32
vipwarden run -- /usr/sbin/keepalived --dont-fork >/box/run.log 2>&1 &
bare=$!
check "the VIP is up" up
check "dpkg -r succeeds" dpkg_without_systemd -r vipwarden
check "the drop-in is gone" is_gone "${drop_in%/*}"
check "it names the process" says "'vipwarden run' goes on as process $bare"
check "the VIP is still up" up
kill $bare
wait $bare
check "no VIP is left, the host's own address is" has 10.9.0.1/24
systemctl daemon-reload
systemctl stop "$timer"

echo "# a run that was killed with all that it had started"
dpkg -i $package
vipwarden run -- /usr/sbin/keepalived --dont-fork >/box/run.log 2>&1 &
bare=$!
check "the VIP is up" up
# shellcheck disable=SC2046  # a word each
kill -KILL $bare $(pgrep keepalived)
wait $bare 2>/dev/null
check "the VIP is still up" up
check "dpkg -r succeeds" dpkg -r vipwarden
check "the removal has released what was recorded" has 10.9.0.1/24

echo "# in a chroot that sees the /run of this machine"
dpkg -i $package
install_part supervise
pid=$(property MainPID)
mkdir /box/chroot
mount -t tmpfs none /box/chroot
mkdir /box/chroot/upper /box/chroot/work /box/chroot/root
mount -t overlay -o lowerdir=/,upperdir=/box/chroot/upper,workdir=/box/chroot/work none /box/chroot/root
mount --rbind /run /box/chroot/root/run
mount --rbind /proc /box/chroot/root/proc
check "dpkg -r in there succeeds" dpkg --root=/box/chroot/root -r vipwarden
check "the drop-in in there is gone" is_gone /box/chroot/root$drop_in
check "the timer in there is disabled" is_gone "/box/chroot/root/etc/systemd/system/timers.target.wants/$timer"
check "dpkg -i in there succeeds" dpkg --root=/box/chroot/root -i $package
check "out here the same process runs on" runs_on "$pid"
check "out here the drop-in is there" test -e $drop_in
check "out here the timer runs" systemctl is-active --quiet "$timer"

echo "# keepalived is removed first, then vipwarden"
tar -cPf /box/keepalived.tar --no-recursion -T <(dpkg-query --listfiles keepalived | grep -vxF /. | sort -u) \
    /var/lib/dpkg/status /var/lib/dpkg/info/keepalived.*
check "dpkg -r of keepalived succeeds" dpkg -r keepalived
expect_no_vip
check "dpkg -r succeeds" dpkg -r vipwarden
check "the drop-in is gone" is_gone "${drop_in%/*}"
check "nothing of vipwarden runs" nothing_runs

echo "# vipwarden and keepalived at once"
tar -xPf /box/keepalived.tar
systemctl daemon-reload
dpkg -i $package
install_part supervise
check "dpkg -r of both succeeds" dpkg -r vipwarden keepalived
expect_no_vip
check "nothing of vipwarden runs" nothing_runs

finish
