#!/bin/bash
# SPDX-License-Identifier: MIT
# The check itself must be able to fail: a copy of the pages with one thing wrong is refused, with the right words.
# Usage: man_pages_test.sh SOURCE_DIR VIPWARDEN
set -euo pipefail
source=${1:?source directory}
vipwarden=${2:?path to vipwarden}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

# says EXPECTED: the check on the copy fails, and says just that
says() {
    if said=$("$source/tests/docs/man_pages.sh" "$copy" "$vipwarden"); then echo "accepted: $1"; exit 1; fi
    [ "$said" = "$1" ] || { printf 'expected:\n%s\nsaid:\n%s\n' "$1" "$said"; exit 1; }
    fresh
}
fresh() {
    rm -rf "${copy:?}"/*
    mkdir -p "$copy/docs" "$copy/wrapper"
    cp -r "$source/docs/man" "$copy/docs/"
    cp "$source/wrapper/exit_code.hpp" "$copy/wrapper/"
}
fresh
page=$copy/docs/man/vipwarden-release.8.scd
main=$copy/docs/man/vipwarden.8.scd

sed -i '/^\*--exact\*$/d' "$page"
says $'OPTIONS of vipwarden-release(8):\nmissing: --exact'
sed -i 's/^\*-f\*, \*--use-file\*/*--use-file*/' "$page"
says $'OPTIONS of vipwarden-release(8):\nmissing: -f'
sed -i 's/^\*--exact\*$/*--exact*, *--exactly*/' "$page"
says $'OPTIONS of vipwarden-release(8):\ntoo much: --exactly'
sed -i '/^|  80$/,+1d' "$main"
says $'EXIT STATUS of vipwarden(8):\nmissing: 80'
sed -i 's/^    leftovers = 80,.*//' "$copy/wrapper/exit_code.hpp"
says $'EXIT STATUS of vipwarden(8):\ntoo much: 80'
sed -i '/^\*--version\*$/d' "$main"
says $'OPTIONS of vipwarden(8):\nmissing: --version'
rm "$page"
says $'pages of verbs:\nmissing: release'
cp "$page" "$copy/docs/man/vipwarden-renew.8.scd"
says $'pages of verbs:\ntoo much: renew'
sed -i '/^\*release\*$/d' "$main"
says $'VERBS of vipwarden(8):\nmissing: release'
echo "every mistake that is tried is found"
