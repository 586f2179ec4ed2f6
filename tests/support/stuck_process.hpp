// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <system_error>

#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>

namespace vipwarden::support {

inline void check_ptrace(long result, const char* what) {
    if (result < 0) {
        throw std::system_error{errno, std::generic_category(), what};
    }
}

/// The main thread of a process, stopped by us as by a debugger for as long as this lives. The other threads
/// go on.
class Traced {
 public:
    explicit Traced(pid_t pid) : pid_{pid} {
        check_ptrace(ptrace(PTRACE_SEIZE, pid_, nullptr, nullptr), "PTRACE_SEIZE");
        check_ptrace(ptrace(PTRACE_INTERRUPT, pid_, nullptr, nullptr), "PTRACE_INTERRUPT");
        check_ptrace(waitpid(pid_, nullptr, __WALL), "wait for a tracee");
    }
    Traced(const Traced&) = delete;
    Traced& operator=(const Traced&) = delete;
    ~Traced() { (void)ptrace(PTRACE_DETACH, pid_, nullptr, nullptr); }  // it may have been killed

 private:
    pid_t pid_;
};

#ifdef __x86_64__
/// From now on the main thread runs in circles: where it goes on stands a jump to itself.
inline void make_run_in_circles(pid_t pid) {
    const Traced traced{pid};
    user_regs_struct registers{};
    check_ptrace(ptrace(PTRACE_GETREGS, pid, nullptr, &registers), "PTRACE_GETREGS");
    constexpr long kJumpToItself = 0xfeeb;  // EB FE
    check_ptrace(ptrace(PTRACE_POKETEXT, pid, registers.rip, kJumpToItself), "PTRACE_POKETEXT");
    registers.orig_rax = ~0ULL;  // or the kernel would go back to repeat the interrupted system call
    check_ptrace(ptrace(PTRACE_SETREGS, pid, nullptr, &registers), "PTRACE_SETREGS");
}
#endif

}  // namespace vipwarden::support
