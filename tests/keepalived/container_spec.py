#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints what examples/container asks of Docker as the config.json of an OCI runtime.

  container_spec.py EXAMPLE_DIRECTORY ROOT [+CAPABILITY | -CAPABILITY ...]

ENTRYPOINT and CMD come from the Dockerfile, capabilities, mounts and read_only from compose.yaml, all else (the masked
and read-only paths of /proc, the file systems) is what Docker does without being asked. A key of compose.yaml that is
not understood here is an error: it would go untested.
"""
import json
import re
import sys

import yaml

KNOWN = {"image", "build", "network_mode", "cap_drop", "cap_add", "security_opt", "read_only", "tmpfs", "volumes",
         "stop_grace_period", "restart", "command"}
NO_NEW_PRIVILEGES = "no-new-privileges:true"
MASKED = ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
          "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"]
READ_ONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]


def last(word, dockerfile):
    return json.loads(re.findall(rf"^{word} (\[.*\])$", dockerfile, re.MULTILINE)[-1])


def file_system(kind, where, *options):
    return {"type": kind, "source": kind, "destination": where, "options": ["nosuid", "nodev", "noexec", *options]}


def bind(volume):
    source, where, *options = volume.split(":")
    return {"type": "bind", "source": source, "destination": where, "options": ["rbind", *options]}


def mounts(service):
    everywhere = [file_system("proc", "/proc"), file_system("sysfs", "/sys", "ro"),
                  {"type": "tmpfs", "source": "tmpfs", "destination": "/dev", "options": ["nosuid", "mode=755"]}]
    asked = [file_system("tmpfs", where) for where in service["tmpfs"]] + [bind(it) for it in service["volumes"]]
    return everywhere + sorted(asked, key=lambda mount: mount["destination"])


def capabilities(service, changes):
    assert service["cap_drop"] == ["ALL"]
    names = set(service["cap_add"])
    for change in changes:
        (names.add if change[0] == "+" else names.discard)(change[1:])
    return sorted(f"CAP_{name}" for name in names)


def spec(dockerfile, service, root, changes):
    if unknown := service.keys() - KNOWN:
        sys.exit(f"container_spec.py: not understood: {', '.join(sorted(unknown))}")
    assert service["network_mode"] == "host"
    granted = capabilities(service, changes)
    return {
        "ociVersion": "1.0.2",
        "process": {
            "args": last("ENTRYPOINT", dockerfile) + service.get("command", last("CMD", dockerfile)),
            "cwd": "/",
            "env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            "user": {"uid": 0, "gid": 0},
            "capabilities": {kind: granted for kind in ("bounding", "effective", "permitted")},
            "noNewPrivileges": NO_NEW_PRIVILEGES in service.get("security_opt", []),
        },
        "root": {"path": root, "readonly": service["read_only"]},
        "mounts": mounts(service),
        "linux": {
            # No "network": the host's.
            "namespaces": [{"type": kind} for kind in ("pid", "mount", "ipc", "uts")],
            "maskedPaths": MASKED,
            "readonlyPaths": READ_ONLY,
        },
    }


def main():
    example, root, *changes = sys.argv[1:]
    with open(f"{example}/Dockerfile", encoding="utf-8") as text:
        dockerfile = text.read()
    with open(f"{example}/compose.yaml", encoding="utf-8") as text:
        service = yaml.safe_load(text)["services"]["keepalived"]
    print(json.dumps(spec(dockerfile, service, root, changes)))


main()
