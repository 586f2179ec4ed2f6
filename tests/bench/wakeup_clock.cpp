// SPDX-License-Identifier: MIT
// From kill(2) in a third process until whoever waits for the victim knows: `run`'s EventSource, and a plain
// blocking waitpid(2), in turns.
//
//   wakeup_clock KILLS [BUSY]   prints "event_source NANOSECONDS" and "waitpid NANOSECONDS", so many of each.
//                               BUSY: with so many processes that never rest, all on the same two processors
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <new>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wrapper/supervisor/child_process.hpp"
#include "wrapper/supervisor/event_source.hpp"

namespace vipwarden::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Stamp = std::atomic<Clock::rep>;

[[noreturn]] void fail(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

/// Runs body in a child process, which dies with us.
template <typename Body>
pid_t start(Body body) {
    const pid_t pid = fork();
    if (pid < 0) {
        fail("fork");
    }
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        body();
        _exit(0);
    }
    return pid;
}

[[noreturn]] void keep_busy() {
    for (std::atomic<unsigned> turns{0};;) {
        turns.fetch_add(1, std::memory_order_relaxed);
    }
}

void share_two_processors() {
    cpu_set_t allowed;
    cpu_set_t two;
    CPU_ZERO(&two);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
        fail("sched_getaffinity");
    }
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&two) < 2; ++cpu) {
        if (CPU_ISSET(cpu, &allowed)) {
            CPU_SET(cpu, &two);
        }
    }
    if (sched_setaffinity(0, sizeof two, &two) != 0) {
        fail("sched_setaffinity");
    }
}

/// Kills whom it is told to, once everybody sleeps, and leaves the time of it in shared memory.
class Killer {
 public:
    Killer() {
        void* shared =
            mmap(nullptr, sizeof(Stamp), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (shared == MAP_FAILED || pipe(orders_) != 0) {
            fail("prepare the killer");
        }
        stamp_ = new (shared) Stamp{0};
        pid_ = start([this] { obey(); });
    }
    Killer(const Killer&) = delete;
    Killer& operator=(const Killer&) = delete;
    ~Killer() {
        (void)kill(pid_, SIGKILL);
        (void)waitpid(pid_, nullptr, 0);
    }

    void order(pid_t victim) {
        if (write(orders_[1], &victim, sizeof victim) != sizeof victim) {
            fail("give an order");
        }
    }
    [[nodiscard]] Clock::duration since_the_kill() const {
        return Clock::now().time_since_epoch() - Clock::duration{stamp_->load()};
    }

 private:
    void obey() {
        (void)supervisor::become_urgent();
        pid_t victim = 0;
        while (read(orders_[0], &victim, sizeof victim) == sizeof victim) {
            usleep(2000);
            stamp_->store(Clock::now().time_since_epoch().count());
            (void)kill(victim, SIGKILL);
        }
    }

    int orders_[2]{};
    Stamp* stamp_{nullptr};
    pid_t pid_{0};
};

/// As keepalived is started: not as urgent as who waits for it.
pid_t start_victim() {
    return start([] {
        (void)setpriority(PRIO_PROCESS, 0, 0);
        pause();
    });
}

Clock::duration by_event_source(Killer& killer) {
    supervisor::EventSource events;
    const pid_t victim = start_victim();
    events.watch_child(victim);
    killer.order(victim);
    while (!std::holds_alternative<supervisor::KeepalivedEnded>(events.wait(std::nullopt))) {
    }
    const auto time = killer.since_the_kill();
    while (!std::holds_alternative<supervisor::AllGone>(events.wait(std::nullopt))) {
    }
    return time;
}

Clock::duration by_waitpid(Killer& killer) {
    const pid_t victim = start_victim();
    killer.order(victim);
    if (waitpid(victim, nullptr, 0) != victim) {
        fail("waitpid");
    }
    return killer.since_the_kill();
}

void run(int kills, int busy) {
    std::vector<pid_t> others;
    if (busy > 0) {
        share_two_processors();
    }
    for (int i = 0; i < busy; ++i) {
        others.push_back(start([] { keep_busy(); }));
    }
    Killer killer;
    (void)supervisor::become_urgent();
    for (int i = 0; i < kills; ++i) {
        std::cout << "event_source " << std::chrono::nanoseconds{by_event_source(killer)}.count() << '\n'
                  << "waitpid " << std::chrono::nanoseconds{by_waitpid(killer)}.count() << '\n';
    }
    for (const pid_t other : others) {
        (void)kill(other, SIGKILL);
        (void)waitpid(other, nullptr, 0);
    }
}

}  // namespace
}  // namespace vipwarden::bench

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: wakeup_clock KILLS [BUSY]\n";
        return 1;
    }
    try {
        vipwarden::bench::run(std::atoi(argv[1]), argc > 2 ? std::atoi(argv[2]) : 0);
    } catch (const std::exception& error) {
        std::cerr << "wakeup_clock: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
