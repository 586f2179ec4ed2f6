// SPDX-License-Identifier: MIT
// The floor that `tests/bench/table` compares with: as little work as the kernel allows for taking addresses
// off an interface. The messages are ready before the clock starts, go out in one send in the order of the
// dump, and only the last one asks for an acknowledgement; the clock stops when that has been read
// (rtnetlink(7)).
//
//   floor INTERFACE 4|6 PREFIX_LENGTH      removes every global address of that family and prefix length;
//   prints
//                                          nanoseconds and the number
//
// Nothing is verified here, and IPv6 routes are left to the kernel: it is what a plain program would do.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

enum { kRequestSize = 8 << 20, kReplySize = 64 << 10, kBufferSize = 32 << 20 };

static char request[kRequestSize];
static char reply[kReplySize];
static size_t used;
static struct nlmsghdr* last;
static int count;

static void fail(const char* what) {
    perror(what);
    exit(1);
}

// It removes whatever it finds: only where the table has put it there.
static void require_sandbox(void) {
    struct utsname name;
    if (uname(&name) != 0 || strcmp(name.nodename, "vipwarden-bench") != 0) {
        fputs("floor: not in the namespaces that tests/bench/table makes: refusing to remove anything\n",
              stderr);
        exit(1);
    }
}

static int open_socket(void) {
    const int size = kBufferSize;
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0) {
        fail("floor: netlink socket");
    }
    return fd;
}

// What the dump says, as a request to delete exactly that.
static void add_request(const struct nlmsghdr* dumped) {
    if (used + dumped->nlmsg_len > kRequestSize) {
        errno = E2BIG;
        fail("floor");
    }
    struct nlmsghdr* message = (struct nlmsghdr*)(request + used);
    const struct ifaddrmsg* body = NLMSG_DATA(dumped);
    memcpy(NLMSG_DATA(message), body, sizeof *body);
    message->nlmsg_len = NLMSG_LENGTH(sizeof *body);
    unsigned left = (unsigned)IFA_PAYLOAD(dumped);
    for (const struct rtattr* a = IFA_RTA(body); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
        if (a->rta_type == IFA_LOCAL || a->rta_type == IFA_ADDRESS) {
            memcpy((char*)message + message->nlmsg_len, a, a->rta_len);
            message->nlmsg_len += RTA_ALIGN(a->rta_len);
        }
    }
    message->nlmsg_type = RTM_DELADDR;
    message->nlmsg_flags = NLM_F_REQUEST;
    message->nlmsg_seq = (unsigned)++count;
    last = message;
    used += NLMSG_ALIGN(message->nlmsg_len);
}

static void prepare(int fd, unsigned interface, unsigned char family, int prefix_length) {
    struct {
        struct nlmsghdr header;
        struct ifaddrmsg body;
    } dump = {.header = {.nlmsg_len = sizeof dump,
                         .nlmsg_type = RTM_GETADDR,
                         .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
              .body = {.ifa_family = family}};
    if (send(fd, &dump, sizeof dump, 0) < 0) {
        fail("floor: ask for the addresses");
    }
    for (;;) {
        const ssize_t size = recv(fd, reply, sizeof reply, 0);
        if (size < 0) {
            fail("floor: read the addresses");
        }
        unsigned left = (unsigned)size;
        for (struct nlmsghdr* m = (struct nlmsghdr*)reply; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
            const struct ifaddrmsg* body = NLMSG_DATA(m);
            if (m->nlmsg_type == NLMSG_DONE) {
                return;
            }
            if (m->nlmsg_type == RTM_NEWADDR && body->ifa_index == interface &&
                body->ifa_scope == RT_SCOPE_UNIVERSE && body->ifa_prefixlen == prefix_length) {
                add_request(m);
            }
        }
    }
}

static void remove_all(int fd) {
    if (send(fd, request, used, 0) < 0) {
        fail("floor: remove the addresses");
    }
    for (;;) {
        if (recv(fd, reply, sizeof reply, 0) < 0) {
            fail("floor: read the acknowledgement");
        }
        const struct nlmsghdr* message = (struct nlmsghdr*)reply;
        const struct nlmsgerr* answer = NLMSG_DATA(message);
        if (answer->error != 0) {
            errno = -answer->error;
            fail("floor: an address was not removed");
        }
        if (message->nlmsg_seq == (unsigned)count) {
            return;
        }
    }
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char** argv) {
    if (argc != 4) {
        fputs("usage: floor INTERFACE 4|6 PREFIX_LENGTH\n", stderr);
        return 1;
    }
    require_sandbox();
    const int fd = open_socket();
    prepare(fd, if_nametoindex(argv[1]), *argv[2] == '6' ? AF_INET6 : AF_INET, atoi(argv[3]));
    if (count == 0) {
        fputs("floor: nothing to remove\n", stderr);
        return 1;
    }
    last->nlmsg_flags |= NLM_F_ACK;
    const long long start = now();
    remove_all(fd);
    const long long end = now();
    printf("%lld %d\n", end - start, count);
    return 0;
}
