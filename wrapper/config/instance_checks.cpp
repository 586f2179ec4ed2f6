// SPDX-License-Identifier: MIT
#include "wrapper/config/instance_checks.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

constexpr std::size_t kMaxInterfaceName = 15;  // IFNAMSIZ - 1
constexpr const char* kRefuses = ": keepalived refuses the whole configuration";

Family family_of(const InstanceDraft& draft) {
    return draft.family.value_or(Family::ipv4);
}

bool needs_address(const InstanceDraft& draft, const Globals& globals) {
    const bool version_3 = draft.version.value_or(globals.version) == 3;
    return version_3 || family_of(draft) == Family::ipv6 || draft.strict.value_or(globals.strict);
}

/// Whether two instances of the same VRID on the same interface get in each other's way: both send to the
/// same multicast group, or from the same address to the same peer.
bool collide(const InstanceDraft& a, const InstanceDraft& b) {
    if (a.peers.empty() != b.peers.empty()) {
        return false;
    }
    if (a.peers.empty()) {
        return a.multicast == b.multicast;
    }
    return a.source == b.source && std::ranges::find_first_of(a.peers, b.peers) != a.peers.end();
}

/// No interface can have such a name (dev_valid_name() in the kernel's net/core/dev.c); "eth0:1" is a label.
bool is_impossible(std::string_view interface) {
    return interface.size() > kMaxInterfaceName || interface.find_first_of("/: \t") != std::string_view::npos;
}

class InstanceCheck {
 public:
    InstanceCheck(const Globals& globals, Remarks& remarks) : globals_{globals}, remarks_{remarks} {}

    void check(const InstanceDraft& draft) {
        if (!draft.instance.vrid) {
            refuse(draft, "has no valid virtual_router_id");
        }
        if (draft.instance.interface.empty()) {
            refuse(draft, "has no interface");
        }
        if (draft.instance.addresses.empty() && needs_address(draft, globals_)) {
            refuse(draft,
                   "has no address in virtual_ipaddress, which VRRP version 3, IPv6 and strict mode demand");
        }
        check_router_id(draft);
        check_name(draft, draft.instance.interface);
        for (const auto* addresses : {&draft.instance.addresses, &draft.excluded}) {
            for (const VirtualAddress& address : *addresses) {
                check_name(draft, address.device.value_or(std::string{}));
            }
        }
    }

 private:
    using Key = std::tuple<std::string, std::uint8_t, Family>;

    void check_router_id(const InstanceDraft& draft) {
        if (!draft.instance.vrid || draft.instance.interface.empty()) {
            return;
        }
        auto& others = seen_[{draft.instance.interface, *draft.instance.vrid, family_of(draft)}];
        // A few are compared: more on one VRID and interface are a mistake that shows with the first ones.
        const auto some = std::span{others}.first(std::min(others.size(), kCompared));
        const auto other = std::ranges::find_if(some, [&](const auto* one) { return collide(*one, draft); });
        if (other != some.end()) {
            refuse(draft,
                   "has the virtual_router_id, interface and family of '" + (*other)->instance.name + "'");
        }
        others.push_back(&draft);
    }

    void check_name(const InstanceDraft& draft, const std::string& interface) {
        if (is_impossible(interface) && !globals_.dynamic_interfaces) {
            refuse(draft, "names an interface that can't exist, '" + interface + "'");
        }
    }

    void refuse(const InstanceDraft& draft, const std::string& what) {
        remarks_.add(Severity::fatal, draft.instance.where, draft.head_line,
                     "vrrp_instance '" + draft.instance.name + "' " + what + kRefuses);
    }

    static constexpr std::size_t kCompared = 100;
    const Globals& globals_;
    Remarks& remarks_;
    std::map<Key, std::vector<const InstanceDraft*>> seen_{};
};

}  // namespace

void check_instances(std::span<const InstanceDraft> drafts, const Globals& globals, Remarks& remarks) {
    InstanceCheck check{globals, remarks};
    for (const InstanceDraft& draft : drafts) {
        check.check(draft);
    }
}

}  // namespace vipwarden::config
