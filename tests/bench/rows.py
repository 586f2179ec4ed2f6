# SPDX-License-Identifier: MIT
"""The rows of the table: what is measured, against what, and the goal."""
import dataclasses
import os
import signal
import statistics
import time

import start
import wire
from measuring import (AddressSet, INTERFACE, NotMeasured, addresses, as_time, in_rounds, make_interface, median_ratio,
                       numbers, percentile, remove_interfaces, run, spread, time_of, write)


@dataclasses.dataclass
class Bench:
    """What every row needs to know."""
    build: str   # The build directory.
    quick: bool  # Only show that everything runs.

    @property
    def vipwarden(self):
        return f"{self.build}/wrapper/vipwarden"

    def clock(self, name):
        return f"{self.build}/tests/bench/{name}"

    def rounds(self, count):
        return min(count, 2) if self.quick else count


@dataclasses.dataclass
class Result:
    """A line of the table."""
    what: str
    goal: str
    measured: str
    met: bool
    ours: str
    other: str
    rounds: int


def at_most(what, limit, ours, other, of="floor"):
    ratio = median_ratio(ours, other)
    return Result(what, f"≤ {limit:g} × {of}", f"{ratio:.2f} ×", ratio <= limit, spread(ours), spread(other),
                  len(ours))


def faster(what, factor, ours, other, than):
    ratio = median_ratio(other, ours)
    return Result(what, f"≥ {factor:g} × faster than {than}", f"{ratio:.1f} ×", ratio >= factor, spread(ours),
                  spread(other), len(ours))


def memory(what, limit, measured, other="–"):
    """In MB of 1,000,000 bytes."""
    value = measured / 1e6
    return Result(what, f"≤ {limit:g} MB", f"{value:.2f} MB", value <= limit, "–", other, 1)


def quick_enough(what, limit_ms, value, ours, other, which=""):
    return Result(what, f"≤ {limit_ms} ms{which}", as_time(value), value <= limit_ms * 1e6, spread(ours), other,
                  len(ours))


# ---- release inside run, and until the VIPs are silent -----------------------------------------------------------

class Removals:
    """One set of addresses, and the ways to remove it."""

    def __init__(self, bench, some, family=4):
        self.bench, self.which = bench, (INTERFACE, str(family), some[0].split("/")[1])
        self.set = AddressSet(some)
        self.silenced = []
        self.batch = write("batch", "".join(f"addr del {a} dev {INTERFACE}\n" for a in some))
        self.loop = write("loop", "".join(f"ip addr del {a} dev {INTERFACE}\n" for a in some))

    def floor(self):
        self.set.set_up()
        return numbers(self.bench.clock("floor"), *self.which)[0]

    def ours(self):
        self.set.set_up()
        gone, silenced, _ = numbers(self.bench.clock("release_clock"), *self.which, "release")
        self.silenced.append(silenced)
        return gone

    def ip_batch(self):
        self.set.set_up()
        return time_of("ip", "-force", "-batch", self.batch)

    def bash(self):
        self.set.set_up()
        return time_of("bash", self.loop)


RELEASE = {  # addresses: goals against the floor, ip -batch, a bash loop, until silent; rounds, of bash
    1: (1.6, 45, 100, None, 31, 31),
    10: (1.3, 25, 300, None, 31, 15),
    100: (1.25, 8.5, 500, None, 31, 9),
    1000: (1.0, 3.2, 250, 0.30, 21, 3),
    10000: (0.9, None, None, 0.05, 9, 0),
}


def release(bench, count):
    of_floor, of_batch, of_bash, silent, rounds, bash_rounds = RELEASE[count]
    ways = Removals(bench, addresses(count))
    methods = {"floor": ways.floor, "ours": ways.ours}
    if of_batch:
        methods["ip"] = ways.ip_batch
    got = in_rounds(bench.rounds(rounds), methods)
    title = f"release inside `run`, IPv4, {count:,}"
    results = [at_most(title, of_floor, got["ours"], got["floor"])]
    if of_batch:
        results.append(faster(title, of_batch, got["ours"], got["ip"], "`ip -batch`"))
    if silent:
        silenced = ways.silenced[:len(got["floor"])]
        results.append(at_most(f"until no VIP answers or takes traffic, {count:,}", silent, silenced, got["floor"]))
    if of_bash:
        got = in_rounds(bench.rounds(bash_rounds), {"ours": ways.ours, "bash": ways.bash})
        results.append(faster(title, of_bash, got["ours"], got["bash"], "a bash loop"))
    return results


def promote(bench, count, first, prefix, factor, rounds):
    with open(f"/proc/sys/net/ipv4/conf/{INTERFACE}/promote_secondaries", "w", encoding="ascii") as file:
        file.write("1")
    ways = Removals(bench, addresses(count, first, prefix))
    got = in_rounds(bench.rounds(rounds), {"ours": ways.ours, "ip": ways.ip_batch})
    return [faster(f"promote_secondaries=1, {count:,} in one /{prefix}", factor, got["ours"], got["ip"], "`ip -batch`")]


def ipv6(bench, count, limit, rounds, routes=0):
    if routes:
        make_interface("foreign0", "192.0.2.1/24")
        run("ip", "-6", "-batch", write("routes", "".join(
            f"route add 2001:db8:{i >> 16:x}:{i & 0xffff:x}::/64 dev foreign0\n" for i in range(routes))))
    ways = Removals(bench, addresses(count, "fd00::1", 128), family=6)
    got = in_rounds(bench.rounds(rounds), {"floor": ways.floor, "ours": ways.ours})
    title = f"IPv6, {count:,}" + (f" beside {routes:,} foreign routes" if routes else "")
    return [at_most(title, limit, got["ours"], got["floor"])]


def silence(bench, count):
    answers = wire.ask_before_and_after(bench.clock("release_clock"), count)
    text = ", ".join(f"{protocol} {before} → {after}" for protocol, (before, after) in answers.items())
    met = all((before, after) == (count, 0) for before, after in answers.values())
    return [Result(f"{count:,} VIPs asked by another host before and after they are silenced", "all answer → none",
                   text, met, "–", "–", 1)]


# ---- real keepalived -----------------------------------------------------------------------------------------------

def configuration(name, count, vrid=51, first="10.0.0.1", interface=INTERFACE):
    """keepalived's: an owner, which is master at once."""
    vips = "".join(f"        {a} dev {interface}\n" for a in addresses(count, first))
    return write(name, f"vrrp_instance BENCH {{\n    interface {interface}\n    virtual_router_id {vrid}\n"
                       f"    state MASTER\n    priority 255\n    virtual_ipaddress {{\n{vips}    }}\n}}\n")


def keepalived(config, name="keepalived"):
    return ["keepalived", "-n", "-P", "-f", config, "-p", f"/run/{name}.pid", "-r", f"/run/{name}.vrrp.pid"]


def processes(name):
    """Those of this PID namespace, youngest first."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                if file.read().strip() == name:
                    found.append(int(pid))
        except OSError:
            pass
    return sorted(found, reverse=True)


def wait_until_gone(*pids):
    deadline = time.monotonic() + 20
    while any(os.path.exists(f"/proc/{pid}") for pid in pids):
        if time.monotonic() > deadline:
            raise NotMeasured(f"still there: {pids}")
        time.sleep(0.01)


class Lives:
    """keepalived's life, alone and below `vipwarden run`: until all VIPs are up, and until all are gone."""

    def __init__(self, bench, count):
        self.bench, self.count = bench, count
        self.config = configuration("keepalived.conf", count)
        self.up = {"run": [], "keepalived": []}

    def come(self, name, command):
        time_up, pid = numbers(self.bench.clock("address_clock"), str(self.count), "come", *command)
        self.up[name].append(time_up)
        time.sleep(0.5)  # It has long settled then.
        return pid

    def go(self, number, pids):
        return numbers(self.bench.clock("address_clock"), str(self.count), "go", str(int(number)), *map(str, pids))[0]

    def alone(self):
        pid = self.come("keepalived", keepalived(self.config))
        time_gone = self.go(signal.SIGTERM, [pid])
        wait_until_gone(pid)
        return time_gone

    def below_run(self):
        pid = self.come("run", [self.bench.vipwarden, "run", "--", *keepalived(self.config)])
        victims = processes("keepalived")
        time_gone = self.go(signal.SIGKILL, victims)
        wait_until_gone(pid, *victims)  # The next keepalived would take one that still dies for a live one.
        return time_gone


def life(bench, count):
    lives = Lives(bench, count)
    got = in_rounds(bench.rounds(15), {"run": lives.below_run, "keepalived": lives.alone})
    title = f"kill -9 of all of keepalived → last of {count:,} VIPs gone"
    killed, ended = got["run"], got["keepalived"]
    return [quick_enough(title, 2, statistics.median(killed), killed, spread(ended), " median") if count == 10 else
            at_most(title, 0.65, killed, ended, "keepalived's own after TERM"),
            at_most(f"exec → all of {count:,} VIPs up", 1.05, lives.up["run"], lives.up["keepalived"],
                    "bare keepalived")]


# ---- waking up, starting, waiting ----------------------------------------------------------------------------------

def wakeups(bench, busy):
    words = run(bench.clock("wakeup_clock"), "20" if bench.quick else "500", str(busy)).split()
    return [[int(time) for name, time in zip(words[::2], words[1::2]) if name == kind]
            for kind in ("event_source", "waitpid")]


def wakeup(bench):
    ours, plain = wakeups(bench, 0)
    busy, plain_busy = wakeups(bench, 4)
    ratio = statistics.median(ours) / statistics.median(plain)
    return [Result("wake-up after the child's death", "≤ 1.2 × waitpid(2)", f"{ratio:.2f} ×", ratio <= 1.2,
                   spread(ours), spread(plain), len(ours)),
            quick_enough("the same, four busy processes on two processors", 3, percentile(busy, 0.99), busy,
                         f"{spread(plain_busy)}, p99 {as_time(percentile(plain_busy, 0.99))}", " p99")]


def exec_to_main(bench):
    empty = start.empty_program()
    ours, plain = (start.ends_at_main(program) for program in (bench.vipwarden, empty))
    got = in_rounds(bench.rounds(101), {"ours": lambda: time_of(ours), "plain": lambda: time_of(plain)})
    size = start.pss_at_main(bench.vipwarden)
    return [at_most("exec to main()", 1.3, got["ours"], got["plain"], "an empty C program"),
            memory("PSS at main()", 1, size, f"{start.pss_at_main(empty) / 1e6:.2f} MB")]


def hook(bench):
    """With a snapshot as `snapshot` leaves it before keepalived starts, then the VIPs, then `release`."""
    config = configuration("keepalived.conf", 10)
    ways = Removals(bench, addresses(10))

    def ours():
        run(bench.vipwarden, "snapshot", "-f", config)
        ways.set.set_up()
        return time_of(bench.vipwarden, "release", "-f", config)

    got = in_rounds(bench.rounds(31), {"ours": ours, "ip": ways.ip_batch})
    return [faster("`release` as a process, 10 VIPs and a snapshot", 2, got["ours"], got["ip"], "`ip -batch`")]


def switches(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status", encoding="utf-8") as file:
            total += sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
    return total


def idle(bench):
    """Wake-ups of two of them at once, each on an interface of its own, so that it takes one minute and not two;
    memory of one alone, as two would share most of it."""
    cases, results = [], []
    for i, options in enumerate(([], ["--hang-timeout", "0"])):
        name = f"idle{i}"
        make_interface(name, f"192.0.{i}.1/24")
        config = configuration(f"{name}.conf", 10, vrid=60 + i, first=f"10.{i}.0.1", interface=name)
        command = [bench.vipwarden, "run", *options, "--", *keepalived(config, name)]
        cases.append((options, numbers(bench.clock("address_clock"), "10", "come", *command)[1]))
        time.sleep(3)
        if not results:
            results.append(memory("`run` while nothing happens: PSS", 1.5, start.pss(cases[0][1])))
    settled, seconds = (1, 5) if bench.quick else (30, 60)  # Until then it looks at what keepalived has loaded.
    time.sleep(settled)
    before = [switches(pid) for _, pid in cases]
    time.sleep(seconds)
    for (options, pid), count in zip(cases, before):
        title = "`run" + "".join(f" {word}" for word in options) + "` while nothing happens"
        woken = switches(pid) - count
        results.append(Result(title, f"no wake-up in {seconds} s", str(woken), woken == 0, "–", "–", 1))
        os.kill(pid, signal.SIGTERM)
    wait_until_gone(*(pid for _, pid in cases))
    return results


# ---- the configuration ---------------------------------------------------------------------------------------------

def instances(count):
    """So many, each with ten VIPs; up to 255 on each of eth0, eth1 …"""
    text, vips = [], addresses(count * 10)
    for i in range(count):
        text.append(f"vrrp_instance VI_{i} {{\n    state BACKUP\n    interface eth{i // 255}\n"
                    f"    virtual_router_id {i % 255 + 1}\n    priority 100\n    virtual_ipaddress {{\n")
        text.extend(f"        {vip} dev eth{i // 255}\n" for vip in vips[i * 10:i * 10 + 10])
        text.append("    }\n}\n")
    return write(f"{count}.conf", "".join(text))


def list_file(bench):
    sizes = (100, 500) if bench.quick else (1000, 5000)
    for i in range(sizes[1] // 255 + 1):
        make_interface(f"eth{i}", f"192.0.{i}.1/24")
    methods = {}
    for size in sizes:
        config = instances(size)
        methods[f"ours {size}"] = lambda config=config: time_of(bench.vipwarden, "list", "-f", config)
        methods[f"keepalived {size}"] = lambda config=config: time_of("keepalived", "-t", "-f", config)
    got = in_rounds(bench.rounds(9), methods)
    results = [at_most(f"`list -f`, {size:,} instances × 10 VIPs", 0.15, got[f"ours {size}"],
                       got[f"keepalived {size}"], "`keepalived -t`") for size in sizes]
    few, many = (got[f"ours {size}"] for size in sizes)
    ratio = median_ratio(many, few)
    results.append(Result(f"`list -f`, growth from {sizes[0]:,} to {sizes[1]:,}", "≤ 5.2 ×", f"{ratio:.2f} ×",
                          ratio <= 5.2, spread(many), spread(few), len(many)))
    return results


ROWS = {
    **{f"release-{count}": lambda bench, count=count: release(bench, count) for count in RELEASE},
    "promote-100": lambda bench: promote(bench, 100, "10.9.0.1", 24, 60, 9),
    "promote-1000": lambda bench: promote(bench, 1000, "10.9.0.1", 16, 300, 3),
    "ipv6-1000": lambda bench: ipv6(bench, 1000, 0.25, 9),
    "ipv6-routes": lambda bench: ipv6(bench, 1, 1.1, 15, routes=1000 if bench.quick else 100_000),
    "silence": lambda bench: silence(bench, 100 if bench.quick else 1000),
    "life-10": lambda bench: life(bench, 10),
    "life-1000": lambda bench: life(bench, 1000),
    "wakeup": wakeup,
    "exec": exec_to_main,
    "hook": hook,
    "idle": idle,
    "list": list_file,
}
TOO_LONG_FOR_QUICK = {"release-10000", "promote-1000"}


def measure(bench, name):
    """One row, on an interface that only it has used."""
    make_interface()
    try:
        return ROWS[name](bench)
    finally:
        remove_interfaces()
