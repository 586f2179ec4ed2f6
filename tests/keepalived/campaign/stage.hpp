// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tests/keepalived/campaign/host_state.hpp"
#include "tests/keepalived/campaign/scenario.hpp"
#include "tests/keepalived/campaign/unit_processes.hpp"
#include "tests/support/keepalived_host.hpp"

namespace vipwarden::campaign {

/// The host of one round with vipwarden on it, and what must be there when all is over.
class Stage {
 public:
    explicit Stage(const Scenario& scenario);

    /// The host's addresses, the load, `vipwarden run`.
    void set_up();
    /// Waits until the moment has come; for a while only, where it can't come.
    void wait_for_moment();
    void perform(const Act& act);
    /// Ends what is left of the unit, in the manner of the service manager.
    void end_unit();
    /// `vipwarden release`, as the hook says it. Its exit status.
    int release();
    /// True if vipwarden died before it recorded anything, and the configuration is gone: it says 66 then.
    [[nodiscard]] bool knows_vipwarden_nothing() const;
    void end_load();

    /// What is not as it has to be: nothing but the host's own may be there, and all of that.
    [[nodiscard]] std::vector<std::string> differences_now() const;
    /// True if a VIP is there now.
    [[nodiscard]] bool vips_are_held() const;
    /// What was found wrong so far.
    [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
    void add_problem(std::string sentence);
    [[nodiscard]] std::string log() const;

 private:
    using Clock = std::chrono::steady_clock;

    void note(const std::string& sentence);
    void wait_for_process(Target target);
    void wait_for_vips();
    void send(Target target, int signal);
    void write(const Configuration& configuration);
    void try_ip(const std::string& words);
    void remove_some_vip(std::size_t number);
    void add_some_vip(std::size_t number);
    void add_host_address(const HostAddress& address);
    void remove_host_address(const HostAddress& address);
    void crash_repeatedly(std::size_t times);
    void take_down();
    void rename();
    void remove_interface();
    void end_main();
    void look_at_end_of_run();
    [[nodiscard]] bool has_run_ended() const;
    [[nodiscard]] std::vector<std::string> vips_present() const;

    const Scenario& scenario_;
    support::KeepalivedHost host_{};
    std::optional<UnitProcesses> unit_{};
    support::Process* run_{nullptr};
    HostState expected_{};
    bool was_killed_{false};  ///< vipwarden, by us.
    std::vector<std::string> problems_{};
    std::string events_{};
    Clock::time_point start_{Clock::now()};
};

}  // namespace vipwarden::campaign
