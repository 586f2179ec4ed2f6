#!/bin/bash
# SPDX-License-Identifier: MIT
# lintian finds no error and gives no warning, shellcheck neither; the programs are hardened as Debian builds them.
# Usage: package_lint.sh DEB SOURCE_DIR
set -uo pipefail
package=${1:?package}
source=${2:?source directory}
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

for program in lintian dpkg-deb objdump; do
    command -v $program >/dev/null || { echo "SKIPPED-CAPABILITY: $program is not installed"; exit 77; }
done
[ -s "$package" ] || { echo "SKIPPED-CAPABILITY: the package could not be built"; exit 77; }
lintian --allow-root --fail-on error,warning "$package" || fail "lintian"
if command -v shellcheck >/dev/null; then
    shellcheck --shell=sh "$source"/packaging/debian/{postinst,prerm,postrm} || fail "shellcheck"
else
    echo "SKIPPED-CAPABILITY: shellcheck is not installed"
fi

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
dpkg-deb --extract "$package" "$tree"
for program in "$tree"/usr/sbin/vipwarden "$tree"/usr/libexec/vipwarden/vipwarden-all; do
    headers=$(objdump --private-headers "$program")
    [ "$(od -An -tu2 -j16 -N2 "$program" | tr -d ' ')" = 3 ] || fail "$program: no PIE" # e_type ET_DYN, elf(5)
    grep -q RELRO <<<"$headers" || fail "$program: no relro"
    grep -qE '^ +FLAGS +0x0*8$' <<<"$headers" || fail "$program: not bound at once" # DF_BIND_NOW
done
version=$(dpkg-deb --field "$package" Version)
[ "$("$tree"/usr/sbin/vipwarden --version)" = "vipwarden $version" ] || fail "the program is not of version $version"
gzip -dc "$tree"/usr/share/doc/vipwarden/changelog.gz | grep -q "^vipwarden ($version) " || fail "the changelog is not of version $version"
[ $failures = 0 ] && echo "nothing is wrong with ${package##*/}"
exit $((failures > 0))
