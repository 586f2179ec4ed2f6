#!/bin/bash
# SPDX-License-Identifier: MIT
# Plays examples/replace-a-node/runbook.sh and holds what was typed and said against the transcript in docs/incident.md.
#
#   transcript.sh [--make] VIPWARDEN TRANSCRIPT      (as root, a minute)
#
# --make writes TRANSCRIPT instead. Exit 77 if this machine can't run the nodes, see pair.sh.
set -uo pipefail

here=$(dirname "$(readlink -f "$0")")
make=
[ "${1:-}" != --make ] || { make=yes; shift; }
[ $# = 2 ] || { echo "usage: transcript.sh [--make] VIPWARDEN TRANSCRIPT" >&2; exit 64; }

introduction() {
    cat <<'TEXT'
# The incident, and its cure

A node is replaced; keepalived on it dies the wrong way, and two hosts answer for one address. What was typed on which node,
and all that was said: two nodes with a real systemd and keepalived each, `old` and `new`, and a third place in their
network, `router`. Nothing is shortened.

Written by `tests/system/transcript.sh --make build/release/wrapper/vipwarden docs/incident.md`, from a run of
[examples/replace-a-node/runbook.sh](../examples/replace-a-node/runbook.sh). The test suite plays it again and compares.
TEXT
}

# One section of Markdown for each part of the story; no blank lines at the ends of what is in a fence
as_markdown() {
    awk '
        function end_fence() { if (open) print "```"; open = blank = 0 }
        /^== / { end_fence(); print "\n##" substr($0, 3) "\n"; next }
        /^$/ { blank = open; next }
        !open { print "```"; open = 1 }
        blank { print ""; blank = 0 }
        { sub(/ +$/, ""); print }
        END { end_fence() }'
}

# Without what another run may say otherwise: the number of an interface, how far a stop has come.
comparable() { sed -E -e 's/@if[0-9]+ +/@if /' -e '/ is stopping: [0-9]+ s of at most /d' -e '/^$/d' "$@"; }

played=$("$here/../../examples/replace-a-node/runbook.sh" "$1")
status=$?
if [ $status != 0 ]; then
    printf '%s\n' "$played"
    exit $status
fi
page() { introduction; printf '%s\n' "$played" | as_markdown; }
if [ -n "$make" ]; then
    page >"$2"
elif ! diff <(comparable "$2") <(page | comparable); then
    echo "transcript.sh: this run does not say what $2 says; if it should, write it anew with --make" >&2
    exit 1
fi
