#!/bin/bash
# SPDX-License-Identifier: MIT
# Holds the man pages against the program: every verb has a page and stands in vipwarden(8); the options of a verb's
# --help are those of its page; the codes of exit_code.hpp are those of the table in vipwarden(8). Both ways.
# Usage: man_pages.sh SOURCE_DIR VIPWARDEN
set -uo pipefail
man=${1:?source directory}/docs/man
codes=$1/wrapper/exit_code.hpp
vipwarden=${2:?path to vipwarden}
found=0

# same WHAT WANTED DOCUMENTED: two lists of words; says what only one of them has
same() {
    local difference
    difference=$(diff <(sort -u <<<"$2") <(sort -u <<<"$3") | sed -n 's/^</missing:/p; s/^>/too much:/p')
    [ -z "$difference" ] || { printf '%s\n%s\n' "$1" "$difference"; found=1; }
}

# section PAGE NAME: its lines
section() { awk -v name="# $2" '/^# / { inside = $0 == name; next } inside' "$man/$1.scd"; }

options_of_help() { sed -n 's/^  \(-[^ ]*\).*/\1/p' | tr ',' '\n'; }
options_of_page() { section "$1" OPTIONS | grep '^\*-' | grep -o '\*-[^*]*\*' | tr -d '*'; }
verbs_of_help() { "$vipwarden" --help | awk '/^Subcommands:/ { inside = 1; next } inside && NF { print $1 }'; }
pages() { find "$man" -name 'vipwarden-*.8.scd' -printf '%f\n' | sed 's/^vipwarden-//; s/\.8\.scd$//'; }
bold_terms() { section vipwarden.8 VERBS | grep '^\*' | grep -o '\*[^*]*\*' | tr -d '*'; }
codes_of_table() { section vipwarden.8 'EXIT STATUS' | grep '^| *[0-9]' | grep -o '[0-9]*'; }
codes_of_program() { grep -o ' = [0-9]*,' "$codes" | grep -o '[0-9]*'; }

verbs=$(verbs_of_help)
[ -n "$verbs" ] || { echo "$vipwarden --help names no verb"; exit 1; }
same "pages of verbs:" "$verbs" "$(pages)"
same "VERBS of vipwarden(8):" "$verbs" "$(bold_terms)"
same "SEE ALSO of vipwarden(8):" "$verbs" \
    "$(section vipwarden.8 'SEE ALSO' | grep -o 'vipwarden-[a-z]*(8)' | sed 's/vipwarden-//; s/(8)//')"
same "EXIT STATUS of vipwarden(8):" "$(codes_of_program)" "$(codes_of_table)"
same "OPTIONS of vipwarden(8):" "$("$vipwarden" --help | options_of_help)" "$(options_of_page vipwarden.8)"
for verb in $verbs; do
    [ -e "$man/vipwarden-$verb.8.scd" ] || continue
    same "OPTIONS of vipwarden-$verb(8):" "$("$vipwarden" "$verb" --help | options_of_help)" \
        "$(options_of_page "vipwarden-$verb.8")"
done
[ $found = 0 ] && echo "the man pages say what the program says"
exit $found
