#!/bin/bash
# SPDX-License-Identifier: MIT
# mandoc finds nothing wrong in the man pages, and every page of ours that they refer to exists.
# Usage: man_lint.sh SOURCE_DIR
set -uo pipefail
man=${1:?source directory}/docs/man
for program in scdoc mandoc; do
    command -v $program >/dev/null || { echo "SKIPPED-CAPABILITY: $program is not installed"; exit 77; }
done
found=0
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
for source in "$man"/*.scd; do
    page=$directory/$(basename "$source" .scd)
    scdoc <"$source" >"$page" || found=1
    # scdoc writes a paragraph macro after each heading, which mandoc finds superfluous.
    ! mandoc -T lint -W warning "$page" | grep -v 'skipping paragraph macro: PP ' | sed "s,^mandoc: $page,$source," |
        grep . || found=1
    while IFS='()' read -r name section; do
        [ -e "$man/$name.$section.scd" ] || { echo "$source: there is no $name($section)"; found=1; }
    done < <(grep -oE 'vipwarden[a-z-]*\([58]\)' "$source")
done
exit $found
