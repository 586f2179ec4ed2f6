// SPDX-License-Identifier: MIT
#include "tests/support/keepalived_host.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/support/keepalived_sandbox.hpp"

namespace vipwarden::support {

namespace {

constexpr const char* kKeepalived = KEEPALIVED_PATH;

/// The program under test: the one that was just built, unless somebody wants to see how another one fares.
std::string vipwarden_program() {
    const char* other = std::getenv("VIPWARDEN_UNDER_TEST");
    return other == nullptr ? VIPWARDEN_PATH : other;
}

void check(int result, const char* what) {
    if (result != 0) {
        throw std::system_error{errno, std::generic_category(), what};
    }
}

void cover_with_tmpfs(const char* directory) {
    check(mount("tmpfs", directory, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755"), directory);
}

/// No configuration is left in it. Where keepalived was built to keep its build options in a file (Debian
/// 13), that is a part of the program: it ends at once without.
void cover_configurations() {
    const char* options = "/etc/keepalived/keepalived.config-opts";
    std::ifstream covered{options};
    cover_with_tmpfs("/etc/keepalived");
    if (covered) {
        std::ofstream{options} << covered.rdbuf();
    }
}

Words operator+(Words left, const Words& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// To the console, in detail, no syslog, no checkers.
const Words& log_options() {
    static const Words options{"-l", "-G", "-D", "-P"};
    return options;
}

bool is_present(const std::string& interface_and_address) {
    const auto blank = interface_and_address.find(' ');
    return addresses(interface_and_address.substr(0, blank))
        .contains(interface_and_address.substr(blank + 1));
}

}  // namespace

std::string KeepalivedHost::why_not_here() {
    if (const std::string reason = why_not_sandboxed(); !reason.empty()) {
        return reason;
    }
    if (access(kKeepalived, X_OK) != 0 || access("/etc/keepalived", X_OK) != 0) {
        return fmt::format("SKIPPED-CAPABILITY: keepalived is not installed ({})", kKeepalived);
    }
    return {};
}

void KeepalivedHost::furnish() {
    require_sandbox();
    network_.emplace();
    cover_with_tmpfs("/run");
    cover_configurations();
    std::filesystem::create_directories(kDirectory / "ip");
    std::filesystem::create_directories(kDirectory / "programs");
    setenv("TMPDIR", kDirectory.c_str(), 1);  // keepalived dumps its data there.
    // Without duplicate address detection an IPv6 address is usable at once.
    set_sysctl("ipv6/conf/default/accept_dad", "0");
    ip("link set lo up");
    ip("link add eth0 type veth peer name peer0");
    ip("link add eth1 type veth peer name peer1");
    for (const char* link : {"eth0", "peer0", "eth1", "peer1"}) {
        ip(fmt::format("link set {} up", link));
    }
    ip("addr add 10.9.0.1/24 dev eth0");
    ip("addr add 10.8.0.1/24 dev eth1");
    changes_ = std::make_unique<ChangeMonitor>();
}

void KeepalivedHost::clear_away() {
    kill_at_one_instant(other_processes());
    programs_.clear();
    changes_.reset();
    check(umount2("/etc/keepalived", MNT_DETACH), "unmount /etc/keepalived");
    check(umount2("/run", MNT_DETACH), "unmount /run");
}

void KeepalivedHost::ip(const std::string& words) const {
    (void)network_.value().ip(words);
}

void KeepalivedHost::write_config(const std::string& text, const std::string& path) {
    std::ofstream{path, std::ios::trunc} << text;
}

std::string KeepalivedHost::sysctl(const std::string& path) const {
    return network_.value().sysctl(path);
}

void KeepalivedHost::set_sysctl(const std::string& path, const std::string& value) const {
    network_.value().set_sysctl(path, value);
}

Process& KeepalivedHost::start(Words command) {
    return programs_.emplace_back(std::move(command), kDirectory / "programs");
}

Process& KeepalivedHost::start_run(const std::string& config, const Words& keepalived_arguments) {
    write_config(config);
    return start_run_with(Words{"--", "-f", kConfig} + keepalived_arguments);
}

Process& KeepalivedHost::start_run_with(const Words& words) {
    return start(Words{vipwarden_program(), "run"} + words + log_options());
}

Process& KeepalivedHost::start_keepalived(const std::string& config, const std::string& path) {
    write_config(config, path);
    return start(
        Words{kKeepalived, "--dont-fork", "-f", path, "-p", path + ".pid", "-r", path + ".vrrp.pid"} +
        log_options());
}

Finished KeepalivedHost::vipwarden(const Words& words) {
    return start(Words{vipwarden_program()} + words).wait();
}

Finished KeepalivedHost::release() {
    return vipwarden({"release", "-f", kConfig});
}

pid_t KeepalivedHost::keepalived_of(const Process& run) {
    const auto children = children_of(run.pid());
    if (children.size() != 1) {
        throw std::runtime_error{fmt::format("run has {} children, not just keepalived", children.size())};
    }
    return children.front();
}

pid_t KeepalivedHost::vrrp_child_of(const Process& run) {
    const auto children = children_of(keepalived_of(run));
    if (children.size() != 1) {
        throw std::runtime_error{fmt::format("keepalived has {} children, not one", children.size())};
    }
    return children.front();
}

void KeepalivedHost::wait_for_keepalived_of(const Process& run) {
    wait_until([&] { return !children_of(run.pid()).empty(); }, "run to start keepalived");
}

void KeepalivedHost::kill_everything() {
    kill_at_one_instant(other_processes());
}

void KeepalivedHost::kill_keepalived_of(const Process& run) {
    kill_at_one_instant({keepalived_of(run), vrrp_child_of(run)});
}

void KeepalivedHost::wait_for(const std::string& interface_and_address) {
    changes().wait_until([&] { return is_present(interface_and_address); },
                         interface_and_address + " to appear", kPatience);
}

void KeepalivedHost::wait_until_absent(const std::string& interface_and_address) {
    changes().wait_until([&] { return !is_present(interface_and_address); },
                         interface_and_address + " to vanish", kPatience);
}

std::string KeepalivedHost::outputs() const {
    std::string text;
    for (const Process& program : programs_) {
        text += fmt::format("---- {}\n-- stdout\n{}-- stderr\n{}", fmt::join(program.command(), " "),
                            program.out(), program.err());
    }
    return text + "---- ip addr\n" + run_command({"ip", "addr"}, kDirectory / "ip").out;
}

}  // namespace vipwarden::support
