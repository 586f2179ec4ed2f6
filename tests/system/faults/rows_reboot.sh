# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# The last row: the machine boots again. The box does so with the same files, an empty /run and a network of its
# own, as a machine does.

# Of all that this machine has enabled only what belongs to keepalived and vipwarden may start with the box.
forget_other_services() {
    local wants
    for wants in /etc/systemd/system/multi-user.target.wants/* /lib/systemd/system/multi-user.target.wants/*; do
        [[ $wants == */@(keepalived|vipwarden)* ]] || rm -f "$wants"
    done
}

reboot_box() {
    reset
    problems=()
    forget_other_services
    systemctl enable --quiet "$unit"
    up
    systemctl disable --quiet --now "$unit" || problem "systemctl disable --now failed"
    [ ${#problems[@]} = 0 ] || printf '%s\n' "${problems[@]}" >/box/problems
    touch /box/rebooting
    systemctl reboot --force
    sleep infinity
}

row reboot "\`systemctl disable --now\`, reboot"
row_reboot() {
    [ ! -e /box/problems ] || problem "before the reboot: $(paste -sd' ' /box/problems)"
    systemctl start multi-user.target
    state_is inactive || problem "it was started although it is disabled"
    vips_are - || problem "VIPs are back"
    # The row could not fail if the machine started nothing at all.
    systemctl enable --quiet "$unit"
    systemctl start multi-user.target
    await vips_are ABCD || problem "the row is pointless: it is not started even if it is enabled"
    systemctl disable --quiet --now "$unit"
    over
}
