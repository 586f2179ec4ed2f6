// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/child_process.hpp"

#include <cerrno>
#include <csignal>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wrapper/supervisor/spawning.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

/// Everything that the child needs, prepared before the fork: after it, only async-signal-safe calls.
struct Launch {
    const char* program;
    char* const* argv;
    char* const* envp;
    const sigset_t* signal_mask;
    int nice;
    pid_t parent;
    int error_fd;
};

/// The steps up to exec; returns only if one failed, with its errno.
int become_program(const Launch& launch) {
    // A group of its own: what the terminal sends to ours (Ctrl-C) reaches it once, through us.
    if (::setpgid(0, 0) != 0 || ::prctl(PR_SET_PDEATHSIG, SIGTERM) != 0) {
        return errno;
    }
    // The parent may have died before prctl took effect; then nobody will send that signal (prctl(2)).
    if (::getppid() != launch.parent) {
        return ECHILD;
    }
    // Ignored signals stay ignored across exec, unlike handled ones.
    if (std::signal(SIGPIPE, SIG_DFL) == SIG_ERR ||
        ::sigprocmask(SIG_SETMASK, launch.signal_mask, nullptr) != 0) {
        return errno;
    }
    (void)::setpriority(PRIO_PROCESS, 0, launch.nice);
    ::execvpe(launch.program, launch.argv, launch.envp);
    return errno;
}

[[noreturn]] void run_child(const Launch& launch) {
    const int error = become_program(launch);
    // Should that fail as well, the parent takes it for a program that ended at once with 127.
    [[maybe_unused]] const ssize_t written = ::write(launch.error_fd, &error, sizeof error);
    ::_exit(127);
}

/// The errno that the child reported, 0 if it reached exec.
int read_error(const UniqueFd& read_end) {
    int error = 0;
    ssize_t got = 0;
    do {
        got = ::read(read_end.get(), &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    return got == sizeof error ? error : 0;
}

void reap(pid_t pid) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace

std::error_code become(const std::string& program, const std::vector<std::string>& arguments) {
    auto words = command_line(program, arguments);
    (void)std::signal(SIGPIPE, SIG_DFL);  // ignored by us, and that would outlive exec
    (void)::execvp(program.c_str(), pointers_to(words).data());
    return {errno, std::system_category()};
}

pid_t start_child(const ChildOptions& options) {
    auto arguments = command_line(options.program, options.arguments);
    std::vector<std::string> environment{options.environment};
    const std::vector<char*> argv = pointers_to(arguments);
    const std::vector<char*> envp = pointers_to(environment);
    Pipe errors = make_pipe();  // its end of file tells that exec has succeeded
    const std::string context = fmt::format("start '{}'", options.program);
    const Launch launch{.program = options.program.c_str(),
                        .argv = argv.data(),
                        .envp = envp.data(),
                        .signal_mask = &options.signal_mask,
                        .nice = options.nice,
                        .parent = ::getpid(),
                        .error_fd = errors.write_end.get()};

    const pid_t pid = ::fork();
    if (pid < 0) {
        throw std::system_error{errno, std::system_category(), context};
    }
    if (pid == 0) {
        run_child(launch);
    }
    // The child does the same; whoever comes second fails or changes nothing.
    (void)::setpgid(pid, pid);
    errors.write_end.reset();
    if (const int error = read_error(errors.read_end); error != 0) {
        reap(pid);
        throw std::system_error{error, std::system_category(), context};
    }
    return pid;
}

int become_urgent() {
    constexpr int kMostUrgent = -20;
    const int before = ::getpriority(PRIO_PROCESS, 0);
    (void)::setpriority(PRIO_PROCESS, 0, kMostUrgent);
    return before;
}

void become_subreaper() {
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        throw std::system_error{errno, std::system_category(), "become the reaper of orphaned descendants"};
    }
}

}  // namespace vipwarden::supervisor
