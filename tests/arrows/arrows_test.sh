#!/bin/sh
# SPDX-License-Identifier: MIT
# The check itself must be able to fail: a copy of the tree with one wrong arrow is refused, by the right rule.
set -eu
source=${1:?source directory}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$source/netlink" "$source/systemd" "$source/wrapper" "$copy/"
"$source/tests/arrows/arrows.sh" "$copy" >/dev/null

refuses() { # FILE LINE RULE
    cp "$copy/$1" "$copy/saved"
    printf '%s\n' "$2" >> "$copy/$1"
    if said=$("$source/tests/arrows/arrows.sh" "$copy"); then echo "accepted in $1: $2"; exit 1; fi
    case $said in *"BROKEN: $3"*) ;; *) echo "wrong rule for $1: $said"; exit 1 ;; esac
    cp "$copy/saved" "$copy/$1"
}
refuses netlink/ip_address.cpp '#include "wrapper/vip.hpp"' 'netlink may include only'
refuses systemd/sd_notifier.cpp '#include "netlink/ip_address.hpp"' 'systemd may include only'
refuses wrapper/config/parser.cpp '#include "netlink/address_table.hpp"' 'wrapper/config may include only'
refuses wrapper/release/plan.cpp '#include "wrapper/config/parser.hpp"' 'wrapper/release may include only'
refuses wrapper/host/files.cpp '#include "netlink/address_table.hpp"' 'wrapper/host may include only'
refuses wrapper/vip.hpp '#include <netlink/addr.h>' 'libnl stays in netlink'
refuses wrapper/release/plan.cpp '#include <spdlog/spdlog.h>' 'spdlog is for the commands'
refuses systemd/sd_notifier.cpp '#include <systemd/sd-daemon.h>' 'sdbus-c++ stays in systemd'
refuses wrapper/commands/list.cpp 'void f() { kill(1, 9); }' 'processes are started'
refuses wrapper/commands/list.cpp 'auto x = std::getenv("A");' 'the environment is read'
refuses wrapper/commands/list.cpp 'void f() { usleep(1); }' 'no sleep'
echo "every rule that is tried refuses"
