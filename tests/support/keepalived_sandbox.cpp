// SPDX-License-Identifier: MIT
#include "tests/support/keepalived_sandbox.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vipwarden::support {

namespace {

// The mark of the sandbox: a host name that only its own UTS namespace has.
constexpr std::string_view kHostName = "vipwarden-sandbox";

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    _exit(EXIT_FAILURE);
}

int code_of(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// False where even a new mount namespace may not mount anything, as in a container without privileges.
bool prepare_mounts() {
    return mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0;
}

/// PID 1 of the sandbox: reaps until the body has ended. When it exits, the kernel kills all that is left
/// (pid_namespaces(7)).
[[noreturn]] void reap_until_gone(pid_t body) {
    for (;;) {
        int status = 0;
        const pid_t gone = wait(&status);
        if (gone == body) {
            _exit(code_of(status));
        }
        if (gone < 0 && errno != EINTR) {
            give_up("sandbox: wait");
        }
    }
}

/// Returns only in the process that is to run the body: PID 2, an ordinary process with an ordinary init.
void become_inhabitant() {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        give_up("sandbox: PR_SET_PDEATHSIG");
    }
    if (prepare_mounts() && sethostname(kHostName.data(), kHostName.size()) != 0) {
        give_up("sandbox: sethostname");
    }
    const pid_t body = fork();
    if (body < 0) {
        give_up("sandbox: fork");
    }
    if (body > 0) {
        reap_until_gone(body);
    }
}

}  // namespace

int run_in_sandbox(const std::function<int()>& body) {
    if (geteuid() != 0 || unshare(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS) != 0) {
        return body();
    }
    const pid_t init = fork();
    if (init < 0) {
        throw std::system_error{errno, std::generic_category(), "fork the sandbox's init"};
    }
    if (init == 0) {
        become_inhabitant();
        return body();
    }
    int status = 0;
    while (waitpid(init, &status, 0) < 0 && errno == EINTR) {
    }
    _exit(code_of(status));  // Not exit(): the inhabitant has already run what has to run at the end.
}

std::string why_not_sandboxed() {
    utsname name{};
    if (uname(&name) == 0 && name.nodename == kHostName && getppid() == 1) {
        return {};
    }
    return "SKIPPED-CAPABILITY: no private PID, mount and network namespace (root with CAP_SYS_ADMIN and "
           "CAP_NET_ADMIN is needed)";
}

void require_sandbox() {
    if (const std::string reason = why_not_sandboxed(); !reason.empty()) {
        throw std::logic_error{reason};
    }
}

}  // namespace vipwarden::support
