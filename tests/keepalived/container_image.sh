#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds examples/container/Dockerfile with buildah and runs the image with podman as compose.yaml says, without
# Docker and without a registry: the image's base is made by debootstrap, and the tools live in a root of their own.
# Prints what examples/container/README.md shows under "What was tried". Not a part of the test suite: it downloads,
# and compiles for minutes.
# Usage: container_image.sh DIRECTORY      (as root; 3 GB; DIRECTORY is made, and kept for the next time)
set -euo pipefail
here=$(dirname "$(realpath "$0")")
directory=$(realpath "${1:?a directory}")
root=$directory/root

make_roots() {
    [ -e "$directory/base.tar" ] && return
    [ -d "$root" ] && { echo "container_image.sh: $root is not complete: remove $directory" >&2; exit 1; }
    debootstrap --variant=minbase --include=ca-certificates bookworm "$root" >/dev/null
    tar -C "$root" -cf "$directory/base.tar.new" .
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no service is started
    chmod +x "$root/usr/sbin/policy-rc.d"
    DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -qq -y --no-install-recommends \
        buildah podman crun iproute2 procps python3-yaml >/dev/null
    mkdir -p "$root/src" "$root/etc/keepalived" "$root/etc/containers"
    printf '[containers]\ncgroups = "disabled"\nlog_driver = "k8s-file"\n[engine]\ncgroup_manager = "cgroupfs"\n%s\n' \
        'events_logger = "file"' >"$root/etc/containers/containers.conf"
    printf '[storage]\ndriver = "vfs"\ngraphroot = "/mnt/store"\nrunroot = "/run/store"\n' >"$root/etc/containers/storage.conf"
    mv "$directory/base.tar.new" "$directory/base.tar"
}

enter() { # PART: in the root, in namespaces of its own
    mount --bind "$root" "$root"
    mount --bind -o ro "$here/../.." "$root/src"
    mount --bind "$directory" "$root/mnt"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    mount -t cgroup2 none "$root/sys/fs/cgroup"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs none "$root/dev/shm" # podman's locks
    mount -t tmpfs none "$root/run"
    mount -t tmpfs none "$root/tmp"
    exec chroot "$root" /src/tests/keepalived/container_image.sh /mnt "$1"
}

build() {
    local container
    if ! buildah images --quiet docker.io/library/debian:12-slim >/dev/null 2>&1; then
        container=$(buildah from scratch)
        buildah add "$container" /mnt/base.tar /
        buildah commit "$container" docker.io/library/debian:12-slim
    fi
    buildah bud --layers --pull-never --isolation chroot --file /src/examples/container/Dockerfile \
        --ignorefile /src/examples/container/Dockerfile.dockerignore --tag keepalived-vipwarden /src
}

compose_options() {
    python3 - /src/examples/container/compose.yaml <<'EOF'
import sys, yaml
service = yaml.safe_load(open(sys.argv[1]))["services"]["keepalived"]
print("--network", service["network_mode"], "--stop-timeout", service["stop_grace_period"].rstrip("s"))
print("--restart", service["restart"], "--read-only" * service["read_only"])
for key, option in {"cap_drop": "--cap-drop", "cap_add": "--cap-add", "security_opt": "--security-opt",
                    "tmpfs": "--tmpfs", "volumes": "--volume"}.items():
    print(*[f"{option} {value}" for value in service[key]])
EOF
}

say() { printf '\n$ %s\n' "$*"; "$@"; }
addresses() { say ip -brief -family inet address show dev eno1; }

try() {
    local options
    podman rm --all --force >/dev/null
    mkdir /run/vipwarden
    mount -t tmpfs none /etc/keepalived
    ip link set lo up
    ip link add eno1 type veth peer name peer0
    ip link set peer0 up
    ip link set eno1 up
    ip address add 10.9.0.1/24 dev eno1
    cat >/etc/keepalived/keepalived.conf <<'EOF'
vrrp_instance nginx {
    interface eno1
    state MASTER
    virtual_router_id 41
    priority 150
    version 3
    advert_int 0.1
    virtual_ipaddress {
        10.9.0.100
    }
}
EOF
    read -r -d '' -a options < <(compose_options) || true
    say podman run --detach --name vip "${options[@]}" keepalived-vipwarden
    sleep 2
    say grep -E '^(CapBnd|NoNewPrivs|Seccomp):' "/proc/$(pgrep -x vipwarden)/status"
    addresses
    say sed -i s/10.9.0.100/10.9.0.101/ /etc/keepalived/keepalived.conf
    say podman kill --signal HUP vip
    sleep 1
    addresses
    say podman kill --signal KILL vip
    addresses
    say podman start vip
    sleep 2
    addresses
    say podman stop vip
    addresses
    say podman ps --all --format '{{.Names}} {{.Status}}'
    say podman run --rm --network none --entrypoint find keepalived-vipwarden / -xdev -name '*vipwarden*'
    say podman run --rm --network none --entrypoint ldd keepalived-vipwarden /usr/sbin/vipwarden
}

case ${2:-} in
    enter-*) enter "${2#enter-}" ;;
    build | try) "$2" ;;
    *)
        mkdir -p "$directory"
        make_roots
        unshare --mount --pid --fork --kill-child --propagation private "$0" "$directory" enter-build
        unshare --mount --pid --net --ipc --uts --fork --kill-child --propagation private "$0" "$directory" enter-try
        ;;
esac
