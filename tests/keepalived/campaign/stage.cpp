// SPDX-License-Identifier: MIT
#include "tests/keepalived/campaign/stage.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "tests/keepalived/campaign/scenario_words.hpp"

namespace vipwarden::campaign {
namespace {

using std::chrono::milliseconds;
using support::KeepalivedHost;

/// Instances that can't become MASTER do not keep a round waiting longer than this.
constexpr milliseconds kMasterTime{1500};
/// Of `run`, short for the sake of time.
constexpr int kStopTimeout = 3;
/// From TERM to the end of vipwarden, at most: all its steps, and a machine that is busy.
constexpr milliseconds kEndTime{20'000};
/// What systemd would give the rest of the unit; short for the sake of time.
constexpr milliseconds kRestTime{2000};

/// True if it became so in time.
template <typename Condition>
bool comes_true(const Condition& condition, milliseconds time) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        usleep(1000);
    }
    return true;
}

void rest(microseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const timespec wanted{.tv_sec = seconds.count(),
                          .tv_nsec = std::chrono::nanoseconds{time - seconds}.count()};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &wanted, nullptr);
}

support::Words shell(const std::string& script) {
    return {"sh", "-c", script};
}

std::vector<support::Words> programs_of(Load load) {
    switch (load) {
        case Load::none:
            return {};
        case Load::busy:
            return {shell("while :; do :; done"), shell("while :; do :; done")};
        case Load::forks:
            return {shell("while :; do /bin/true & /bin/true; wait; done")};
        case Load::netlink:
            return {
                shell("for i in $(seq 250); do echo address add 10.200.0.$i/32 dev noise0; done "
                      ">/run/test/add; sed 's/ add / del /' /run/test/add >/run/test/del; "
                      "while :; do ip -batch /run/test/add; ip -batch /run/test/del; done")};
    }
    return {};
}

/// The first words of `ip address add`, which are those of `ip address del` too.
std::string without_attributes(std::string words) {
    for (const char* attribute : {" broadcast", " label", " scope"}) {
        words = words.substr(0, words.find(attribute));
    }
    return words;
}

/// "10.9.0.7" of "10.9.0.7/24 label eth0:h".
std::string ip_of(const std::string& words) {
    return words.substr(0, words.find_first_of("/ "));
}

bool is_of(const std::string& key, const std::string& address) {
    return key.find(' ' + address + '/') != std::string::npos;
}

}  // namespace

Stage::Stage(const Scenario& scenario) : scenario_{scenario} {}

void Stage::note(const std::string& sentence) {
    const std::chrono::duration<double, std::milli> passed = Clock::now() - start_;
    events_ += fmt::format("[{:7.1f} ms] {}\n", passed.count(), sentence);
}

void Stage::add_problem(std::string sentence) {
    note("PROBLEM: " + sentence);
    problems_.push_back(std::move(sentence));
}

std::string Stage::log() const {
    return events_ + host_.outputs();
}

void Stage::try_ip(const std::string& words) {
    try {
        host_.ip(words);
    } catch (const std::runtime_error& error) {
        note(error.what());
    }
}

// ---- the beginning

void Stage::set_up() {
    host_.furnish();
    for (const char* of : {"all", "default", "eth0", "eth1"}) {
        host_.set_sysctl(fmt::format("ipv6/conf/{}/keep_addr_on_down", of), "1");
    }
    if (scenario_.host.promotes_secondaries) {
        host_.set_sysctl("ipv4/conf/all/promote_secondaries", "1");
    }
    host_.ip("link add noise0 type veth peer name noise1");
    host_.ip("link set noise0 up");
    for (const HostAddress& address : scenario_.host.addresses) {
        try_ip(fmt::format("address add {} dev {}", address.words, address.interface));
    }
    host_.ip("route add 172.31.0.0/16 via 10.9.0.254");
    host_.ip("rule add from 10.9.0.1 table 77 priority 7700");
    expected_ = look();
    for (const support::Words& program : programs_of(scenario_.load)) {
        host_.start(program);
    }
    host_.write_config(text_of(scenario_.first));
    start_ = Clock::now();
    run_ = &host_.start_run_with(
        {"--stop-timeout", std::to_string(kStopTimeout), "--", "-f", KeepalivedHost::kConfig});
    unit_.emplace(*run_);
    note(fmt::format("vipwarden run is started (pid {})", run_->pid()));
}

void Stage::wait_for_process(Target target) {
    (void)comes_true([&] { return unit_->find(target).has_value(); }, kMasterTime);
}

void Stage::wait_for_vips() {
    wait_for_process(Target::vrrp_process);
    (void)comes_true([&] { return vips_are_held(); }, kMasterTime);
}

void Stage::wait_for_moment() {
    switch (scenario_.moment) {
        case Moment::before_exec:
            break;
        case Moment::start_up:
            wait_for_process(Target::keepalived);
            break;
        case Moment::before_master:
            wait_for_process(Target::vrrp_process);
            break;
        case Moment::master:
            wait_for_vips();
            break;
        case Moment::reload:
            wait_for_vips();
            write(scenario_.next);
            send(Target::vipwarden, SIGHUP);
            break;
        case Moment::stop:
            wait_for_vips();
            send(Target::vipwarden, SIGTERM);
            break;
    }
    note("the moment has come");
    rest(scenario_.delay);
}

// ---- looking

std::vector<std::string> Stage::vips_present() const {
    const auto now = look_at_addresses();
    std::vector<std::string> present;
    for (const auto& [key, address] : now.addresses) {
        if (!expected_.addresses.contains(key)) {
            present.push_back(key.substr(key.find(' ') + 1) + " dev " + address.interface);
        }
    }
    return present;
}

bool Stage::vips_are_held() const {
    return !vips_present().empty();
}

std::vector<std::string> Stage::differences_now() const {
    std::set<std::string> tolerated;
    for (const Configuration* configuration : {&scenario_.first, &scenario_.next}) {
        for (const std::string& address : configuration->static_addresses) {
            tolerated.insert(ip_of(address));
        }
    }
    return differences(expected_, look(), tolerated);
}

bool Stage::has_run_ended() const {
    return std::ranges::count(support::other_processes(), run_->pid()) == 0;
}

// ---- acts

void Stage::send(Target target, int signal) {
    const auto process = unit_->find(target);
    if (!process) {
        note("nobody is there for that signal");
        return;
    }
    note(fmt::format("SIG{} to {}", sigabbrev_np(signal), *process));
    was_killed_ = was_killed_ || (target == Target::vipwarden &&
                                  (signal == SIGKILL || signal == SIGSEGV || signal == SIGABRT));
    kill(*process, signal);
}

void Stage::write(const Configuration& configuration) {
    if (configuration.damage == Damage::deleted) {
        std::filesystem::remove(KeepalivedHost::kConfig);
    } else {
        host_.write_config(text_of(configuration));
    }
}

void Stage::perform(const Act& act) {
    rest(act.after);
    note(describe(act));
    switch (act.kind) {
        case Act::Kind::wait:
            return;
        case Act::Kind::signal:
            return send(act.target, act.signal);
        case Act::Kind::kill_all:
            was_killed_ = true;
            return support::kill_at_one_instant(UnitProcesses::all());
        case Act::Kind::kill_all_keepalived:
            return support::kill_at_one_instant(UnitProcesses::all_of_keepalived());
        case Act::Kind::write_next:
            return write(scenario_.next);
        case Act::Kind::delete_configuration:
            std::filesystem::remove(KeepalivedHost::kConfig);
            return;
        case Act::Kind::rename_interface:
            return rename();
        case Act::Kind::interface_down:
            return take_down();
        case Act::Kind::interface_up:
            return try_ip("link set eth1 up");
        case Act::Kind::delete_interface:
            return remove_interface();
        case Act::Kind::remove_vip:
            return remove_some_vip(act.number);
        case Act::Kind::add_vip:
            return add_some_vip(act.number);
        case Act::Kind::add_host_address:
            return add_host_address(act.address);
        case Act::Kind::remove_host_address:
            return remove_host_address(act.address);
        case Act::Kind::crash_repeatedly:
            return crash_repeatedly(act.number);
    }
}

void Stage::rename() {
    try_ip("link set eth1 name eth7");
    if (!support::interfaces().contains("eth1")) {
        expected_.rename_link("eth1", "eth7");  // Nothing to rename if it has been so before, or is gone.
        expected_.take_labels_of(look_at_addresses());
    }
}

void Stage::take_down() {
    try_ip("link set eth1 down");
    expected_.forget_routes_of("eth1");
}

void Stage::remove_interface() {
    if (support::interfaces().contains("eth1")) {
        try_ip("link delete eth1");
        expected_.forget_link("eth1");
        expected_.forget_link("peer1");
    }
}

void Stage::remove_some_vip(std::size_t number) {
    if (const auto present = vips_present(); !present.empty()) {
        const auto before = look_at_addresses();
        try_ip("address del " + present[number % present.size()]);
        // What the kernel takes along with a primary address is the operator's doing.
        const auto now = look_at_addresses();
        std::erase_if(expected_.addresses, [&](const auto& entry) {
            return before.addresses.contains(entry.first) && !now.addresses.contains(entry.first);
        });
    }
}

void Stage::add_some_vip(std::size_t number) {
    const auto& instances = scenario_.first.instances;
    const Instance& instance = instances[number % instances.size()];
    // Before keepalived's start it would be the host's own; on the device below a VMAC it is nobody's.
    if (instance.vips.empty() || instance.vmac || scenario_.moment == Moment::before_exec) {
        return note("no VIP to add");
    }
    auto vip = instance.vips[number % instance.vips.size()];
    vip += vip.find(" dev ") == std::string::npos ? " dev " + instance.interface : "";
    try_ip("address add " + vip);
    // What an operator adds while keepalived is down is nobody's but his.
    if (!unit_->find(Target::keepalived)) {
        try_ip("address del " + vip);
    }
}

void Stage::add_host_address(const HostAddress& address) {
    try_ip(fmt::format("address add {} dev {}", address.words, address.interface));
    for (const auto& [key, record] : look_at_addresses().addresses) {
        if (is_of(key, ip_of(address.words))) {
            expected_.addresses[key] = record;
        }
    }
}

void Stage::remove_host_address(const HostAddress& address) {
    try_ip(fmt::format("address del {} dev {}", without_attributes(address.words), address.interface));
    const auto now = look_at_addresses();
    std::erase_if(expected_.addresses, [&](const auto& entry) {
        return is_of(entry.first, ip_of(address.words)) && !now.addresses.contains(entry.first);
    });
    expected_.forget_subnet_routes_of(address.interface);  // A VIP may have kept one alive so far.
}

void Stage::crash_repeatedly(std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
        wait_for_process(Target::vrrp_process);
        send(Target::vrrp_process, SIGSEGV);
        (void)comes_true([&] { return !unit_->find(Target::vrrp_process); }, milliseconds{100});
    }
}

// ---- the end

void Stage::end_unit() {
    if (!has_run_ended()) {
        end_main();
    }
    look_at_end_of_run();
    if (scenario_.kill_mode == KillMode::control_group) {
        for (const pid_t process : UnitProcesses::all()) {
            kill(process, SIGTERM);
            kill(process, SIGCONT);
        }
        (void)comes_true([] { return UnitProcesses::all().empty(); }, kRestTime);
    }
    if (scenario_.kill_mode != KillMode::process) {
        support::kill_at_one_instant(UnitProcesses::all());
    }
}

/// As systemd does: who is told to end is told to go on, too.
void Stage::end_main() {
    note("the unit is stopped");
    if (scenario_.kill_mode == KillMode::control_group) {
        for (const pid_t process : UnitProcesses::all()) {
            kill(process, SIGTERM);
            kill(process, SIGCONT);
        }
    } else {
        kill(run_->pid(), SIGTERM);
        kill(run_->pid(), SIGCONT);
    }
    if (!comes_true([&] { return has_run_ended(); }, kEndTime)) {
        add_problem("vipwarden does not end");
        was_killed_ = true;
        run_->signal(SIGKILL);
    }
}

/// One that ended by itself has released all, whatever the hook may still do.
void Stage::look_at_end_of_run() {
    const int code = run_->wait().code;
    note(fmt::format("vipwarden run has ended with {}", code));
    if (was_killed_) {
        return;
    }
    constexpr int kLeftovers = 80;
    constexpr int kDefect = 70;
    if (code == kLeftovers || code == kDefect) {
        add_problem(fmt::format("run ends with {}", code));
    }
    for (const std::string& difference : differences_now()) {
        add_problem("behind run, before the hook: " + difference);
    }
}

int Stage::release() {
    const auto finished =
        host_.vipwarden({"release", "--", "keepalived", "--dont-fork", "-f", KeepalivedHost::kConfig});
    note(fmt::format("release has ended with {}", finished.code));
    return finished.code;
}

bool Stage::knows_vipwarden_nothing() const {
    std::error_code missing;
    return !std::filesystem::exists(KeepalivedHost::kConfig) &&
           std::filesystem::directory_iterator{KeepalivedHost::kSnapshots, missing} ==
               std::filesystem::directory_iterator{};
}

/// With all that it has started. Not at one instant: a process that is stopped between vfork(2) and its exec
/// keeps its parent from stopping.
void Stage::end_load() {
    const auto nothing_is_left = [] {
        auto processes = support::other_processes();
        for (const pid_t process : UnitProcesses::all()) {
            std::erase(processes, process);
        }
        for (const pid_t process : processes) {
            kill(process, SIGKILL);
        }
        return processes.empty();
    };
    support::wait_until(nothing_is_left, "the load to end");
}

}  // namespace vipwarden::campaign
