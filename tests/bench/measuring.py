# SPDX-License-Identifier: MIT
"""What tests/bench/table measures with: namespaces of its own, addresses set up quickly, rounds, clocks."""
import ctypes
import ipaddress
import json
import os
import random
import socket
import statistics
import struct
import subprocess
import sys
import time

SANDBOX = "vipwarden-bench"  # The host name that the programs beside this file ask for before they change anything.
DIRECTORY = "/run/bench"
INTERFACE = "bench0"


class NotMeasured(Exception):
    """Something could not be measured."""


class MissingCapability(NotMeasured):
    """Nothing can be measured here."""


# ---- namespaces -----------------------------------------------------------------------------------------------

def enter_sandbox():
    """Continues this script in namespaces of its own, as a child of an init that reaps; returns only there."""
    if socket.gethostname() != SANDBOX:
        if os.geteuid() != 0:
            raise MissingCapability("SKIPPED-CAPABILITY: root is needed, as all runs in namespaces of its own")
        os.execvp("unshare", ["unshare", "-n", "-m", "-u", "-p", "-f", "--mount-proc", "--kill-child",
                              sys.executable, "-c", "import socket, os, sys;"
                              f"socket.sethostname('{SANDBOX}'); os.execv(sys.argv[1], sys.argv[1:])",
                              sys.executable, *sys.argv])
    worker = os.fork()
    while worker != 0:
        pid, status = os.wait()
        if pid == worker:
            os._exit(os.waitstatus_to_exitcode(status) & 0xff)
    run("mount", "-t", "tmpfs", "tmpfs", "/run")
    os.mkdir(DIRECTORY)
    # keepalived asks for the host's name, and would wait ten seconds for name servers that nobody can reach.
    run("mount", "--bind", write("hosts", f"127.0.0.1 localhost {SANDBOX}\n"), "/etc/hosts")


def run(*command):
    """Runs a command to its end and returns what it prints."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise NotMeasured(f"{' '.join(command)[:200]}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


def write(name, text):
    """A file for the time of the measurement."""
    path = f"{DIRECTORY}/{name}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


made = []


def make_interface(name=INTERFACE, *own):
    """A pair of veths that are up, with addresses of the host that stay; the VIPs of most rows are in their subnets."""
    run("ip", "link", "add", name, "type", "veth", "peer", "name", f"{name}p")
    made.append(name)
    run("ip", "link", "set", name, "up")
    run("ip", "link", "set", f"{name}p", "up")
    while json.loads(run("ip", "-json", "link", "show", name))[0]["operstate"] != "UP":
        time.sleep(0.01)
    for address in own or ("10.255.255.254/8", "fd00::ffff:1/64"):
        run("ip", "addr", "add", address, "dev", name, *(["nodad"] if ":" in address else []))


def remove_interfaces():
    """All that were made."""
    while made:
        run("ip", "link", "del", made.pop())


# ---- addresses, many at a time (rtnetlink(7)) -------------------------------------------------------------------

RTM_NEWADDR, NLMSG_ERROR, IFA_F_NODAD = 20, 2, 2
REQUEST_CREATE_EXCL, ACK = 0x1 | 0x400 | 0x200, 0x4
IFA_ADDRESS, IFA_LOCAL = 1, 2
BATCH = 256


def addresses(count, first="10.0.0.1", prefix=32):
    """So many in a row."""
    start = ipaddress.ip_address(first)
    return [f"{start + i}/{prefix}" for i in range(count)]


def encode(index, address, sequence, flags):
    where = ipaddress.ip_interface(address)
    attribute = struct.pack("=HH", 4 + len(where.packed), IFA_ADDRESS) + where.packed
    if where.version == 4:
        attribute += struct.pack("=HH", 8, IFA_LOCAL) + where.packed
    family = socket.AF_INET if where.version == 4 else socket.AF_INET6
    body = struct.pack("=BBBBI", family, where.network.prefixlen, IFA_F_NODAD, 0, index) + attribute
    return struct.pack("=IHHII", 16 + len(body), RTM_NEWADDR, flags, sequence, 0) + body


class AddressSet:
    """Addresses that are put on the interface anew before each measurement. One that is still there is an error:
    the method before has not removed it."""

    def __init__(self, some, interface=INTERFACE):
        self.addresses = some
        index = socket.if_nametoindex(interface)
        self.batches = []
        for first in range(0, len(some), BATCH):
            batch = some[first:first + BATCH]
            last = len(batch) - 1
            self.batches.append(b"".join(
                encode(index, address, i, REQUEST_CREATE_EXCL | (ACK if i == last else 0))
                for i, address in enumerate(batch)))

    def set_up(self):
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
            for batch in self.batches:
                kernel.send(batch)
                error = struct.unpack_from("=i", kernel.recv(65536), 16)[0]
                if error != 0:
                    raise NotMeasured(f"could not set the addresses up: {os.strerror(-error)}")


# ---- clocks -----------------------------------------------------------------------------------------------------

QUIET = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]


def time_of(*command, status=0):
    """Nanoseconds from posix_spawn(3) to the return of waitpid(2)."""
    start = time.monotonic_ns()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=QUIET)
    _, got = os.waitpid(pid, 0)
    end = time.monotonic_ns()
    if os.waitstatus_to_exitcode(got) != status:
        raise NotMeasured(f"{' '.join(command)[:200]}: exit status {os.waitstatus_to_exitcode(got)}")
    return end - start


def numbers(*command):
    """What one of the clocks beside this file prints."""
    return [int(word) for word in run(*command).split()]


def in_rounds(count, methods):
    """Every method once a round, in random order: what else the machine does hits all alike."""
    samples = {name: [] for name in methods}
    for _ in range(count):
        for name in random.sample(list(methods), len(methods)):
            samples[name].append(methods[name]())
    return samples


def in_namespace(path):
    """Enters a network namespace (setns(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(path, "rb") as file:
        if libc.setns(file.fileno(), 0x40000000) != 0:
            raise NotMeasured(f"setns {path}: {os.strerror(ctypes.get_errno())}")


# ---- figures ----------------------------------------------------------------------------------------------------

def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median_ratio(over, under):
    """The median of the ratios of the same round."""
    return statistics.median(a / b for a, b in zip(over, under))


def as_time(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            digits = 0 if nanoseconds >= 100 * size else 1 if nanoseconds >= 10 * size else 2
            return f"{nanoseconds / size:.{digits}f} {unit}"
    return f"{nanoseconds:.0f} ns"


def spread(values):
    """Median [10th – 90th percentile]."""
    return (f"{as_time(statistics.median(values))} "
            f"[{as_time(percentile(values, 0.1))} – {as_time(percentile(values, 0.9))}]")
