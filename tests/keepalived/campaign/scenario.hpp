// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vipwarden::campaign {

using std::chrono::microseconds;

/// What is wrong with a configuration file.
enum class Damage : std::uint8_t {
    none,
    unknown_interface,      ///< keepalived 2.x ends, and leaves every VIP.
    no_router_id,           ///< So it does here.
    keyword_without_value,  ///< And here.
    garbage,
    missing_brace,
    empty,
    deleted,
};

struct Instance {
    std::string name{};
    std::string interface {};
    int router_id{};
    int priority{150};
    int advert_centiseconds{10};
    bool vmac{false};
    std::vector<std::string> vips{};      ///< As they stand in the file.
    std::vector<std::string> excluded{};  ///< Likewise.
};

struct Configuration {
    std::vector<Instance> instances{};
    std::vector<std::string> static_addresses{};
    Damage damage{Damage::none};
};

/// An address of the host itself, in the words of `ip address add`.
struct HostAddress {
    std::string interface {};
    std::string words{};
};

struct Host {
    std::vector<HostAddress> addresses{};  ///< Beside 10.9.0.1/24 on eth0 and 10.8.0.1/24 on eth1.
    bool promotes_secondaries{false};
};

/// When the fault strikes.
enum class Moment : std::uint8_t {
    before_exec,
    start_up,
    before_master,
    master,
    reload,
    stop,
};

enum class Target : std::uint8_t { vipwarden, keepalived, vrrp_process };

/// One thing that happens to the host.
struct Act {
    enum class Kind : std::uint8_t {
        wait,                 ///< Nothing; `after` is all.
        signal,               ///< `signal` to `target`.
        kill_all,             ///< SIGKILL to everything at one instant, vipwarden included.
        kill_all_keepalived,  ///< Likewise, but vipwarden lives.
        write_next,           ///< The next configuration comes into the file.
        delete_configuration,
        rename_interface,     ///< eth1, to eth7.
        interface_down,       ///< eth1
        interface_up,         ///< eth1
        delete_interface,     ///< eth1
        remove_vip,           ///< By hand: number `number` of those that are there.
        add_vip,              ///< By hand: number `number` of the first configuration.
        add_host_address,     ///< `address`, by the operator.
        remove_host_address,  ///< `address`, which is there.
        crash_repeatedly,     ///< SIGSEGV to the VRRP process, and to the next one, `number` times.
    };
    Kind kind{};
    microseconds after{};  ///< The act before, or the moment.
    Target target{};
    int signal{};
    std::size_t number{};
    HostAddress address{};
};

enum class Load : std::uint8_t { none, busy, forks, netlink };

/// What the service manager does in the end: how KillMode= has it.
enum class KillMode : std::uint8_t { control_group, mixed, process };

/// All that is random in one round. What the seed does not decide is how fast the machine is.
struct Scenario {
    Host host{};
    Configuration first{};
    Configuration next{};
    Moment moment{};
    microseconds delay{};  ///< From the moment to the first act.
    std::vector<Act> acts{};
    Load load{};
    KillMode kill_mode{};
};

}  // namespace vipwarden::campaign
