// SPDX-License-Identifier: MIT
#include "wrapper/config/instance_checks.hpp"

#include <algorithm>
#include <string_view>

#include "wrapper/config/dialect.hpp"
#include "wrapper/config/interface_name.hpp"
#include "wrapper/config/router_ids.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;

constexpr const char* kRefuses = ": keepalived refuses the whole configuration";

constexpr CharSet kImpossible{"/: \t"};

/// No interface can have such a name (dev_valid_name() in the kernel's net/core/dev.c); "eth0:1" is a label.
bool is_impossible(std::string_view interface) {
    return interface.size() > kMaxInterfaceName || kImpossible.find(interface) < interface.size();
}

class InstanceCheck {
 public:
    InstanceCheck(const Configuration& configuration, std::span<const std::string_view> head_lines,
                  Remarks& remarks)
        : configuration_{configuration},
          dialect_{dialect_of(configuration.version)},
          head_lines_{head_lines},
          remarks_{remarks} {}

    void check() {
        for (const Instance& instance : configuration_.instances) {
            if (!instance.vrid) {
                refuse(instance, "has no valid virtual_router_id");
            }
            if (instance.interface.empty()) {
                check_missing_interface(instance);
            }
            check_addresses(instance);
            check_names(instance);
        }
        check_router_ids();
    }

 private:
    /// In some versions the source address and a peer suffice.
    void check_missing_interface(const Instance& instance) {
        if (dialect_.no_interface == Dialect::NoInterface::fatal || !instance.unicast) {
            refuse(instance, "has no interface");
        } else if (!instance.source || instance.peers.empty()) {
            refuse(instance,
                   "has no interface, and for unicast it lacks a source address or a peer of its family");
        } else if (netlink::is_link_local(*instance.source)) {
            refuse(instance, "has no interface, and a link-local source address");
        }
    }

    void check_addresses(const Instance& instance) {
        if (!needs_address(instance)) {
            return;
        }
        // Those without a place vanish before keepalived counts.
        const bool homeless =
            instance.interface.empty() && dialect_.no_interface == Dialect::NoInterface::addresses_vanish;
        const bool has_address = std::ranges::any_of(instance.addresses, [&](const VirtualAddress& address) {
            return !address.has(AddressFlag::excluded) && !(homeless && address.device.empty());
        });
        if (!has_address) {
            refuse(instance,
                   "has no address in virtual_ipaddress, which VRRP version 3, IPv6 and strict mode demand");
        }
    }

    [[nodiscard]] bool needs_address(const Instance& instance) const {
        const bool ipv6 = instance.effective_family() == Family::ipv6;
        const bool strict = instance.strict.value_or(configuration_.vrrp_strict);
        const bool version_3 = instance.version.value_or(ipv6 ? 3 : configuration_.vrrp_version) == 3;
        const bool demanded =
            strict || (version_3 && !instance.no_virtual_ipaddress) || (ipv6 && dialect_.ipv6_needs_address);
        return dialect_.needs_address && demanded;
    }

    /// Up to 1.4.5 an address on an unknown interface only costs itself.
    void check_names(const Instance& instance) {
        if (configuration_.dynamic_interfaces) {
            return;
        }
        check_name(instance, instance.interface);
        if (dialect_.unknown_interface_is_fatal) {
            for (const VirtualAddress& address : instance.addresses) {
                check_name(instance, address.device);
            }
        }
    }

    void check_name(const Instance& instance, const std::string& interface) {
        if (is_impossible(interface)) {
            refuse(instance, "names an interface that can't exist, '" + interface + "'");
        }
    }

    /// Those on interfaces that may be missing do not count.
    void check_router_ids() {
        if (!dialect_.same_router_id_is_fatal || configuration_.dynamic_interfaces) {
            return;
        }
        const auto interface_of = [](const Instance& instance) { return instance.interface; };
        for (const auto& [instance, other] : find_collisions(configuration_, interface_of)) {
            refuse(*instance, "has the virtual_router_id, interface and family of '" + other->name + "'");
        }
    }

    void refuse(const Instance& instance, const std::string& what) {
        const auto index = static_cast<std::size_t>(&instance - configuration_.instances.data());
        remarks_.add(Severity::fatal,
                     {.file = configuration_.files.at(instance.where.file),
                      .line = instance.where.line,
                      .column = instance.where.column},
                     head_lines_[index], "vrrp_instance '" + instance.name + "' " + what + kRefuses);
    }

    const Configuration& configuration_;
    Dialect dialect_;
    std::span<const std::string_view> head_lines_;
    Remarks& remarks_;
};

}  // namespace

void check_instances(const Configuration& configuration, std::span<const std::string_view> head_lines,
                     Remarks& remarks) {
    InstanceCheck{configuration, head_lines, remarks}.check();
}

}  // namespace vipwarden::config
