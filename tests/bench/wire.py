# SPDX-License-Identifier: MIT
"""Whether another host gets an answer from VIPs, by ARP, ICMP and TCP, before and after they are silenced."""
import ipaddress
import json
import os
import select
import socket
import struct
import sys

from measuring import AddressSet, addresses, in_namespace, run

HERE, THERE, THEIR_IP, PORT = "wire0", "wire1", "10.255.0.2", 8080
PATIENCE = 1.0  # Seconds without any answer.
SO_RCVBUFFORCE = 33  # socket(7)


def make_room(sock):
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)


def answers(sock, name_of):
    """Of all that comes in until nothing more does."""
    heard = set()
    while select.select([sock], [], [], PATIENCE)[0]:
        heard.add(name_of(sock.recv(65536)))
    return heard


def ask_arp(vips):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806)) as sock:
        make_room(sock)
        sock.bind((THERE, 0x0806))
        mac = sock.getsockname()[4]
        for vip in vips:
            sock.send(b"\xff" * 6 + mac + struct.pack("!HHHBBH", 0x0806, 1, 0x0800, 6, 4, 1) + mac +
                      socket.inet_aton(THEIR_IP) + bytes(6) + vip.packed)
        return answers(sock, lambda frame: frame[28:32] if frame[21] == 2 else b"")


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def ask_icmp(vips):
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sock:
        make_room(sock)
        echo = struct.pack("!BBHHH", 8, 0, 0, 1, 1)
        echo = echo[:2] + struct.pack("!H", checksum(echo)) + echo[4:]
        for vip in vips:
            sock.sendto(echo, (str(vip), 0))
        return answers(sock, lambda packet: packet[12:16] if packet[20] == 0 else b"")


def ask_tcp(vips):
    """One after the other, as many at a time as there are descriptors for."""
    heard = set()
    for first in range(0, len(vips), 200):
        calls = {}
        poll = select.poll()
        for vip in vips[first:first + 200]:
            sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            sock.connect_ex((str(vip), PORT))
            calls[sock.fileno()] = (sock, vip)
            poll.register(sock, select.POLLOUT)
        while calls and (ready := poll.poll(PATIENCE * 1000)):
            for fd, _ in ready:
                poll.unregister(fd)
                sock, vip = calls.pop(fd)
                if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    heard.add(vip.packed)
                sock.close()
        for sock, _ in calls.values():
            sock.close()
    return heard


def ask(vips):
    """How many of the VIPs answer."""
    packed = {vip.packed for vip in vips}
    return {name: len(packed & question(vips))
            for name, question in (("ARP", ask_arp), ("ICMP", ask_icmp), ("TCP", ask_tcp))}


def as_the_other_host(orders, results, vips, mac):
    """Lives in a network namespace of its own, and asks whenever it is told to. It knows the MAC address of the VIPs
    from before: that alone must not get an answer."""
    in_namespace("/run/netns/other")
    run("ip", "-batch", write_neighbours(vips, mac))
    while os.read(orders, 1):
        os.write(results, json.dumps(ask(vips)).encode() + b"\n")


def write_neighbours(vips, mac):
    path = "/run/bench/neighbours"
    with open(path, "w", encoding="ascii") as file:
        file.writelines(f"neigh replace {vip} lladdr {mac} nud permanent dev {THERE}\n" for vip in vips)
    return path


def make_other_host():
    run("ip", "netns", "add", "other")
    run("ip", "link", "add", HERE, "type", "veth", "peer", "name", THERE, "netns", "other")
    run("ip", "link", "set", HERE, "up")
    run("ip", "-n", "other", "link", "set", THERE, "up")
    run("ip", "-n", "other", "addr", "add", f"{THEIR_IP}/8", "dev", THERE)
    run("ip", "route", "add", THEIR_IP, "dev", HERE)
    return json.loads(run("ip", "-json", "link", "show", HERE))[0]["address"]


def ask_before_and_after(clock, count):
    """For each protocol how many answer while the addresses are there, and how many once they are silenced and still
    there."""
    mac = make_other_host()
    some = addresses(count, "10.1.0.1")
    vips = [ipaddress.ip_interface(a).ip for a in some]
    AddressSet(some, HERE).set_up()
    orders, results = os.pipe(), os.pipe()
    other = os.fork()
    if other == 0:
        os.close(orders[1])
        try:
            as_the_other_host(orders[0], results[1], vips, mac)
        except Exception as error:  # pylint: disable=broad-except
            print(f"the other host: {error}", file=sys.stderr)
        os._exit(0)
    os.close(results[1])

    def answered():
        os.write(orders[1], b"?")
        return json.loads(os.read(results[0], 65536))

    with socket.create_server(("0.0.0.0", PORT), backlog=4096):
        before = answered()
        run(clock, HERE, "4", "32", "silence")
        after = answered()
    os.close(orders[1])
    os.waitpid(other, 0)
    run("ip", "netns", "del", "other")
    return {name: (before[name], after[name]) for name in before}
