// SPDX-License-Identifier: MIT
#include "tests/unit/release/release_world.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <ostream>
#include <string>
#include <utility>

#include <rapidcheck.h>

#include "tests/unit/release/builders.hpp"
#include "tests/unit/release/generators.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using netlink::Link;
using List = std::vector<InterfaceAddress>;

bool one_in(int n) {
    return *rc::gen::inRange(0, n) == 0;
}

InterfaceAddress any_address(int ifindex) {
    if (one_in(4)) {
        return on(ifindex, any_of<std::string>({"2001:db8::1", "2001:db8::2", "fe80::1"}) +
                               any_of<std::string>({"/64", "/128"}));
    }
    const auto local = any_of<std::string>({"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.1.1"});
    const auto peer = one_in(8) ? any_of<std::string>({" peer 10.0.0.8", " peer 10.0.1.9"}) : "";
    return on(ifindex, local + peer + any_of<std::string>({"/32", "/24", "/24", "/24", "/16", "/0"}));
}

InterfaceAddress any_present_address() {
    auto address = any_address(any_of<int>({2, 2, 2, 3, 7}));
    if (one_in(4)) {
        address = marked(address);
    }
    if (one_in(8)) {
        address.scope = 253;
    }
    return address;
}

Vip vip_for(const InterfaceAddress& address, const std::string& interface) {
    auto vip = release::vip("10.0.0.1/32", interface);
    vip.address = address.local;
    vip.prefix_length = address.prefix_length;
    vip.owner = one_in(5);
    return interface == "vrrp.51" ? on_vmac(vip) : vip;
}

/// Mostly one that is there now.
Vip any_vip(const List& present) {
    static const std::map<int, std::string> kNames{{2, "eth0"}, {3, "eth1"}, {7, "vrrp.51"}};
    if (!present.empty() && !one_in(3)) {
        const auto address = any_of(present);
        return vip_for(address, kNames.at(address.ifindex));
    }
    return vip_for(any_address(0), any_of<std::string>({"eth0", "eth0", "eth1", "gone0", "vrrp.51"}));
}

Vip any_recorded_vip(const List& present) {
    return recorded_at(any_of<int>({0, 0, 2, 3, 7, 99}), any_vip(present));
}

/// Often one of those that are there now: then it is the host's, or what an earlier keepalived left.
snapshot::BaselineAddress any_baseline_address(const List& present) {
    const auto address = present.empty() || one_in(3) ? any_present_address() : any_of(present);
    return was_on(any_of<std::string>({"eth0", "eth0", "eth1", "old0"}), address);
}

/// Mostly one that is there still.
snapshot::LearntAddress any_learnt_address(const List& present) {
    const auto address = present.empty() || one_in(4) ? any_present_address() : any_of(present);
    return snapshot::as_learnt(address, any_of<std::string>({"eth0", "old0"}));
}

snapshot::Snapshot any_snapshot(const List& present) {
    snapshot::Snapshot snapshot;
    snapshot.released = one_in(4);
    snapshot.baseline_damaged = one_in(6);
    if (!one_in(3)) {
        snapshot.baseline = up_to(5, [&] { return any_baseline_address(present); });
    }
    snapshot.learnt = up_to(3, [&] { return any_learnt_address(present); });
    snapshot.generations = up_to(3, [&] { return up_to(3, [&] { return any_recorded_vip(present); }); });
    return snapshot;
}

Holder any_holder(const List& present) {
    Holder holder{.pid = *rc::gen::inRange(100, 200), .config_path = "/etc/keepalived/b.conf"};
    if (!one_in(4)) {
        holder.vips = up_to(3, [&] { return any_vip(present); });
    }
    holder.same_configuration = one_in(4);
    return holder;
}

KeepRule any_keep_rule() {
    KeepRule rule{.address = any_address(0).local};
    if (one_in(2)) {
        rule.interface = "eth0";
    }
    return rule;
}

PlanInput any_input(const List& present) {
    PlanInput input{.declared = up_to(6, [&] { return any_vip(present); }),
                    .doubtful = up_to(3, [&] { return doubtful(any_vip(present)); })};
    if (!one_in(3)) {
        input.snapshot = any_snapshot(present);
    }
    input.holders = one_in(3) ? up_to(2, [&] { return any_holder(present); }) : std::vector<Holder>{};
    input.options = {.any_prefix = one_in(4),
                     .exact = one_in(6),
                     .include_owner = one_in(4),
                     .keep_all = one_in(12),
                     .keep = one_in(3) ? up_to(2, any_keep_rule) : std::vector<KeepRule>{}};
    return input;
}

std::vector<Link> any_links() {
    std::vector<Link> links{
        {.index = 2, .name = any_of<std::string>({"eth0", "eth0", "lan0"}), .promote_secondaries = one_in(3)},
        {.index = 3, .name = "eth1", .promote_secondaries = one_in(3)}};
    if (one_in(2)) {
        links.push_back(vmac_link(7, any_of<std::string>({"vrrp.51", "vrrp1.51"})));
    }
    return links;
}

World make_world() {
    World world{.links = any_links(), .addresses = up_to(12, any_present_address)};
    world.input = any_input(world.addresses);
    world.links_are_fixed = one_in(3);
    return world;
}

}  // namespace

World any_world() {
    // At full size from the first case on: a range of rapidcheck's begins with its first values only.
    return *rc::gen::resize(rc::kNominalSize, rc::gen::exec(make_world));
}

void populate(support::FakeKernel& kernel, const World& world) {
    for (const auto& address : world.addresses) {
        (void)kernel.addresses().add(address);  // What Linux would refuse is not part of this world.
    }
}

void showValue(const World& world, std::ostream& out) {
    const auto show = [&](const char* title, const std::vector<std::string>& lines) {
        out << title << ":";
        for (const auto& line : lines) {
            out << " [" << line << "]";
        }
        out << "\n";
    };
    const auto vips = [](const std::vector<Vip>& list) {
        std::vector<std::string> lines;
        for (const auto& vip : list) {
            lines.push_back(fmt::format("{}/{} {} ({}){}", to_string(vip.address), vip.prefix_length,
                                        vip.interface, vip.ifindex, vip.owner ? " owner" : ""));
        }
        return lines;
    };
    const auto& input = world.input;
    for (const auto& link : world.links) {
        out << link.index << ": " << link.name << (link.promote_secondaries ? " promotes" : "") << "\n";
    }
    show("addresses", texts(world.addresses));
    show("declared", vips(input.declared));
    std::vector<Vip> doubtful;
    std::ranges::transform(input.doubtful, std::back_inserter(doubtful), &DoubtfulVip::vip);
    show("doubtful", vips(doubtful));
    if (input.snapshot) {
        show("recorded", vips(snapshot::recorded_vips(*input.snapshot)));
        for (const auto& one : input.snapshot->learnt) {
            out << fmt::format("learnt: [{} {}/{}{}]\n", one.ifindex, to_string(one.address),
                               one.prefix_length, one.peer ? " peer " + to_string(*one.peer) : "");
        }
        out << "released " << input.snapshot->released << ", damaged " << input.snapshot->baseline_damaged;
        if (input.snapshot->baseline) {
            show(", baseline", texts(*input.snapshot->baseline));
        }
    }
    for (const auto& holder : input.holders) {
        show("holder", holder.vips ? vips(*holder.vips) : std::vector<std::string>{"anything"});
    }
    out << fmt::format("any_prefix {}, exact {}, include_owner {}, keep_all {}, keep {}, links fixed {}\n",
                       input.options.any_prefix, input.options.exact, input.options.include_owner,
                       input.options.keep_all, input.options.keep.size(), world.links_are_fixed);
}

}  // namespace vipwarden::release
