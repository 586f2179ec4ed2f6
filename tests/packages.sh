# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What building and testing needs, by Debian's names; for tests/all and tests/plain.

# shellcheck disable=SC2034  # for those who read this file
packages=(
    g++ cmake ninja-build pkg-config
    libnl-3-dev libnl-route-3-dev libspdlog-dev libfmt-dev libcli11-dev nlohmann-json3-dev libsystemd-dev libsdbus-c++-dev
    libgtest-dev libgmock-dev librapidcheck-dev
    keepalived iproute2 procps util-linux systemd-container dbus git
    scdoc mandoc bash-completion python3-jsonschema
)

# Installs the packages that are not there.
need() {
    if ! dpkg -s "$@" >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
    fi
}
