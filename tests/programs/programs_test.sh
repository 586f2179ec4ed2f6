#!/bin/bash
# SPDX-License-Identifier: MIT
# vipwarden is two programs: how the first finds the second, what it does alone, and what it loads.
# Usage: programs_test.sh VIPWARDEN LIBEXEC_AS_SEEN_FROM_SBIN static|shared
set -uo pipefail
vipwarden=${1:?path to vipwarden}
to_libexec=${2:?relative path}
linked=${3:?static or shared}
directory=$(realpath "$(mktemp -d)")
trap 'rm -rf "$directory"' EXIT
failures=0

# ends STATUS COMMAND...: standard output and error are kept in $said
ends() {
    local expected=$1 status=0
    shift
    said=$("$@" 2>&1 </dev/null) || status=$?
    [ $status = "$expected" ] && return
    printf 'FAILED: %s\n  ended with %s instead of %s, and said: %s\n' "$*" $status "$expected" "$said"
    failures=$((failures + 1))
}
says() {
    case $said in
        *"$1"*) ;;
        *) printf 'FAILED: nothing of "%s" in: %s\n' "$1" "$said"; failures=$((failures + 1)) ;;
    esac
}

install -D "$vipwarden" "$directory/alone/sbin/vipwarden"
install -D "$vipwarden" "$directory/beside/vipwarden"
install -D "$vipwarden-all" "$directory/beside/vipwarden-all"
install -D "$vipwarden" "$directory/installed/usr/sbin/vipwarden"
installed=$(realpath -m "$directory/installed/usr/sbin/$to_libexec/vipwarden-all")
install -D "$vipwarden-all" "$installed"
ln -s "$directory/installed/usr/sbin/vipwarden" "$directory/link"

# Every verb is there in each place, and so are words that only the second program judges.
for program in "$vipwarden" "$directory/beside/vipwarden" "$directory/installed/usr/sbin/vipwarden" "$directory/link"; do
    ends 0 "$program" --help
    says "decommission"
    ends 0 "$program" probe --help
    says "Usage: probe"
    ends 64 "$program" probe 'no address'
    says "no address"
    ends 64 "$program"
    says "a verb is needed"
done
# The missing one is named before anything is tried.
mv "$installed" "$directory/beside-only"
ends 69 "$directory/installed/usr/sbin/vipwarden" --help
mv "$directory/beside-only" "$installed"

# Alone it does what a unit needs, and says what is missing for the rest.
for verb in run release snapshot list; do
    ends 0 "$directory/alone/sbin/vipwarden" $verb --help
    says "Usage: $verb"
done
for verb in release snapshot list; do
    ends 64 "$directory/alone/sbin/vipwarden" $verb --no-such-option
    says "(see vipwarden --help)"
done
ends 0 "$directory/alone/sbin/vipwarden" --version
says "vipwarden "
echo 'global_defs {}' >"$directory/keepalived.conf"
ends 0 "$directory/alone/sbin/vipwarden" list --plain -f "$directory/keepalived.conf"
missing=$(realpath -m "$directory/alone/sbin/$to_libexec/vipwarden-all")
for words in check --help 'decommission --yes' frobnicate; do
    # shellcheck disable=SC2086  # words
    ends 69 "$directory/alone/sbin/vipwarden" $words
    says "$missing: No such file or directory; that file has all verbs but run, release, snapshot and list"
done

# list asks keepalived for its states through the second program; without that it still lists.
install "$(command -v sleep)" "$directory/keepalived"
if unshare --user --map-root-user --net true 2>/dev/null; then
    ends 0 unshare --user --map-root-user --net --pid --fork --kill-child --mount-proc sh -c \
        '"$1"/keepalived 60 & until [ "$(readlink /proc/$!/exe)" = "$1/keepalived" ]; do :; done
        "$1"/alone/sbin/vipwarden list --json -f "$1/keepalived.conf"' sh "$directory"
    says "$missing: No such file or directory"
    says '"targets"'
else
    echo "SKIPPED-CAPABILITY: no namespaces for a list beside a live keepalived"
fi

# What somebody else has put, or may write, beside a program that root starts is not started.
if [ "$(id -u)" = 0 ]; then
    install -D "$vipwarden" "$directory/open/vipwarden"
    printf '#!/bin/sh\necho planted\n' >"$directory/open/vipwarden-all"
    chmod 755 "$directory/open/vipwarden-all"
    ends 0 "$directory/open/vipwarden" check
    says planted
    chown 65534 "$directory/open/vipwarden-all"
    ends 69 "$directory/open/vipwarden" check
    says "vipwarden-all: it belongs to uid 65534, and so may do anything"
    chown 65534 "$directory/open/vipwarden"
    ends 0 "$directory/open/vipwarden" check
    chown 0 "$directory/open/vipwarden" "$directory/open/vipwarden-all"
    chmod o+w "$directory/open/vipwarden-all"
    ends 69 "$directory/open/vipwarden" check
    says "vipwarden-all: everybody may write to it"
    ln -sf /bin/echo "$directory/open/vipwarden-all"
    chown -h 65534 "$directory/open/vipwarden-all"
    ends 69 "$directory/open/vipwarden" check
    says "vipwarden-all: it belongs to uid 65534"
else
    echo "SKIPPED-CAPABILITY: only root can give a program away"
fi

# Nothing but the C library is loaded.
if [ "$linked" = static ]; then
    foreign=$(LC_ALL=C objdump -p "$vipwarden" | awk '$1 == "NEEDED" { print $2 }' | grep -vE '^(lib[cm]|ld-linux.*)\.so\.' || true)
    [ -z "$foreign" ] || { echo "FAILED: vipwarden loads" $foreign; failures=$((failures + 1)); }
fi
[ $failures = 0 ] && echo "the two programs find each other"
exit $((failures > 0))
