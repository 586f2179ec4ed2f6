// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/event_source.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "wrapper/supervisor/child_reaper.hpp"
#include "wrapper/supervisor/pid_file_watch.hpp"
#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/supervisor/survivors.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

/// How often the pid file is looked at where inotify is not to be had.
constexpr std::chrono::milliseconds kLookAgain{100};

std::system_error os_error(const char* what) {
    return {errno, std::system_category(), what};
}

/// Those that `run` forwards or reacts on. The kernel's fatal ones (SEGV and the like) are never touched.
sigset_t handled_signals() {
    sigset_t set{};
    ::sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD}) {
        ::sigaddset(&set, signal);
    }
    for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) {
        ::sigaddset(&set, signal);
    }
    return set;
}

/// The handled signals, blocked in this thread and read from a descriptor instead.
class SignalQueue {
 public:
    SignalQueue() : fd_{open_fd()} {
        // Inherited as ignored, it would make the kernel reap our children unseen (waitpid(2), NOTES).
        struct sigaction standard {};
        standard.sa_handler = SIG_DFL;
        if (::sigaction(SIGCHLD, &standard, &original_chld_) != 0) {
            throw os_error("reset SIGCHLD");
        }
        const sigset_t handled = handled_signals();
        if (const int error = ::pthread_sigmask(SIG_BLOCK, &handled, &original_mask_); error != 0) {
            throw std::system_error{error, std::system_category(), "block signals"};
        }
    }
    SignalQueue(const SignalQueue&) = delete;
    SignalQueue& operator=(const SignalQueue&) = delete;

    /// A signal that nobody asked for any more is dropped: unblocked, it would kill us now.
    ~SignalQueue() {
        while (!read().empty()) {
        }
        (void)::pthread_sigmask(SIG_SETMASK, &original_mask_, nullptr);
        (void)::sigaction(SIGCHLD, &original_chld_, nullptr);
    }

    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] const sigset_t& original_mask() const { return original_mask_; }

    /// Those that are pending, as many as one read gives; empty if there is none.
    [[nodiscard]] std::vector<int> read() const {
        std::array<signalfd_siginfo, 16> buffer{};
        const ssize_t got = ::read(fd_.get(), buffer.data(), sizeof buffer);
        const std::size_t count = got > 0 ? static_cast<std::size_t>(got) / sizeof buffer[0] : 0;
        std::vector<int> signals;
        signals.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            signals.push_back(static_cast<int>(buffer.at(i).ssi_signo));
        }
        return signals;
    }

 private:
    static UniqueFd open_fd() {
        const sigset_t handled = handled_signals();
        UniqueFd fd{::signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK)};
        if (!fd) {
            throw os_error("signalfd");
        }
        return fd;
    }

    UniqueFd fd_;
    sigset_t original_mask_{};
    struct sigaction original_chld_ {};
};

/// For poll(2), rounded up: never early, and no turns in vain during the last millisecond.
int poll_timeout(std::optional<TimePoint> until) {
    if (!until) {
        return -1;
    }
    using std::chrono::milliseconds;
    const auto rest = std::chrono::ceil<milliseconds>(*until - Clock::now());
    return static_cast<int>(std::clamp<milliseconds::rep>(rest.count(), 0, std::numeric_limits<int>::max()));
}

/// What somebody else's descriptor tells.
struct OtherSource {
    int fd{-1};
    std::function<std::optional<Event>()> take{};
};

pollfd readable(int fd) {
    return {.fd = fd, .events = POLLIN, .revents = 0};
}

}  // namespace

struct EventSource::Impl {
    SignalQueue signals{};
    std::vector<OtherSource> others{};
    ChildReaper children{};
    std::optional<PidFileWatch> pid_file{};
    std::deque<Event> queue{};
    bool pid_file_may_have_changed{false};
    bool end_delivered{false};
    bool look_for_survivors{false};
    bool all_gone_delivered{false};

    void reap_delivered();
    [[nodiscard]] std::optional<Event> next();
    [[nodiscard]] bool wait_for_more(std::optional<TimePoint> deadline);

    [[nodiscard]] std::vector<pollfd> all_sources();
    [[nodiscard]] bool take_own(const std::vector<pollfd>& polled);
    void take_signals();
    void take_others(const std::vector<pollfd>& polled);
    void collect_children();
    void look_at_pid_file();
    static bool is_anyone_left();
    [[nodiscard]] std::optional<Event> all_gone();
};

/// Once the end of the watched child was acted on, its number is free to go.
void EventSource::Impl::reap_delivered() {
    if (end_delivered && !children.watched_is_reaped()) {
        children.reap_watched();
        look_for_survivors = true;
    }
}

std::optional<Event> EventSource::Impl::next() {
    if (queue.empty() && pid_file_may_have_changed) {
        look_at_pid_file();
    }
    if (queue.empty()) {
        return look_for_survivors ? all_gone() : std::nullopt;
    }
    const Event event = queue.front();
    queue.pop_front();
    end_delivered = end_delivered || std::holds_alternative<KeepalivedEnded>(event);
    return event;
}

/// The signals, the pid file (-1 if there is none to be watched), then the others in their order.
std::vector<pollfd> EventSource::Impl::all_sources() {
    std::erase_if(others, [](const OtherSource& other) { return other.fd < 0; });
    std::vector<pollfd> fds{readable(signals.fd()), readable(pid_file ? pid_file->fd() : -1)};
    for (const OtherSource& other : others) {
        fds.push_back(readable(other.fd));
    }
    return fds;
}

/// False if the deadline has passed and nothing of our own has happened.
bool EventSource::Impl::wait_for_more(std::optional<TimePoint> deadline) {
    const bool must_look = pid_file && pid_file->fd() < 0;
    const TimePoint look_again = Clock::now() + kLookAgain;
    const auto until =
        must_look && (!deadline || look_again < *deadline) ? std::optional{look_again} : deadline;
    std::vector<pollfd> fds = all_sources();
    if (::poll(fds.data(), fds.size(), poll_timeout(until)) < 0) {
        if (errno != EINTR) {
            throw os_error("poll");
        }
        fds.assign(fds.size(), pollfd{});
    }
    pid_file_may_have_changed = pid_file_may_have_changed || must_look;
    const bool own = take_own(fds);
    const bool late = deadline && Clock::now() >= *deadline;
    take_others(fds);
    return own || !late;
}

bool EventSource::Impl::take_own(const std::vector<pollfd>& polled) {
    const bool signalled = polled[0].revents != 0;
    if (signalled) {
        take_signals();
    }
    const bool near_pid_file = polled[1].revents != 0;
    if (near_pid_file && pid_file) {  // the end of keepalived, just seen, may have made it superfluous
        pid_file_may_have_changed = pid_file->take_changes() || pid_file_may_have_changed;
    }
    return signalled || near_pid_file;
}

void EventSource::Impl::take_others(const std::vector<pollfd>& polled) {
    for (std::size_t i = 2; i < polled.size(); ++i) {
        OtherSource& other = others.at(i - 2);
        if (polled[i].revents == 0 || other.fd < 0) {
            continue;
        }
        try {
            if (const std::optional<Event> event = other.take()) {
                queue.push_back(*event);
            }
        } catch (const std::exception&) {
            other.fd = -1;
        }
    }
}

void EventSource::Impl::take_signals() {
    for (const int signal : signals.read()) {
        if (signal == SIGCHLD) {
            collect_children();
        } else {
            queue.emplace_back(SignalReceived{signal});
        }
    }
}

void EventSource::Impl::collect_children() {
    if (const std::optional<ExitStatus> status = children.collect()) {
        queue.emplace_back(KeepalivedEnded{*status});
        pid_file.reset();
    }
    look_for_survivors = look_for_survivors || children.watched_is_reaped();
}

/// Once is enough: after the report, and after the end of the child, the file is of no interest.
void EventSource::Impl::look_at_pid_file() {
    pid_file_may_have_changed = false;
    if (pid_file && children.watched() != 0 && pid_file->number() == children.watched()) {
        queue.emplace_back(PidFileWritten{});
        pid_file.reset();
    }
}

/// Where it can't be seen (out of file descriptors or memory), something may be left.
bool EventSource::Impl::is_anyone_left() {
    try {
        return !ChildReaper::childless() && keepalived_survives(::getpid(), list_processes());
    } catch (const std::exception&) {
        return true;
    }
}

std::optional<Event> EventSource::Impl::all_gone() {
    look_for_survivors = false;
    if (all_gone_delivered || is_anyone_left()) {
        return std::nullopt;
    }
    all_gone_delivered = true;
    return AllGone{};
}

EventSource::EventSource() : impl_{std::make_unique<Impl>()} {}
EventSource::~EventSource() = default;

const sigset_t& EventSource::original_mask() const {
    return impl_->signals.original_mask();
}

void EventSource::watch_child(pid_t pid) {
    impl_->children.watch(pid);
    impl_->pid_file_may_have_changed = true;
}

void EventSource::watch_pid_file(const std::string& path) {
    impl_->pid_file.emplace(path);
    impl_->pid_file_may_have_changed = true;
}

void EventSource::watch_descriptor(int fd, std::function<std::optional<Event>()> take) {
    impl_->others.push_back({.fd = fd, .take = std::move(take)});
}

void EventSource::forget_descriptor(int fd) {
    // Only marked: this may be called by one of them, while they are gone through.
    for (OtherSource& other : impl_->others) {
        if (other.fd == fd) {
            other.fd = -1;
        }
    }
}

Event EventSource::wait(std::optional<TimePoint> deadline) {
    impl_->reap_delivered();
    while (true) {
        if (std::optional<Event> event = impl_->next()) {
            return *event;
        }
        if (!impl_->wait_for_more(deadline)) {
            // A survivor may have ended without a SIGCHLD to us: it is not our own child, or not reaped for
            // long. What the others have told waits: whoever floods us must not keep us from killing a hung
            // keepalived.
            const bool may_be_over = impl_->children.watched_is_reaped();
            return (may_be_over ? impl_->all_gone() : std::nullopt).value_or(DeadlinePassed{});
        }
    }
}

}  // namespace vipwarden::supervisor
