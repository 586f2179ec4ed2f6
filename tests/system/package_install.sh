#!/bin/bash
# SPDX-License-Identifier: MIT
# `cmake --install` for those who build without a package: any prefix, with and without DESTDIR.
# Usage: package_install.sh BUILD_DIRECTORY LIBEXEC_AS_SEEN_FROM_SBIN
set -euo pipefail
build=${1:?build directory}
to_libexec=${2:?relative path}
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# installs DESTDIR PREFIX: everything is below both, and the units name the program without DESTDIR
installs() {
    local root=$1$2 unit
    DESTDIR=$1 cmake --install "$build" --prefix "$2" >"$directory/log" || { cat "$directory/log"; return 1; }
    "$root/sbin/vipwarden" --version >/dev/null
    "$root/sbin/vipwarden" check --help >/dev/null # the other program has that
    [ -x "$root/sbin/$to_libexec/vipwarden-all" ]
    for unit in check.service check.timer check@.service check@.timer release@.service thaw@.service; do
        [ -f "$root/lib/systemd/system/vipwarden-$unit" ]
    done
    [ "$(sed -n 's/^ExecStart=//p' "$root"/lib/systemd/system/*.service | cut -d ' ' -f 1 | sort -u)" = "$2/sbin/vipwarden" ]
    [ -f "$root/share/bash-completion/completions/vipwarden" ]
    [ -f "$root/share/vipwarden/schema/run.json" ]
    [ -f "$root/share/doc/vipwarden/examples/systemd/supervise.conf" ]
    if command -v scdoc >/dev/null; then
        [ -f "$root/share/man/man8/vipwarden.8" ]
    fi
    rm -rf "${1:-$2}"
}

installs "$directory/root" /usr
installs "$directory/root" /usr/local
installs "" "$directory/opt/vipwarden"
echo "everything is where it belongs"
