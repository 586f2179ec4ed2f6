// SPDX-License-Identifier: MIT
#include "tests/support/oracle_run.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <optional>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/oracle_world.hpp"
#include "tests/support/temporary_directory.hpp"
#include "wrapper/unique_fd.hpp"

extern "C" {
#include <sys/pidfd.h>
}

namespace vipwarden::support {
namespace {

using Clock = std::chrono::steady_clock;
using Outcome = OracleRun::Outcome;

constexpr rlim_t kCpuSeconds = 2;              // A reading takes milliseconds.
constexpr std::chrono::seconds kPatience{30};  // For what waits without computing; never seen.
constexpr std::chrono::milliseconds kFarewell{1000};
constexpr std::size_t kLongestLog = 1U << 20U;

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error{errno, std::generic_category(), what};
}

std::vector<std::string> command_for(const OracleKeepalived& keepalived, const Trial& trial) {
    // To the console, in detail, only VRRP: IPVS may be missing, and virtual servers have no addresses here.
    std::vector<std::string> words{keepalived.program,
                                   "-P",
                                   "-n",
                                   "-l",
                                   "-D",
                                   "-p",
                                   "/run/oracle/parent.pid",
                                   "-r",
                                   "/run/oracle/vrrp.pid",
                                   "-f",
                                   trial_file(keepalived, trial)};
    if (keepalived.version >= config::Version{1, 3, 0}) {
        words.insert(words.end(), {"-i", trial.config_id});
    }
    return words;
}

[[noreturn]] void become_keepalived(const OracleKeepalived& keepalived, std::vector<std::string> command,
                                    int log) {
    std::vector<char*> words;
    for (std::string& word : command) {
        words.push_back(word.data());
    }
    words.push_back(nullptr);
    std::array<char*, 2> environment{const_cast<char*>("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), nullptr};
    const rlimit cpu{kCpuSeconds, kCpuSeconds};
    const int null = open("/dev/null", O_RDONLY);
    const bool ready =
        dup2(null, STDIN_FILENO) == STDIN_FILENO && dup2(log, STDOUT_FILENO) == STDOUT_FILENO &&
        dup2(log, STDERR_FILENO) == STDERR_FILENO && setrlimit(RLIMIT_CPU, &cpu) == 0 &&
        (keepalived.root.empty() || chroot(kRootDirectory) == 0) && chdir(kTrialDirectory) == 0;
    if (ready) {
        execve(words[0], words.data(), environment.data());
    }
    dprintf(log, "can't start %s: %s\n", words[0], std::strerror(errno));
    _exit(127);
}

UniqueFd open_pidfd(pid_t pid) {
    return UniqueFd{pidfd_open(pid, 0)};
}

/// Watches one keepalived from its start until it has answered or has come to an end.
class Watch {
 public:
    Watch(const OracleKeepalived& keepalived, const Trial& trial);

    [[nodiscard]] OracleRun finish();

 private:
    void wait_for_something();
    void read_log();
    void look_at_log();
    void read_inotify();
    void find_namespace();
    void child_has_ended();
    void parent_has_ended();
    void excuse_this_kernel();
    void stop_both();

    OracleRun run_{};
    bool has_interfaces_;
    bool over_{false};
    bool child_seen_{false};
    bool takes_signals_{false};
    bool asked_{false};
    Clock::time_point deadline_{Clock::now() + kPatience};
    UniqueFd log_{};
    UniqueFd dumps_{};
    pid_t parent_pid_{-1};
    pid_t child_pid_{-1};
    UniqueFd parent_{};
    UniqueFd child_{};
};

Watch::Watch(const OracleKeepalived& keepalived, const Trial& trial)
    : has_interfaces_{keepalived.version >= config::Version{2, 0, 0}},
      dumps_{inotify_init1(IN_CLOEXEC | IN_NONBLOCK)} {
    std::array<int, 2> ends{-1, -1};
    if (inotify_add_watch(dumps_.get(), "/tmp", IN_CLOSE_WRITE) < 0 || pipe2(ends.data(), O_CLOEXEC) != 0) {
        fail("watch keepalived");
    }
    log_ = UniqueFd{ends[0]};
    const UniqueFd write_end{ends[1]};
    (void)fcntl(log_.get(), F_SETFL, O_NONBLOCK);
    parent_pid_ = fork();
    if (parent_pid_ < 0) {
        fail("fork keepalived");
    }
    if (parent_pid_ == 0) {
        become_keepalived(keepalived, command_for(keepalived, trial), write_end.get());
    }
    parent_ = open_pidfd(parent_pid_);
}

OracleRun Watch::finish() {
    while (!over_) {
        wait_for_something();
    }
    stop_both();
    read_log();
    excuse_this_kernel();
    return std::move(run_);
}

void Watch::wait_for_something() {
    std::array<pollfd, 4> fds{pollfd{log_.get(), POLLIN, 0}, pollfd{dumps_.get(), POLLIN, 0},
                              pollfd{parent_.get(), POLLIN, 0}, pollfd{child_.get(), POLLIN, 0}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    const int ready = left <= 0 ? 0 : poll(fds.data(), fds.size(), static_cast<int>(left));
    if (ready == 0) {
        over_ = true;  // As what it counts until now: crashed if the VRRP process is gone, else hung.
    } else if (ready > 0) {
        read_log();
        if (fds[1].revents != 0) {
            read_inotify();
        } else if (fds[2].revents != 0) {
            parent_has_ended();
        } else if (fds[3].revents != 0) {
            child_has_ended();
        }
    }
}

void Watch::read_log() {
    std::array<char, 8192> buffer{};
    ssize_t size = 0;
    while ((size = read(log_.get(), buffer.data(), buffer.size())) > 0) {
        if (run_.log.size() < kLongestLog) {
            run_.log.append(buffer.data(), static_cast<std::size_t>(size));
        }
    }
    look_at_log();
}

/// The parent's "Starting VRRP child process, pid=N", and the first words of that process that come after its
/// signal handlers (all versions): what is sent before that is lost. Without a word on VRRP in the
/// configuration there is no such process (2.0.0 and later), and an empty list.
void Watch::look_at_log() {
    constexpr std::string_view kStarted = "Starting VRRP child process, pid=";
    constexpr std::string_view kAfterHandlers = "Registering Kernel netlink reflector";
    constexpr std::string_view kNoChild = "has no configuration to run";
    const auto started = run_.log.find(kStarted);
    const auto end = run_.log.find('\n', started);
    if (!child_seen_ && started != std::string::npos && end != std::string::npos) {
        child_seen_ = true;
        std::from_chars(run_.log.data() + started + kStarted.size(), run_.log.data() + end, child_pid_);
        child_ = open_pidfd(child_pid_);
        if (!child_) {
            child_has_ended();
        }
    }
    takes_signals_ = takes_signals_ || run_.log.find(kAfterHandlers) != std::string::npos;
    if (takes_signals_ && !asked_ && child_) {
        asked_ = true;
        kill(child_pid_, SIGUSR1);
    }
    if (run_.log.find(kNoChild) != std::string::npos) {
        run_.outcome = Outcome::running;
        over_ = true;
    }
}

/// "keepalived.data", or with the names of instance and namespace in it; the parent has a file of its own.
void Watch::read_inotify() {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    const auto size = read(dumps_.get(), buffer.data(), buffer.size());
    for (ssize_t at = 0; at + static_cast<ssize_t>(sizeof(inotify_event)) <= size;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
        at += static_cast<ssize_t>(sizeof *event + event->len);
        const std::string name = event->len > 0 ? event->name : "";
        if (name.starts_with("keepalived") && name.ends_with(".data") &&
            !name.starts_with("keepalived_parent")) {
            run_.dump = test::read_text(std::filesystem::path{"/tmp"} / name);
            run_.outcome = Outcome::running;
            over_ = true;
        }
    }
    if (over_) {
        find_namespace();
    }
}

/// Fails if the VRRP process is gone: it writes its list, and ends, or it crashes on the way.
void Watch::find_namespace() {
    // The list of interfaces comes last (2.0.0 and later).
    const bool complete = !has_interfaces_ || run_.dump.find("< Interfaces >") != std::string::npos;
    try {
        run_.where = netlink::NetworkNamespace::of_process(child_pid_);
    } catch (const std::system_error&) {
        run_.where.reset();
    }
    if (!run_.where || !complete) {
        run_.outcome = Outcome::unanswered;
        run_.detail = "its VRRP process ends while it writes its list";
    }
}

/// A parent whose VRRP process has met a fatal mistake follows it at once; else it starts another, for ever.
void Watch::child_has_ended() {
    child_.reset();
    child_pid_ = -1;
    run_.outcome = Outcome::crashed;
    run_.detail = "its VRRP process ends, and is started again";
    deadline_ = Clock::now() + kFarewell;
}

void Watch::parent_has_ended() {
    int status = 0;
    waitpid(parent_pid_, &status, 0);
    over_ = true;
    parent_pid_ = -1;
    if (WIFEXITED(status)) {
        run_.outcome = Outcome::exited;
        run_.detail = fmt::format("exits with {}", WEXITSTATUS(status));
    } else {
        const bool too_long = WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU;
        run_.outcome = too_long ? Outcome::hung : Outcome::crashed;
        run_.detail = fmt::format("ends by signal {}", WTERMSIG(status));
    }
}

/// -P keeps virtual servers away, but not `lvs_sync_daemon`; and without its device an address is nowhere.
void Watch::excuse_this_kernel() {
    const auto says = [&](std::string_view words) { return run_.log.find(words) != std::string::npos; };
    if (run_.outcome != Outcome::running && says("Can't initialize ipvs")) {
        run_.outcome = Outcome::unanswered;
        run_.detail = "it needs IPVS, which this kernel has not";
    } else if (says("Unable to create ipvlan interface")) {
        run_.outcome = Outcome::unanswered;
        run_.detail = "it needs ipvlan, which this kernel has not";
    }
}

/// The VRRP process first: it would clean up if it saw its parent die.
void Watch::stop_both() {
    for (const pid_t pid : {child_pid_, parent_pid_}) {
        if (pid > 0) {
            kill(pid, SIGSTOP);
        }
    }
}

}  // namespace

OracleRun run_keepalived(const OracleKeepalived& keepalived, const Trial& trial) {
    return Watch{keepalived, trial}.finish();
}

}  // namespace vipwarden::support
