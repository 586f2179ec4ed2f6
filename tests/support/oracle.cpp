// SPDX-License-Identifier: MIT
#include "tests/support/oracle.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/oracle_answers.hpp"
#include "tests/support/oracle_world.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::support {
namespace {

using Json = nlohmann::json;
using Outcome = OracleRun::Outcome;

constexpr int kPatienceMs = 60'000;  // Longer than run_keepalived() ever takes.

[[nodiscard]] std::system_error failure(const std::string& what) {
    return {errno, std::generic_category(), what};
}

// ---- from the world to the test

std::string encode(const Verdict& verdict) {
    const Json json{{"outcome", static_cast<int>(verdict.outcome)},
                    {"detail", verdict.detail},
                    {"keepalived", verdict.keepalived},
                    {"vipwarden", verdict.vipwarden},
                    {"refused", verdict.refused},
                    {"reasons", verdict.reasons},
                    {"log", verdict.log},
                    {"trouble", verdict.trouble}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Verdict decode(const std::string& name, const std::string& text) {
    Verdict verdict{.name = name};
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        verdict.trouble = "the world came to an end: a crash while vipwarden was reading?";
        return verdict;
    }
    verdict.outcome = static_cast<Outcome>(json.at("outcome").get<int>());
    json.at("detail").get_to(verdict.detail);
    json.at("keepalived").get_to(verdict.keepalived);
    json.at("vipwarden").get_to(verdict.vipwarden);
    json.at("refused").get_to(verdict.refused);
    json.at("reasons").get_to(verdict.reasons);
    json.at("log").get_to(verdict.log);
    json.at("trouble").get_to(verdict.trouble);
    return verdict;
}

void write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto size = write(fd, text.data(), text.size());
        if (size < 0 && errno != EINTR) {
            return;
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    }
}

// ---- in the world

Verdict examine(const OracleKeepalived& keepalived, const std::string& vipwarden, const Trial& trial) {
    Verdict verdict;
    // Inherited by what is started here: the world hides the directory that the program may lie in.
    const UniqueFd program{vipwarden.empty() ? -1 : open(vipwarden.c_str(), O_PATH)};
    try {
        build_world(keepalived, trial);
        const config::Machine machine = machine_here();
        const AddressLines before = addresses_here();
        OracleRun run = run_keepalived(keepalived, trial);
        verdict.outcome = run.outcome;
        verdict.detail = std::move(run.detail);
        verdict.log = run.log;
        verdict.keepalived = addresses_of(run, before);
        if (!program) {
            answer_in_process(keepalived, trial, machine, verdict);
        } else {
            answer_by_program(fmt::format("/proc/self/fd/{}", program.get()), keepalived, trial, verdict);
        }
    } catch (const std::exception& error) {
        verdict.trouble = error.what();
    }
    return verdict;
}

void die_with_parent() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/// What has to be new for a world. The init of the new PID namespace is the next child.
bool leave_the_machine() {
    return unshare(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC) == 0;
}

/// When `body`'s process, the init, exits, the kernel kills all that is left (pid_namespaces(7)).
template <class Body>
[[noreturn]] void run_as_init(const Body& body) {
    die_with_parent();
    const pid_t init = leave_the_machine() ? fork() : -1;
    if (init == 0) {
        die_with_parent();
        body();
        _exit(0);
    }
    int status = 1;
    while (init > 0 && waitpid(init, &status, 0) < 0 && errno == EINTR) {
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

int wait_for(pid_t pid) {
    int status = -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

const std::string& title_of(const Trial& trial) {
    return trial.title.empty() ? trial.name : trial.title;
}

// ---- for people

std::string outcome_of(const Verdict& verdict) {
    if (!verdict.trouble.empty()) {
        return "TROUBLE " + verdict.name + ": " + verdict.trouble;
    }
    if (!verdict.is_answered()) {
        return fmt::format("no word  {}: {}", verdict.name, verdict.detail);
    }
    const std::string word = verdict.agrees() ? "agree" : "DISAGREE";
    if (verdict.outcome == Outcome::running) {
        return fmt::format("{:<8} {}: {} addresses{}", word, verdict.name, verdict.keepalived.size(),
                           verdict.refused ? ", and vipwarden says that keepalived refuses it" : "");
    }
    const auto* how = verdict.outcome == Outcome::exited    ? "refuses it"
                      : verdict.outcome == Outcome::crashed ? "crashes"
                                                            : "hangs";
    return fmt::format("{:<8} {}: keepalived {} ({}), and vipwarden {}", word, verdict.name, how,
                       verdict.detail, verdict.refused ? "says so" : "does not say so");
}

std::string only_in(const AddressLines& some, const AddressLines& others, const std::string& whose) {
    std::string text;
    for (const std::string& line : some) {
        if (!others.contains(line)) {
            text += fmt::format("\n    only {:<10} {}", whose, line);
        }
    }
    return text;
}

}  // namespace

std::string to_string(const Verdict& verdict) {
    if (!verdict.is_answered()) {
        return outcome_of(verdict);
    }
    std::string text = outcome_of(verdict) + only_in(verdict.keepalived, verdict.vipwarden, "keepalived") +
                       only_in(verdict.vipwarden, verdict.keepalived, "vipwarden");
    if (!verdict.agrees() || verdict.refusal_differs()) {
        for (const std::string& reason : verdict.reasons) {
            text += "\n    " + reason;
        }
    }
    return text;
}

std::optional<OracleKeepalived> oracle_keepalived(const std::string& built_in_program) {
    const char* program = std::getenv("VIPWARDEN_ORACLE_KEEPALIVED");
    const char* root = std::getenv("VIPWARDEN_ORACLE_ROOT");
    OracleKeepalived keepalived{.program = program != nullptr ? program : built_in_program,
                                .root = root != nullptr ? root : ""};
    const std::string command =
        keepalived.root.empty()
            ? fmt::format("'{}' --version 2>&1", keepalived.program)
            : fmt::format("chroot '{}' '{}' --version 2>&1", keepalived.root, keepalived.program);
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "re"), pclose};
    std::array<char, 256> line{};
    if (pipe == nullptr || fgets(line.data(), line.size(), pipe.get()) == nullptr) {
        return std::nullopt;
    }
    const std::string_view first{line.data()};
    const auto version = config::parse_version(first);
    if (!version || !first.starts_with("Keepalived")) {
        return std::nullopt;
    }
    keepalived.version = *version;
    return keepalived;
}

std::string why_no_oracle() {
    const pid_t pid = fork();
    if (pid == 0) {
        _exit(geteuid() == 0 && leave_the_machine() ? 0 : 1);
    }
    return pid > 0 && wait_for(pid) == 0
               ? ""
               : "SKIPPED-CAPABILITY: no private PID, mount and network namespace (root with CAP_SYS_ADMIN "
                 "and CAP_NET_ADMIN is needed)";
}

void Oracle::ask(const Trial& trial) {
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw failure("make a pipe");
    }
    UniqueFd answer{ends[0]};
    const UniqueFd question{ends[1]};
    const pid_t pid = fork();
    if (pid < 0) {
        throw failure("fork a world");
    }
    if (pid == 0) {
        run_as_init([&] { write_all(question.get(), encode(examine(keepalived_, vipwarden_, trial))); });
    }
    children_.push_back({.name = title_of(trial), .pid = pid, .answer = std::move(answer)});
}

/// True at the end of the answer.
bool Oracle::read_from(Child& child) const {
    std::array<char, 16384> buffer{};
    const auto size = read(child.answer.get(), buffer.data(), buffer.size());
    if (size > 0) {
        child.text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return size == 0 || (size < 0 && errno != EINTR);
}

Verdict Oracle::next() {
    for (;;) {
        std::vector<pollfd> fds;
        for (const Child& child : children_) {
            fds.push_back({.fd = child.answer.get(), .events = POLLIN, .revents = 0});
        }
        const int ready = poll(fds.data(), fds.size(), kPatienceMs);
        auto child = children_.begin();
        for (const pollfd& fd : fds) {
            const auto current = child++;
            if (ready != 0 && (fd.revents == 0 || !read_from(*current))) {
                continue;
            }
            if (ready == 0) {
                kill(current->pid, SIGKILL);
            }
            Verdict verdict = decode(current->name, current->text);
            (void)wait_for(current->pid);
            children_.erase(current);
            return verdict;
        }
    }
}

std::vector<Verdict> Oracle::ask_all(const std::vector<Trial>& trials, std::size_t side_by_side) {
    std::map<std::string, std::size_t> places;
    std::vector<Verdict> verdicts(trials.size());
    const auto take_one = [&] {
        Verdict verdict = next();
        verdicts.at(places.at(verdict.name)) = std::move(verdict);
    };
    for (const Trial& trial : trials) {
        while (in_flight() >= side_by_side) {
            take_one();
        }
        places.emplace(title_of(trial), places.size());
        ask(trial);
    }
    while (in_flight() > 0) {
        take_one();
    }
    return verdicts;
}

}  // namespace vipwarden::support
