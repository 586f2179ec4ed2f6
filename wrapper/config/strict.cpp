// SPDX-License-Identifier: MIT
#include "wrapper/config/strict.hpp"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "wrapper/config/dialect.hpp"
#include "wrapper/config/kernel_rules.hpp"
#include "wrapper/config/placement.hpp"
#include "wrapper/config/router_ids.hpp"

namespace vipwarden::config {
namespace {

constexpr const char* kRefuses = ": keepalived refuses the whole configuration";

class Strict {
 public:
    Strict(const Configuration& configuration, const Machine& machine)
        : configuration_{configuration}, machine_{machine}, dialect_{dialect_of(configuration.version)} {
        for (const MachineInterface& interface : machine.interfaces) {
            interfaces_.emplace(interface.name, &interface);
            for (const Ipv4Entry& entry : interface.ipv4) {
                (void)scopes_.admit(interface.name, entry);
            }
        }
    }

    StrictAnswer answer() {
        if (!configuration_.dynamic_interfaces) {
            check_interfaces();
        }
        check_router_ids();
        if (dialect_.strict_refuses_unicast) {
            check_unicast();
        }
        if (answer_.refusals.empty()) {
            collect();
        }
        return std::move(answer_);
    }

 private:
    [[nodiscard]] const MachineInterface* find(const std::string& name) const {
        const auto found = interfaces_.find(name);
        return found == interfaces_.end() ? nullptr : found->second;
    }

    void check_interfaces() {
        for (const Instance& instance : configuration_.instances) {
            check_interface(instance.interface, instance.where);
            for (const VirtualAddress& address : instance.addresses) {
                check_named(address.device, address.where);
            }
        }
        for (const VirtualAddress& address : configuration_.static_addresses) {
            check_named(address.device.empty() ? configuration_.default_interface : address.device,
                        address.where);
        }
        for (const NamedInterface& named : configuration_.named_interfaces) {
            if (dialect_.unknown_interface_is_fatal) {
                check_name(named.name, named.where);
            }
        }
        if (dialect_.default_interface_must_exist) {
            check_name(configuration_.default_interface, {});
        }
    }

    /// `name` is empty if the line names none.
    void check_interface(const std::string& name, const Position& where) {
        if (!name.empty()) {
            check_name(name, where);
        }
    }

    void check_named(const std::string& name, const Position& where) {
        if (dialect_.unknown_interface_is_fatal) {
            check_interface(name, where);
        }
    }

    /// Each once: a configuration for another machine would give thousands.
    void check_name(const std::string& name, const Position& where) {
        if (find(name) == nullptr && complained_.insert(name).second) {
            refuse(where, "there is no interface '" + name + "' here");
        }
    }

    /// The reader has compared the names of the interfaces; here they are known by what is below them.
    void check_router_ids() {
        if (!dialect_.same_router_id_is_fatal) {
            return;
        }
        const auto interface_of = [&](const Instance& instance) {
            const MachineInterface* interface = find(instance.interface);
            if (interface == nullptr) {
                return std::string{};
            }
            return interface->macvlan_base.empty() ? interface->name : interface->macvlan_base;
        };
        for (const auto& [instance, other] : find_collisions(configuration_, interface_of)) {
            refuse(instance->where, "vrrp_instance '" + instance->name +
                                        "' has the virtual_router_id, interface and family of '" +
                                        other->name + "'");
        }
    }

    void check_unicast() {
        for (const Instance& instance : configuration_.instances) {
            const MachineInterface* interface = find(instance.interface);
            const bool strict = instance.strict.value_or(configuration_.vrrp_strict);
            if (strict && !instance.peers.empty() && interface != nullptr && interface->multicast) {
                refuse(instance.where, "vrrp_instance '" + instance.name +
                                           "' has unicast peers in strict mode, and its interface is capable "
                                           "of multicast");
            }
        }
    }

    void refuse(const Position& where, const std::string& what) {
        const bool is_known = where.line > 0;
        answer_.refusals.push_back(
            {.severity = Severity::fatal,
             .where = {.file = is_known ? configuration_.files.at(where.file) : configuration_.files.front(),
                       .line = where.line,
                       .column = where.column},
             .message = what + kRefuses});
    }

    void collect() {
        Placement placement{configuration_, dialect_, &machine_};
        for (const VirtualAddress& address : configuration_.static_addresses) {
            if (const auto placed = placement.place_static(address)) {
                add(*placed, {});
            }
        }
        for (const Instance& instance : configuration_.instances) {
            for (const PlacedAddress& placed : placement.place(instance)) {
                add(placed, instance.name);
            }
        }
    }

    /// One on an interface that is not there is dropped up to 1.4.5, and waits for it with
    /// dynamic_interfaces.
    void add(const PlacedAddress& placed, const std::string& instance) {
        if (find(placed.base) != nullptr &&
            scopes_.admit(placed.interface, {.address = placed.peer.value_or(placed.address),
                                             .prefix_length = placed.prefix_length,
                                             .scope = placed.scope}) &&
            seen_.add(placed.interface, placed.address, placed.prefix_length)) {
            answer_.addresses.push_back({.interface = placed.interface,
                                         .address = placed.address,
                                         .prefix_length = placed.prefix_length,
                                         .instance = instance,
                                         .where = place_of(configuration_, placed.where)});
        }
    }

    const Configuration& configuration_;
    const Machine& machine_;
    Dialect dialect_;
    std::unordered_map<std::string, const MachineInterface*> interfaces_{};
    std::unordered_set<std::string> complained_{};
    SeenAddresses seen_{false};
    SubnetScopes scopes_{};
    StrictAnswer answer_{};
};

}  // namespace

StrictAnswer strict_addresses(const ParseResult& parsed, const Machine& machine) {
    if (parsed.unreadable || parsed.refused) {
        return {};
    }
    return Strict{parsed.configuration, machine}.answer();
}

}  // namespace vipwarden::config
