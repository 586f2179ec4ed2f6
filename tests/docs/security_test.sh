#!/bin/bash
# SPDX-License-Identifier: MIT
# Every test that SECURITY.md promises exists.
# Usage: security_test.sh SOURCE_DIRECTORY
set -euo pipefail
cd "${1:?source directory}"
names=$(grep -oE '`[A-Z][A-Za-z]+\.[A-Z][A-Za-z0-9]+`' SECURITY.md | tr -d '`' | sort -u)
[ -n "$names" ] || { echo "SECURITY.md names no test" >&2; exit 1; }
status=0
for name in $names; do
    grep -rqE --include='*_test.cpp' "^TEST(_F|_P)?\(${name%%.*}, ${name#*.}\)" tests ||
        { echo "SECURITY.md names a test that does not exist: $name" >&2; status=1; }
done
exit $status
