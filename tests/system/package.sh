#!/bin/bash
# SPDX-License-Identifier: MIT
# The life of the Debian package on a machine on which keepalived runs: installed, put to use, upgraded, downgraded, removed,
# purged. What it refuses, and machines that are not as usual: package_removal.sh.
# shellcheck source-path=SCRIPTDIR source=package_lib.sh
. /box/package_lib.sh

files_by_name() { find /etc /usr /opt /run /var/lib /var/cache -name '*vipwarden*' | sort; }

make_host
make_newer
before=$(files_by_name)
stock=$(properties)

echo "# install, beside a keepalived that runs"
start_with 10.9.0.100/32
pid=$(property MainPID)
check "dpkg -i succeeds" dpkg -i $package
check "it says what to do next" says "    vipwarden install --mode supervise"
cp $output /box/first-output
check "keepalived runs on" runs_on "$pid"
check "its unit is untouched" is_stock
check "nothing of vipwarden runs" nothing_runs
check "the version is the package's" is_version "$version"
check "its files are as packed" command dpkg --verify vipwarden
check "its man pages are there" test -s /usr/share/man/man8/vipwarden-run.8.gz
check "systemd has nothing against the units" quietly systemd-analyze verify --man=no vipwarden-check.timer \
    "vipwarden-release@$unit.service" "vipwarden-thaw@$unit.service" "$timer"
check "bash completes its verbs" grep -q _vipwarden /usr/share/bash-completion/completions/vipwarden

echo "# in use: what it said, word by word"
grep '^    ' /box/first-output | sed 's/^ *//' >/box/what-it-said
check "what it said works" quietly bash -e /box/what-it-said
check "vipwarden is the main process" main_process_is /usr/sbin/vipwarden
check "the VIP is up" up

echo "# upgrade, under supervision; then everything is killed, its configuration gone"
pid=$(property MainPID)
check "dpkg -i of a newer version succeeds" dpkg -i $newer
check "it says who is affected" says "part of $unit."
check "the version is the new one" is_version "$newer_version"
check "the same process runs on" runs_on "$pid"
check "its program is the old one" [ "$(readlink "/proc/$pid/exe")" = "/usr/sbin/vipwarden (deleted)" ]
check "systemd has the new units" grep -q newer <(systemctl show --value --property Description "$timer")
check "systemd knows all files" [ "$(property NeedDaemonReload)" = no ]
check "the timer still runs" systemctl is-active --quiet "$timer"
check "reload succeeds" systemctl reload keepalived
check "the VIP is up" up
rm $config
kill_cgroup
expect_no_vip

echo "# downgrade; what the newer one recorded is released by the older one"
start_with 10.9.0.100/32
pid=$(property MainPID)
check "dpkg -i of the older version succeeds" dpkg -i $package
check "the version is the old one" is_version "$version"
check "the same process runs on" runs_on "$pid"
rm $config
kill_cgroup
expect_no_vip

echo "# upgrade, in hook mode"
install_part hook
pid=$(property MainPID)
check "dpkg -i of a newer version succeeds" dpkg -i $newer
check "the same keepalived runs on" runs_on "$pid"
rm $config
kill_cgroup
expect_no_vip

echo "# remove, in hook mode: keepalived runs on"
start_with 10.9.0.100/32
pid=$(property MainPID)
check "dpkg -r succeeds" dpkg -r vipwarden
check "it says what was done" says "$drop_in is removed"
check "the same keepalived runs on" runs_on "$pid"
check "the unit is as the distribution has it" is_stock
check "nothing of vipwarden runs" nothing_runs
check "purge succeeds" dpkg -P vipwarden
check "it says why a snapshot stays" says "stays until the next boot: a keepalived runs"

echo "# install again, supervise, remove: keepalived is restarted without vipwarden"
check "dpkg -i succeeds" dpkg -i $package
check "it says what to do next" says "    vipwarden install --mode supervise"
check "what the other keepalived left on record is known" [ -n "$(ls /run/vipwarden)" ]
check "install --mode supervise ends well" quietly vipwarden install --mode supervise
check "restart succeeds" systemctl restart keepalived
check "the VIP is up" up
install -D /usr/lib/systemd/system/keepalived.service /etc/systemd/system/other.service
check "another unit gets one too" quietly vipwarden install --mode hook other.service
install -d /var/lib/prometheus/node-exporter
check "the timer for monitoring is enabled" systemctl enable --quiet --now vipwarden-check.timer
check "it has written" await 20 test -e /var/lib/prometheus/node-exporter/vipwarden.prom
check "dpkg -r succeeds" dpkg -r vipwarden
check "it says that keepalived was restarted" says "$unit was restarted, now without vipwarden"
check "keepalived is the main process" main_process_is /usr/sbin/keepalived
check "the VIP is up" up
check "the unit is as the distribution has it" is_stock
check "nothing of vipwarden runs" nothing_runs
check "the other drop-in is gone" is_gone /etc/systemd/system/other.service.d
check "purge succeeds" dpkg -P vipwarden
check "nothing of it is left" [ "$(files_by_name)" = "$before" ]
systemctl stop keepalived
expect_no_vip

echo "# half an upgrade: one program of each version"
for half in usr/sbin/vipwarden usr/libexec/vipwarden/vipwarden-all; do
    dpkg -i $package
    install /box/newer/$half /$half
    install_part supervise
    check "$half alone is new: check finds nothing wrong" quietly vipwarden check
    check "decommission --dry-run finds its way" quietly vipwarden decommission --dry-run
    check "the states of a live keepalived are asked for" grep -q "10.9.0.100" <(vipwarden list)
    rm $config
    kill_cgroup
    expect_no_vip
    check "dpkg -P succeeds" dpkg -P vipwarden
    check "nothing of vipwarden runs" nothing_runs
done

finish
