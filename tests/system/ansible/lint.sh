#!/bin/bash
# SPDX-License-Identifier: MIT
# The role and the plays pass ansible-lint with its strictest profile, and yamllint; each variable of the role is
# specified, documented and has a default.
#
#   lint.sh FOLDER
set -u

cd "$1" || exit 1
for program in ansible-lint yamllint; do
    command -v $program >/dev/null || { echo "SKIPPED-CAPABILITY: $program is not installed"; exit 77; }
done
home=$(mktemp -d) || exit 1
trap 'rm -r "$home"' EXIT
status=0
HOME=$home XDG_CACHE_HOME=$home ansible-lint -p --offline --nocolor || status=1
yamllint --strict . || status=1

role=roles/vipwarden
# lacks VARIABLE WHAT PATTERN FILE
lacks() {
    grep -qE "$3" "$role/$4" || { echo "$1: no $2 in $role/$4"; status=1; }
}
while read -r variable; do
    lacks "$variable" default "^$variable:" defaults/main.yml
    lacks "$variable" specification "^      $variable:" meta/argument_specs.yml
    lacks "$variable" documentation "^\| \`$variable\` \|" README.md
done < <(sed -nE 's/^ *(vipwarden_[a-z_]+):.*/\1/p' $role/{defaults/main,meta/argument_specs}.yml | sort -u)
exit $status
