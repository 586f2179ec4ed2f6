#!/bin/bash
# SPDX-License-Identifier: MIT
# What bash offers behind "vipwarden ...". Usage: completion_test.sh VIPWARDEN COMPLETION_FILE
set -uo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failures=0

# The host is a made-up one.
ln -s "$(readlink -f "${1:?path to vipwarden}")" "$directory/vipwarden"
program() { { echo '#!/bin/sh'; cat; } >"$directory/$1"; chmod +x "$directory/$1"; }
program ip <<'END'
case $* in
    'netns list') echo 'blue (id: 0)'; echo red ;;
    '-oneline address show')
        echo '1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever'
        echo '2: eth0    inet6 fd00:9::1/64 scope global \       valid_lft forever preferred_lft forever' ;;
esac
END
program systemctl <<'END'
case $1 in
    list-unit-files) echo 'keepalived.service enabled enabled'; echo 'keepalived@.service disabled enabled' ;;
    list-units) echo 'keepalived@blue.service loaded active running keepalived' ;;
esac
END
PATH=$directory:$PATH

# offers LINE WORD...: just these, in this order; "-o default" and "-o dirnames" are readline's own work
offers() {
    local line=$1 replies
    shift
    COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=() asked=()
    COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:' # as interactive shells have it
    _vipwarden vipwarden
    replies=("${COMPREPLY[@]}" "${asked[@]}")
    [ "${replies[*]}" = "$*" ] || {
        printf 'FAILED: %s\n  expected: %s\n  offered:  %s\n' "$line" "$*" "${replies[*]}"
        failures=$((failures + 1))
    }
}

check_all() {
    offers 'vipwarden re' release
    offers 'vipwarden --v' --version
    offers 'vipwarden unin' uninstall
    offers 'vipwarden list --st' --strict
    offers 'vipwarden list --json --pl' --plain
    offers 'vipwarden list -f ' -o default
    offers 'vipwarden list --use-file ' -o default
    offers 'vipwarden list --snapshot-dir /r' -o dirnames
    offers 'vipwarden list --keepalived-version '
    offers 'vipwarden release --any' --any-prefix
    offers 'vipwarden release -s ' blue red
    offers 'vipwarden release --namespace=b' blue
    offers 'vipwarden release --keep fd00:9:' :1
    offers 'vipwarden release --keep 127' 127.0.0.1
    offers 'vipwarden release -- -' -o default
    offers 'vipwarden run --keepalived ' -o default
    offers 'vipwarden install --mo' --mode
    offers 'vipwarden install --mode ' hook supervise
    offers 'vipwarden install --mode=h' hook
    offers 'vipwarden install ' keepalived.service keepalived@blue.service
    offers 'vipwarden uninstall --dry-run keepalived@' blue.service
    offers 'vipwarden decommission --dr' --dry-run
    offers 'vipwarden decommission --yes keepalived.' keepalived.service
    offers 'vipwarden check --format ' json nagios prometheus table
    offers 'vipwarden check --format=n' nagios
    offers 'vipwarden check --unit keepalived.' keepalived.service
    offers 'vipwarden check --textfile ' -o dirnames
    offers 'vipwarden probe --expect ' none one
    offers 'vipwarden probe -i l' lo
    offers 'vipwarden probe -i lo 127' 127.0.0.1
    offers 'vipwarden probe --json 127.0.0.1 fd' fd00:9::1
    offers 'vipwarden probe --win' --window
}

# shellcheck source=/dev/null
. "${2:?completion file}"
[ "$(complete -p vipwarden)" = 'complete -F _vipwarden vipwarden' ] || { echo "FAILED: it is not registered"; exit 1; }
# shellcheck disable=SC2317  # the completion calls it; the real one works only while readline completes
compopt() { asked+=("$@"); }
check_all

package=/usr/share/bash-completion/bash_completion
[ -e $package ] || { echo "SKIPPED-CAPABILITY: bash-completion is not installed"; exit $((failures ? 1 : 77)); }
# As the package finds it: by its name, below the data directories.
install -D -m 0644 "$2" "$directory/data/bash-completion/completions/vipwarden"
complete -r vipwarden
unset -f _vipwarden
set +u
# shellcheck source=/dev/null
. $package
XDG_DATA_DIRS=$directory/data _completion_loader vipwarden || [ $? = 124 ] || failures=$((failures + 1))
check_all

[ $failures = 0 ] && echo "everything is offered as expected"
exit $((failures > 0))
