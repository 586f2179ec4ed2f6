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

# What the tests of packages, examples and fleet need besides.
# shellcheck disable=SC2034
more_packages=(dpkg-dev lintian shellcheck crun python3-yaml ansible-core ansible-lint yamllint python3-apt)

# Installs the packages that are not there.
need() {
    if ! dpkg -s "$@" >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
    fi
}

# promtool alone: on Debian 12 the package that it is in would start a server, on 13 it is one of its own.
need_promtool() {
    local fetched
    ! command -v promtool >/dev/null || return 0
    apt-get update -qq
    if apt-cache show promtool >/dev/null 2>&1; then
        need promtool
        return
    fi
    fetched=$(mktemp -d)
    (cd "$fetched" && apt-get download -qq prometheus 2>/dev/null && dpkg-deb --fsys-tarfile prometheus_*.deb |
        tar -x ./usr/bin/promtool && install usr/bin/promtool /usr/local/bin)
    rm -r "$fetched"
}
