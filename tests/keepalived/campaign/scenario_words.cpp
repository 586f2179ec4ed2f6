// SPDX-License-Identifier: MIT
#include "tests/keepalived/campaign/scenario_words.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <signal.h>
#include <string.h>

namespace vipwarden::campaign {
namespace {

std::string block(std::string_view indentation, std::string_view keyword,
                  const std::vector<std::string>& lines) {
    if (lines.empty()) {
        return {};
    }
    std::string text = fmt::format("{}{} {{\n", indentation, keyword);
    for (const std::string& line : lines) {
        text += fmt::format("{}    {}\n", indentation, line);
    }
    return text + std::string{indentation} + "}\n";
}

std::string text_of(const Instance& instance) {
    std::string text = fmt::format(
        "vrrp_instance {} {{\n    state MASTER\n    interface {}\n    virtual_router_id {}\n    version 3\n"
        "    priority {}\n    advert_int {}.{:02}\n",
        instance.name, instance.interface, instance.router_id, instance.priority,
        instance.advert_centiseconds / 100, instance.advert_centiseconds % 100);
    text += instance.vmac ? fmt::format("    use_vmac vrrp{}\n", instance.router_id) : "";
    text += block("    ", "virtual_ipaddress", instance.vips);
    text += block("    ", "virtual_ipaddress_excluded", instance.excluded);
    return text + "}\n";
}

/// As if somebody had edited the last instance badly.
std::string damaged(const std::string& text, Damage damage) {
    switch (damage) {
        case Damage::none:
            return text;
        case Damage::unknown_interface:
            return text + text_of(Instance{.name = "BAD", .interface = "nowhere0", .router_id = 250});
        case Damage::no_router_id:
            return text + "vrrp_instance BAD {\n    interface eth0\n}\n";
        case Damage::keyword_without_value:
            return text + "vrrp_instance BAD {\n    interface\n    virtual_router_id 250\n}\n";
        case Damage::garbage:
            return "vrrp_instance V1 {{{\n interface\n virtual_ipaddress { 10.9.0.999/77 \"\n@@@ $( \x01\n";
        case Damage::missing_brace:
            return text.substr(0, text.rfind('}'));
        case Damage::empty:
        case Damage::deleted:
            return {};
    }
    return {};
}

std::string_view name_of(Damage damage) {
    switch (damage) {
        case Damage::none:
            return "nothing wrong";
        case Damage::unknown_interface:
            return "an instance on an interface that does not exist";
        case Damage::no_router_id:
            return "an instance without virtual_router_id";
        case Damage::keyword_without_value:
            return "a keyword without its value";
        case Damage::garbage:
            return "garbage in it";
        case Damage::missing_brace:
            return "its last brace missing";
        case Damage::empty:
            return "nothing in it";
        case Damage::deleted:
            return "the file deleted";
    }
    return {};
}

std::string_view name_of(Moment moment) {
    switch (moment) {
        case Moment::before_exec:
            return "vipwarden was started";
        case Moment::start_up:
            return "keepalived's first process was there";
        case Moment::before_master:
            return "the VRRP process was there";
        case Moment::master:
            return "the first VIP was there";
        case Moment::reload:
            return "the next configuration was written and HUP sent, with VIPs there";
        case Moment::stop:
            return "TERM was sent, with VIPs there";
    }
    return {};
}

std::string_view name_of(Target target) {
    switch (target) {
        case Target::vipwarden:
            return "vipwarden";
        case Target::keepalived:
            return "keepalived's parent";
        case Target::vrrp_process:
            return "the VRRP process";
    }
    return {};
}

std::string_view name_of(Load load) {
    switch (load) {
        case Load::none:
            return "none";
        case Load::busy:
            return "busy loops";
        case Load::forks:
            return "a fork storm";
        case Load::netlink:
            return "addresses that come and go on another interface";
    }
    return {};
}

std::string_view name_of(KillMode mode) {
    switch (mode) {
        case KillMode::control_group:
            return "TERM to every process, then KILL (KillMode=control-group)";
        case KillMode::mixed:
            return "TERM to vipwarden, then KILL to every process (KillMode=mixed)";
        case KillMode::process:
            return "TERM to vipwarden only (KillMode=process)";
    }
    return {};
}

std::string what(const Act& act) {
    using enum Act::Kind;
    switch (act.kind) {
        case wait:
            return "nothing more";
        case signal:
            return fmt::format("SIG{} to {}", sigabbrev_np(act.signal), name_of(act.target));
        case kill_all:
            return "KILL to vipwarden and keepalived at one instant";
        case kill_all_keepalived:
            return "KILL to all of keepalived at one instant";
        case write_next:
            return "the next configuration is written, no HUP";
        case delete_configuration:
            return "the configuration is deleted, no HUP";
        case rename_interface:
            return "eth1 is renamed to eth7";
        case interface_down:
            return "eth1 goes down";
        case interface_up:
            return "eth1 comes up";
        case delete_interface:
            return "eth1 is deleted";
        case remove_vip:
            return fmt::format("VIP number {} of those present is removed by hand", act.number);
        case add_vip:
            return fmt::format("VIP number {} of the first configuration is added by hand", act.number);
        case add_host_address:
            return fmt::format("ip address add {} dev {}", act.address.words, act.address.interface);
        case remove_host_address:
            return fmt::format("ip address del {} dev {}", act.address.words, act.address.interface);
        case crash_repeatedly:
            return fmt::format("SEGV to the VRRP process and to each of its successors, {} times",
                               act.number);
    }
    return {};
}

std::string milliseconds(microseconds time) {
    return fmt::format("{:.1f} ms", static_cast<double>(time.count()) / 1000.0);
}

bool uses_next(const Scenario& scenario) {
    return scenario.moment == Moment::reload || std::ranges::any_of(scenario.acts, [](const Act& act) {
               return act.kind == Act::Kind::write_next;
           });
}

}  // namespace

std::string text_of(const Configuration& configuration) {
    std::string text = block("", "static_ipaddress", configuration.static_addresses);
    for (const Instance& instance : configuration.instances) {
        text += text_of(instance);
    }
    return damaged(text, configuration.damage);
}

std::string describe(const Act& act) {
    return fmt::format("{} later: {}", milliseconds(act.after), what(act));
}

std::string describe(const Scenario& scenario) {
    std::string text = "host: 10.9.0.1/24 on eth0, 10.8.0.1/24 on eth1";
    for (const HostAddress& address : scenario.host.addresses) {
        text += fmt::format(", {} on {}", address.words, address.interface);
    }
    text += fmt::format("; promote_secondaries {}\nload: {}\n", scenario.host.promotes_secondaries ? 1 : 0,
                        name_of(scenario.load));
    text += fmt::format("{} after {}:\n", milliseconds(scenario.delay), name_of(scenario.moment));
    for (const Act& act : scenario.acts) {
        text += fmt::format("  {}\n", describe(act));
    }
    text += fmt::format("then: {}, then `vipwarden release`, twice\n", name_of(scenario.kill_mode));
    text += fmt::format("---- configuration\n{}", text_of(scenario.first));
    return text + (uses_next(scenario) ? fmt::format("---- next configuration ({})\n{}",
                                                     name_of(scenario.next.damage), text_of(scenario.next))
                                       : "");
}

}  // namespace vipwarden::campaign
