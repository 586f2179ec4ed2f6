#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may know whom: holds the rules of docs/architecture.md ("The rooms") against the #include lines and calls
# of the product's sources. Prints every line that breaks a rule, with the rule. Usage: arrows.sh SOURCE_DIR
set -u
cd "${1:?source directory}" || exit 2

# complain RULE: standard input holds the offending lines.
complain() {
    lines=$(cat)
    [ -z "$lines" ] || printf 'BROKEN: %s\n%s\n' "$1" "$lines"
}

# only ROOM ALLOWED: no header of ours but those.
only() {
    grep -rnE '^#include "' "$1" --include='*.[hc]pp' | grep -vE "#include \"($2)" |
        complain "$1 may include only: $2"
}

# third RULE HEADERS ALLOWED_FILES: third-party headers nowhere else.
third() {
    grep -rnE "^#include <($2)" netlink systemd wrapper --include='*.[hc]pp' | grep -vE "^($3)" | complain "$1"
}

# calls RULE FUNCTIONS ALLOWED_FILES: these functions are called nowhere else.
calls() {
    grep -rnE "(^|[^a-z_.>])($2)\(" netlink systemd wrapper --include='*.cpp' |
        grep -vE '^[^:]+:[0-9]+: *//' | grep -vE "^($3)" | complain "$1"
}

check_all() {
    values='netlink/(ip_address|mac_address|interface_address|routing_entry)\.hpp|wrapper/(vip|address_numbers|declared_routing|declared_device|unique_fd|read_to_end|new_file)\.hpp'
    only netlink 'netlink/'
    only systemd 'systemd/'
    only wrapper/config 'wrapper/config/|netlink/ip_address\.hpp|wrapper/(vip|address_numbers|unique_fd|read_to_end)\.hpp'
    only wrapper/snapshot "wrapper/snapshot/|$values"
    only wrapper/release \
        "wrapper/release/|wrapper/snapshot/snapshot\.hpp|netlink/(address_table|link_table|routing_table)\.hpp|$values"
    only wrapper/supervisor 'wrapper/supervisor/|wrapper/(unique_fd|read_to_end)\.hpp'
    only wrapper/host 'wrapper/host/|netlink/(ip_address|interface_address|socket_table)\.hpp|wrapper/(vip|unique_fd|read_to_end)\.hpp|wrapper/supervisor/process_table\.hpp'
    only wrapper/report "wrapper/report/|wrapper/release/|wrapper/snapshot/snapshot\.hpp|$values"
    grep -rnE '^#include "netlink/(rtnl_socket|nl_|message|wire_address|packet_socket|probe_record|(arp|ndp)_frame|(address|link|route|rule)_message)' systemd wrapper |
        complain "netlink's private headers stay in netlink"

    third 'libnl stays in netlink, out of public headers' 'netlink/' \
        'netlink/[a-z_]+\.cpp|netlink/(nl_|rtnl_socket|message|wire_address|(address|link|route|rule)_message)'
    third 'sdbus-c++ stays in systemd, and libsystemd below it' 'systemd/|sdbus-c\+\+/' \
        'systemd/(sdbus_|unit_decoding)[a-z_]*\.[ch]pp'
    third 'spdlog is for the commands: libraries never log' 'spdlog/' \
        'wrapper/commands/[a-z_]+\.cpp|wrapper/fmt_and_spdlog\.cpp'
    third 'CLI11 stays in the reading of the command line' 'CLI/' 'wrapper/commands/cli(_[a-z]+)?\.[ch]pp'
    third 'nlohmann-json stays in the snapshot and the report' 'nlohmann/' 'wrapper/snapshot/|wrapper/report/([a-z]+_)?json(_parts)?\.[ch]pp'

    calls 'processes are started, signalled and waited for in supervisor only' \
        'fork|execv[pe]*|signalfd|poll|kill|waitid|waitpid' \
        'wrapper/supervisor/|wrapper/commands/log\.cpp|netlink/packet_neighbour_prober\.cpp' # whether stderr takes a line without blocking; answers are awaited
    calls 'the environment is read in program.cpp only' 'getenv|secure_getenv' 'wrapper/program\.cpp'
    calls 'only main ends the program' 'exit|_exit|abort|quick_exit' \
        'wrapper/supervisor/(child_process|program_output)\.cpp|netlink/network_namespace\.cpp'
    calls 'no sleep where an event can be awaited' 'sleep|usleep|nanosleep|sleep_for|sleep_until' \
        'netlink/rtnl_socket\.cpp' # the pause before an interrupted dump is taken again: there is no event for "calm"
}

found=$(check_all)
[ -z "$found" ] && echo "all arrows point the right way" && exit 0
printf '%s\n' "$found"
exit 1
