# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The words in which a story about two nodes is told: see pair.sh. What is typed on a node is shown with its prompt,
# then what it says, so that the output can be read without the script. The first thing that is not as told ends it.

output=
wanted=0

# ---- to tell ----------------------------------------------------------------------------------------------------

title() { printf '\n== %s\n' "$*"; }
say() { printf '%s\n' "$@"; }

# old COMMAND: typed on this node; ends with 0
old() { show old "$1"; }
new() { show new "$1"; }
router() { show router "$1"; }

# expecting STATUS old|new|router COMMAND: ends with STATUS instead
expecting() {
    wanted=$1
    "${@:2}"
    wanted=0
}

# shows TEXT..., hides TEXT...: each of them stands, or does not stand, in what the last command said
shows() {
    local text
    for text in "$@"; do
        [[ $output == *"$text"* ]] || fail "it does not say: $text"
    done
}
hides() {
    local text
    for text in "$@"; do
        [[ $output != *"$text"* ]] || fail "it says: $text"
    done
}

# await old|new|router COMMAND: nothing is shown; goes on once COMMAND ends with 0
await() {
    local end=$((SECONDS + 30))
    until at "$1" "$2" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || fail "waited in vain, $1: $2"
        sleep 0.1
    done
}

# boot_again old|new: by systemctl reboot; goes on once it is up
boot_again() {
    local before
    before=$(leader "$1")
    printf '\n%s# systemctl reboot\n' "$1"
    at "$1" "systemctl reboot" >/dev/null 2>&1
    await_other_leader "$1" "$before"
    await_boot "$1"
}

# ---- how it works -----------------------------------------------------------------------------------------------

show() {
    local status
    printf '\n%s# %s\n' "$1" "$2"
    output=$(at "$1" "$2" 2>&1)
    status=$?
    [ -z "$output" ] || printf '%s\n' "$output"
    [ $status = 0 ] || echo "(exit status $status)"
    [ $status = "$wanted" ] || fail "exit status $status, and not $wanted"
}

fail() {
    local node
    printf '\n**** FAILED: %s\n' "$*"
    for node in old new; do
        show_journal $node
    done
    exit 1
}

# The process with the number 1 of a node, by its number here; its cgroup is made by systemd itself.
leader() {
    local group
    for group in ${BOX_CGROUPS}; do
        [ ! -e "$group/cgroup.controllers" ] || head -n 1 "$group/$1/payload/init.scope/cgroup.procs"
    done
} 2>/dev/null

# at NODE COMMAND: in all its namespaces; at most a minute
at() {
    local where=()
    [ "$1" = router ] ||
        where=(nsenter --target "$(leader "$1")" --mount --uts --ipc --net --pid --cgroup --root --wd)
    timeout 60 "${where[@]}" env --ignore-environment \
        PATH="$PATH" HOME=/root TERM=dumb LC_ALL=C.UTF-8 SYSTEMD_PAGER= bash -c "$2" </dev/null
}

await_other_leader() {
    local end=$((SECONDS + 30)) now
    until now=$(leader "$1") && [ -n "$now" ] && [ "$now" != "$2" ]; do
        [ $SECONDS -lt $end ] || fail "$1 does not boot again"
        sleep 0.05
    done
}

await_boot() { await "$1" 'systemctl is-system-running --wait | grep -qE "running|degraded"'; }
