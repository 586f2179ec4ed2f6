// SPDX-License-Identifier: MIT
// When addresses come and go, as a listener of the kernel sees it (RTNLGRP_IPV4_IFADDR, rtnetlink(7)).
//
//   address_clock COUNT come PROGRAM ARGUMENT...   starts it; prints nanoseconds until so many addresses have
//                                                  come, and its pid. It goes on
//   address_clock COUNT go SIGNAL PID...           sends it to all, in this order; prints nanoseconds from
//                                                  just before the first until so many addresses have gone
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/bench/bench_sandbox.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr timeval kPatience{.tv_sec = 30, .tv_usec = 0};  ///< Without any news: then there will be none.

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error{errno, std::generic_category(), what};
}

/// A socket that has heard nothing yet, with room for all there may be.
UniqueFd listen_to_addresses() {
    UniqueFd fd{socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)};
    const int room = 64 << 20;
    sockaddr_nl where{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = RTMGRP_IPV4_IFADDR};
    if (fd.get() < 0 || setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0 ||
        setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience) != 0 ||
        bind(fd.get(), reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) {
        fail("listen to the addresses");
    }
    return fd;
}

int matching(std::span<char> messages, int type) {
    int count = 0;
    auto left = static_cast<unsigned>(messages.size());
    const auto* message = reinterpret_cast<const nlmsghdr*>(messages.data());
    for (; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
        const auto* body = static_cast<const ifaddrmsg*>(NLMSG_DATA(message));
        if (message->nlmsg_type == type && body->ifa_scope == RT_SCOPE_UNIVERSE) {
            ++count;
        }
    }
    return count;
}

Clock::time_point wait_for(const UniqueFd& fd, int count, int type) {
    std::array<char, 65536> buffer{};
    while (count > 0) {
        const auto size = recv(fd.get(), buffer.data(), buffer.size(), 0);
        if (size < 0) {
            fail("hear of " + std::to_string(count) + " more addresses");
        }
        count -= matching({buffer.data(), static_cast<std::size_t>(size)}, type);
    }
    return Clock::now();
}

void print(Clock::duration time) {
    std::cout << std::chrono::nanoseconds{time}.count();
}

/// Its output goes nowhere.
pid_t start(char** program) {
    posix_spawn_file_actions_t files{};
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    errno = posix_spawnp(&pid, *program, &files, nullptr, program, environ);
    if (errno != 0) {
        fail(*program);
    }
    posix_spawn_file_actions_destroy(&files);
    return pid;
}

void come(int count, char** program) {
    const auto fd = listen_to_addresses();
    const auto begin = Clock::now();
    const pid_t pid = start(program);
    print(wait_for(fd, count, RTM_NEWADDR) - begin);
    std::cout << ' ' << pid << '\n';
}

void go(int count, int signal, std::span<char*> pids) {
    const auto fd = listen_to_addresses();
    const auto start = Clock::now();
    for (const char* pid : pids) {
        if (kill(std::atoi(pid), signal) != 0) {
            fail(std::string{"kill "} + pid);
        }
    }
    print(wait_for(fd, count, RTM_DELADDR) - start);
    std::cout << '\n';
}

int run(std::span<char*> arguments) {
    if (arguments.size() < 4) {
        std::cerr << "usage: address_clock COUNT come PROGRAM ARGUMENT... | COUNT go SIGNAL PID...\n";
        return 1;
    }
    require_sandbox();
    const int count = std::atoi(arguments[1]);
    if (std::string_view{arguments[2]} == "come") {
        come(count, &arguments[3]);
    } else {
        go(count, std::atoi(arguments[3]), arguments.subspan(4));
    }
    return 0;
}

}  // namespace
}  // namespace vipwarden::bench

int main(int argc, char** argv) {
    try {
        return vipwarden::bench::run({argv, static_cast<std::size_t>(argc)});
    } catch (const std::exception& error) {
        std::cerr << "address_clock: " << error.what() << '\n';
        return 1;
    }
}
