// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/process_table.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <iterator>
#include <memory>
#include <set>
#include <string_view>

#include <dirent.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wrapper/supervisor/network_rights.hpp"
#include "wrapper/supervisor/proc_files.hpp"

extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 has no guards for C++ in it
}

namespace vipwarden::supervisor {

namespace {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::optional<Process> read_stat(const UniqueFd& process, pid_t pid) {
    const auto text = read_file(process, "stat");
    const auto stat = text ? parse_stat(*text) : std::nullopt;
    if (!stat) {
        return std::nullopt;
    }
    return Process{.pid = pid,
                   .parent = stat->parent,
                   .start_time = stat->start_time,
                   .state = stat->state,
                   .name = std::string{stat->name}};
}

/// The target of that link of proc(5) to a program; nothing, with errno set, if it can't be read.
std::optional<std::string> read_program(int directory, const char* link) {
    constexpr std::string_view kDeleted = " (deleted)";
    std::array<char, PATH_MAX>
        target;  // NOLINT(cppcoreguidelines-pro-type-member-init): 4 KiB for each process
    const auto length = ::readlinkat(directory, link, target.data(), target.size());
    if (length < 0) {
        return std::nullopt;
    }
    std::string_view path{target.data(), static_cast<std::size_t>(length)};
    if (path.ends_with(kDeleted)) {
        path.remove_suffix(kDeleted.size());
    }
    return std::string{path};
}

std::uint64_t read_netns_inode(const UniqueFd& process) {
    struct stat status {};
    return ::fstatat(process.get(), "ns/net", &status, 0) == 0 ? status.st_ino : 0;
}

std::string read_run_id(const UniqueFd& process) {
    const auto wanted = std::string{kRunIdVariable} + "=";
    for (const auto& variable : split(read_file(process, "environ").value_or(""), '\0')) {
        if (variable.starts_with(wanted)) {
            return variable.substr(wanted.size());
        }
    }
    return {};
}

std::optional<std::uint64_t> start_time_of(pid_t pid) {
    const auto process = read_stat(open_process(pid), pid);
    return process ? std::optional{process->start_time} : std::nullopt;
}

using Clock = std::chrono::steady_clock;

/// In whole milliseconds, rounded up, within what poll(2) takes.
int remaining_ms(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

bool is_gone_by(const Process& process, Clock::time_point deadline) {
    const UniqueFd fd{::pidfd_open(process.pid, 0)};
    const bool no_such_process = !fd && errno == ESRCH;
    // Only after the pidfd is open: from here on the number can't pass to another process unnoticed.
    if (no_such_process || start_time_of(process.pid).value_or(process.start_time) != process.start_time) {
        return true;
    }
    pollfd ended{.fd = fd.get(), .events = POLLIN, .revents = 0};
    int ready = 0;
    do {
        ready = ::poll(&ended, 1, remaining_ms(deadline));
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "keepalived", also with a version: "keepalived-2.3.1". Not "keepalived_exporter".
bool is_keepaliveds_name(std::string_view name) {
    constexpr std::string_view kName = "keepalived";
    if (!name.starts_with(kName)) {
        return false;
    }
    name.remove_prefix(kName.size());
    if (!name.empty() && std::string_view{"-_."}.find(name.front()) != std::string_view::npos) {
        name.remove_prefix(1);
        return !name.empty() && is_digit(name.front());
    }
    return name.empty() || is_digit(name.front());
}

std::string_view last_part(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool may_be_keepalived(const Process& process) {
    return is_keepalived(process) || process.executable.empty();
}

/// `wants_memory`: whether what has to be read out of its memory is asked for.
std::optional<Process> read_process(pid_t pid, bool (*wants_memory)(const Process&)) {
    const auto directory = open_process(pid);
    auto process = read_stat(directory, pid);
    if (!process) {
        return std::nullopt;
    }
    process->executable = read_program(directory.get(), "exe").value_or("");
    process->netns_inode = read_netns_inode(directory);
    process->powerless = is_keepalived(*process) && !may_change_addresses(directory);
    // Where a process hangs in the kernel with its memory locked, reading that waits as long as it hangs: no
    // reason to wait for a process that is none of ours.
    if (wants_memory(*process) && !process->powerless && (process->state != 'D' || is_keepalived(*process))) {
        process->arguments = split(read_file(directory, "cmdline").value_or(""), '\0');
        process->run_id = read_run_id(directory);
    }
    return process;
}

/// /proc, open.
class ProcessDirectory {
 public:
    /// Throws std::system_error.
    ProcessDirectory() : directory_{::opendir("/proc")} {
        if (!directory_) {
            throw std::system_error{errno, std::generic_category(), "list the processes in '/proc'"};
        }
    }

    [[nodiscard]] int fd() const { return ::dirfd(directory_.get()); }

    /// `action(pid, name of its directory)`
    template <typename Action>
    void for_each(const Action& action) const {
        errno = 0;
        while (const auto* entry = ::readdir(directory_.get())) {
            const auto* name = static_cast<const char*>(entry->d_name);
            if (const auto pid = parse_number<pid_t>(name)) {
                action(*pid, name);
            }
            errno = 0;
        }
        if (errno != 0) {
            throw std::system_error{errno, std::generic_category(), "list the processes in '/proc'"};
        }
    }

 private:
    struct Close {
        void operator()(DIR* directory) const { (void)::closedir(directory); }
    };

    std::unique_ptr<DIR, Close> directory_;
};

/// By its program alone. Without one it can't do anything any more, or is a thread of the kernel; of one that
/// we may not look at nothing is known.
bool may_be_live_keepalived(int proc, const char* name) {
    std::array<char, 32> link{};
    *fmt::format_to_n(link.data(), link.size() - 1, "{}/exe", name).out = '\0';
    const auto program = read_program(proc, link.data());
    return program ? is_keepaliveds_name(last_part(*program)) : errno != ENOENT;
}

}  // namespace

std::optional<Process> find_process(pid_t pid) {
    return read_process(pid, [](const Process& /*process*/) { return true; });
}

std::vector<Process> list_processes() {
    std::vector<Process> processes;
    ProcessDirectory{}.for_each([&](pid_t pid, const char* /*name*/) {
        if (auto process = read_process(pid, may_be_keepalived)) {
            processes.push_back(*std::move(process));
        }
    });
    return processes;
}

std::vector<Process> list_keepaliveds() {
    std::vector<Process> processes;
    const ProcessDirectory directory;
    directory.for_each([&](pid_t pid, const char* name) {
        if (!may_be_live_keepalived(directory.fd(), name)) {
            return;
        }
        auto process = read_process(pid, may_be_keepalived);
        if (process && is_keepalived(*process) && !process->powerless && is_alive(*process)) {
            processes.push_back(*std::move(process));
        }
    });
    return processes;
}

bool is_keepalived(const Process& process) {
    return is_keepaliveds_name(process.executable.empty() ? process.name : last_part(process.executable));
}

bool is_alive(const Process& process) {
    // A process that ends gives up its memory first, and with it the command line in proc(5); its program
    // goes at the same time, but may have been read just before. The rest of its end can take long: a killed
    // VRRP child closes packet sockets, for which the kernel waits for every CPU (packet_release(),
    // synchronize_net()): tens of milliseconds as a rule, seconds on a busy machine. find_process() leaves
    // out the command line of a process that hangs, but not keepalived's.
    const bool is_past_its_last_instruction = process.arguments.empty() && !process.powerless &&
                                              (process.executable.empty() || is_keepalived(process));
    return process.state != 'Z' && process.state != 'X' && process.state != 'x' &&
           !is_past_its_last_instruction;
}

bool is_stopped(const Process& process) {
    return process.state == 'T' || process.state == 't';
}

std::vector<Process> descendants_of(pid_t ancestor, const std::vector<Process>& processes) {
    std::set<pid_t> family{ancestor};
    std::size_t size_before = 0;
    while (size_before != family.size()) {
        size_before = family.size();
        for (const Process& process : processes) {
            if (family.contains(process.parent)) {
                family.insert(process.pid);
            }
        }
    }
    family.erase(ancestor);
    std::vector<Process> descendants;
    std::ranges::copy_if(processes, std::back_inserter(descendants),
                         [&](const Process& process) { return family.contains(process.pid); });
    return descendants;
}

UniqueFd open_pidfd(const Process& process) {
    UniqueFd fd{::pidfd_open(process.pid, 0)};
    // Only after the pidfd is open: from here on the number can't pass to another process unnoticed.
    return start_time_of(process.pid) == process.start_time ? std::move(fd) : UniqueFd{};
}

std::error_code send_signal(const Process& process, int signal) {
    const UniqueFd fd{::pidfd_open(process.pid, 0)};
    const int open_error = fd ? 0 : errno;
    // Only after the pidfd is open: from here on the number can't pass to another process unnoticed.
    const auto start_time = start_time_of(process.pid);
    if (open_error == ESRCH || (start_time && *start_time != process.start_time)) {
        return {};
    }
    if (open_error != 0) {
        return {open_error, std::generic_category()};
    }
    if (::pidfd_send_signal(fd.get(), start_time ? signal : 0, nullptr, 0) != 0) {
        return errno == ESRCH ? std::error_code{} : std::error_code{errno, std::generic_category()};
    }
    // It lives, and /proc hides from us whether it is the one that is meant.
    return start_time ? std::error_code{} : make_error_code(std::errc::operation_not_permitted);
}

bool wait_until_gone(const std::vector<Process>& processes, std::chrono::milliseconds timeout) {
    const auto deadline =
        Clock::now() + std::clamp(timeout, std::chrono::milliseconds{0}, std::chrono::milliseconds{INT_MAX});
    return std::ranges::all_of(processes,
                               [&](const Process& process) { return is_gone_by(process, deadline); });
}

}  // namespace vipwarden::supervisor
