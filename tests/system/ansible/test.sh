#!/bin/bash
# SPDX-License-Identifier: MIT
# The plays of examples/ansible on two nodes with a real systemd each, from a third place in their network: see pair.sh.
# What ansible says is shown; what became of the nodes is seen with ip(8), systemctl(1) and dpkg(1).
#
#   test.sh PATH_TO_VIPWARDEN PACKAGE.deb      (as root)
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    command -v ansible-playbook >/dev/null || { echo "SKIPPED-CAPABILITY: ansible-core is not installed"; exit 77; }
    /usr/bin/python3 -c "import apt" 2>/dev/null || { echo "SKIPPED-CAPABILITY: python3-apt is not installed"; exit 77; }
    [ -s "${2:?package}" ] || { echo "SKIPPED-CAPABILITY: the package could not be built"; exit 77; }
    VIPWARDEN_PACKAGE=$(readlink -f "$2") exec "$here/../pair.sh" "$here/test.sh" "$1"
fi

plays=$(readlink -f "$here/../../../examples/ansible")
addresses="ip -brief -4 address show dev eno1"
unit=keepalived.service
timer=vipwarden-check@$unit.timer
drop_in=/etc/systemd/system/$unit.d/60-vipwarden.conf
main_process="readlink /proc/\$(systemctl show --value --property MainPID $unit)/exe"
is_installed="dpkg-query --show --showformat '\${db:Status-Status}' vipwarden | grep -x installed"
output= # of the last command: story.sh

# ---- more words -------------------------------------------------------------------------------------------------

# playbook PLAY ARGUMENT...: from the router; ends with 0, or as `expecting` says
playbook() {
    router "cd /run/ansible && HOME=/run/ansible ANSIBLE_PIPELINING=1 ANSIBLE_NOCOLOR=1 ANSIBLE_DEPRECATION_WARNINGS=0 \
ansible-playbook -i /run/ansible/hosts.yml $plays/$*"
}
# changes NODE NUMBER: as the recap says
changes() { [[ $output =~ $1\ +:\ ok=[0-9]+\ +changed=$2\  ]] || fail "not as wanted: changed=$2 on $1"; }
# holds STATUS NODE COMMAND: nothing is shown
holds() {
    local status
    at "$2" "$3" >/dev/null 2>&1
    status=$?
    [ $status = "$1" ] || fail "$2: $3 ended with $status, and not $1"
}
# remember: what no dry run may change
remember() {
    local node
    for node in old new; do
        echo "== $node"
        at $node "ip address show dev eno1 | grep inet; systemctl show --property MainPID,ActiveState,UnitFileState $unit
            systemctl list-timers --all --plain --no-legend 'vipwarden*' | grep -o 'vipwarden.*' | sort
            dpkg-query --show vipwarden; ls -l /usr/sbin/vipwarden /var/cache/vipwarden
            find /etc/systemd /etc/keepalived -printf '%p %T@ %l\n' | sort" 2>&1
    done
}
main_pids() { at old "systemctl show --value --property MainPID $unit"; at new "systemctl show --value --property MainPID $unit"; }
started() { at "$1" "systemctl show --value --property ExecMainStartTimestampMonotonic $unit"; }
# unchanged BEFORE: since `remember`
unchanged() { diff <(echo "$1") <(remember) || fail "something has changed"; }
has_vips() { await "$1" "$addresses | grep -F 172.31.161.41/32 | grep -qF 172.31.161.42/32"; }
has_no_vip() {
    "$1" "$addresses"
    hides 172.31.161.41 172.31.161.42
}

# ---- the nodes ---------------------------------------------------------------------------------------------------

# without_vipwarden NODE: nor with what only takes time when packages are installed
without_vipwarden() {
    at "$1" "rm -rf /usr/sbin/vipwarden /usr/libexec/vipwarden /usr/local/lib/systemd/system/vipwarden-*
        rm -f /usr/sbin/policy-rc.d /etc/apt/apt.conf.d/*packagekit* /var/lib/dpkg/info/man-db.triggers
        sed -i '/ man-db\$/d' /var/lib/dpkg/triggers/File"
}

# with_repository NODE: it can install the package from there, and nothing else
with_repository() {
    local folder=/run/$1/root/var/lib/repository
    mkdir "$folder"
    cp "$VIPWARDEN_PACKAGE" "$folder/vipwarden.deb"
    {
        dpkg-deb --field "$VIPWARDEN_PACKAGE" | grep .
        echo "Filename: ./vipwarden.deb"
        echo "Size: $(stat -c %s "$VIPWARDEN_PACKAGE")"
        echo "SHA256: $(sha256sum "$VIPWARDEN_PACKAGE" | cut -d' ' -f1)"
    } >"$folder/Packages"
    at "$1" "rm -f /etc/apt/sources.list.d/*; echo 'deb [trusted=yes] file:/var/lib/repository ./' >/etc/apt/sources.list
        apt-get update -qq" || fail "no repository"
}

make_inventory() {
    mkdir /run/ansible
    cat >/run/ansible/hosts.yml <<YAML
keepalived:
  hosts:
    old: {ansible_host: "$(leader old)", vipwarden_source: package}
    new: {ansible_host: "$(leader new)", vipwarden_source: deb, vipwarden_deb: "$VIPWARDEN_PACKAGE"}
  vars:
    ansible_user: root
    ansible_ssh_executable: $here/ssh
    ansible_ssh_transfer_method: piped
    ansible_python_interpreter: /usr/bin/python3
YAML
}

make_inventory
for node in old new; do
    without_vipwarden $node
    at $node "systemctl enable --quiet --now $unit"
done
with_repository old
has_vips old

# ---- the story ---------------------------------------------------------------------------------------------------

title "A dry run of the installation changes nothing"
before=$(remember)
playbook site.yml --check -e vipwarden_restart=changed
unchanged "$before"

title "The installation: the host without VIPs is restarted first"
playbook site.yml -e vipwarden_restart=changed
for node in old new; do
    holds 0 $node "$is_installed"
    holds 0 $node "grep -q '^ExecStart=/usr/sbin/vipwarden run' $drop_in"
    holds 0 $node "systemctl is-enabled $timer vipwarden-check.timer"
    holds 0 $node "systemctl is-active $timer vipwarden-check.timer $unit"
    holds 0 $node "[ \$($main_process) = /usr/sbin/vipwarden ]"
done
[ "$(started new)" -lt "$(started old)" ] || fail "old, which had the VIPs, was restarted before new"
has_vips old
has_no_vip new

title "Once more: nothing is left to do"
before=$(main_pids)
playbook site.yml -e vipwarden_restart=changed
changes old 0
changes new 0
[ "$(main_pids)" = "$before" ] || fail "keepalived was restarted"

title "A dry run in another mode shows what would change, and changes nothing"
before=$(remember)
playbook site.yml --check --limit new -e vipwarden_mode=hook
changes new 1
shows "-ExecStart=/usr/sbin/vipwarden run"
unchanged "$before"

title "A leftover is found"
at new "systemctl stop $timer $unit; ip address add 172.31.161.41/32 dev eno1"
before=$(remember)
expecting 2 playbook check.yml
shows "172.31.161.41/32 on eno1 is left by keepalived"
[[ $output =~ new\ .*failed=1 && $output =~ old\ .*failed=0 ]] || fail "not new alone has failed"
unchanged "$before"
at new "vipwarden release && systemctl start $timer $unit"

title "The end of old: not without a confirmation, and with a dry run nothing happens"
before=$(remember)
expecting 2 playbook decommission.yml
shows "say which node"
expecting 2 playbook decommission.yml -e vipwarden_node=old -e vipwarden_decommission_confirm=new
shows "-e vipwarden_decommission_confirm=old"
expecting 2 playbook decommission.yml --limit old -e vipwarden_node=old -e vipwarden_decommission_confirm=old
shows "there has to be another host"
playbook decommission.yml --check -e vipwarden_node=old
shows "TODO  mask"
unchanged "$before"

title "The end of old, while somebody else answers, too: that fails, and old is done with all the same"
decommission="decommission.yml -e vipwarden_node=old -e vipwarden_decommission_confirm=old"
router "ip address add 172.31.161.41/32 dev lan0"
expecting 2 playbook "$decommission"
changes old 1
shows "DONE  mask" "FAIL  answers" "more than one MAC address answers: 172.31.161.41"
router "ip address del 172.31.161.41/32 dev lan0"
has_no_vip old
expecting 1 old "systemctl is-enabled $unit"
shows masked
has_vips new

title "Once more: all is well, and nothing is left to do"
playbook "$decommission"
changes old 0
shows "PASS  mask" "172.31.161.41  eno1  this host" "as expected: one host has it"

title "A dry run of the end of it all changes nothing"
before=$(remember)
playbook uninstall.yml --check --limit new -e vipwarden_restart=changed -e vipwarden_remove=true
unchanged "$before"

title "The package stays while keepalived needs it: removing it would restart keepalived"
expecting 2 playbook uninstall.yml --limit new -e vipwarden_remove=true
shows "keepalived.service still runs under vipwarden"
holds 0 new "$is_installed"

title "All is taken back"
playbook uninstall.yml -e vipwarden_restart=always -e vipwarden_remove=true
for node in old new; do
    holds 1 $node "$is_installed"
    holds 1 $node "[ -e $drop_in ] || [ -e /usr/sbin/vipwarden ] || [ -e /var/cache/vipwarden ]"
    holds 1 $node "systemctl is-active $timer vipwarden-check.timer | grep -qx active"
    holds 1 $node "find /etc/systemd/system | grep vipwarden"
done
holds 0 new "[ \$($main_process) = /usr/sbin/keepalived ]"
has_vips new
has_no_vip old
playbook uninstall.yml -e vipwarden_restart=always -e vipwarden_remove=true
changes old 0
changes new 0
