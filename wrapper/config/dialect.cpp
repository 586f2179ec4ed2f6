// SPDX-License-Identifier: MIT
#include "wrapper/config/dialect.hpp"

namespace vipwarden::config {
namespace {

using D = Dialect;

D::Comments comments_of(const Version& v) {
    if (v < Version{1, 2, 20}) {
        return D::Comments::word;
    }
    if (v < Version{2, 0, 9}) {
        return D::Comments::text;
    }
    return v < Version{2, 4, 0} ? D::Comments::line : D::Comments::line_first;
}

D::Include include_of(const Version& v) {
    if (v < Version{2, 1, 4}) {
        return D::Include::keyword;
    }
    return v < Version{2, 2, 0} ? D::Include::text : D::Include::typed;
}

D::Conditions conditions_of(const Version& v) {
    if (v < Version{1, 3, 0}) {
        return D::Conditions::none;
    }
    return v < Version{1, 3, 7} ? D::Conditions::plain : D::Conditions::inverted;
}

D::LateCondition late_condition_of(const Version& v) {
    if (v < Version{2, 1, 0}) {
        return D::LateCondition::hangs;
    }
    if (v < Version{2, 2, 8}) {
        return D::LateCondition::aborts;
    }
    return v < Version{2, 4, 0} ? D::LateCondition::counts : D::LateCondition::ignored;
}

D::Sequences sequences_of(const Version& v) {
    if (v < Version{2, 0, 9}) {
        return D::Sequences::none;
    }
    return v < Version{2, 1, 0} ? D::Sequences::keywords : D::Sequences::everywhere;
}

D::OpenEnd open_end_of(const Version& v) {
    const bool skips =
        (v >= Version{1, 2, 24} && v < Version{1, 4, 0}) || (v >= Version{2, 0, 8} && v < Version{2, 0, 20});
    if (skips) {
        return D::OpenEnd::nothing;
    }
    return v >= Version{2, 1, 4} && v < Version{2, 2, 0} ? D::OpenEnd::crash : D::OpenEnd::complete;
}

std::uint8_t route_protocol_of(const Version& v) {
    if (v < Version{2, 0, 0}) {
        return 3;  // RTPROT_BOOT
    }
    return v < Version{2, 1, 4} ? 112 : 18;
}

void set_routing(Dialect& d, const Version& v) {
    d.route_protocol = route_protocol_of(v);
    d.rule_protocol = v < Version{2, 0, 1} ? 0 : d.route_protocol;
    d.tracks_routes = v >= Version{2, 0, 1};
    d.route_families = v >= Version{2, 0, 8};
    d.route_modes = v >= Version{2, 2, 5};
    d.counts_rule_priorities = v >= Version{2, 0, 2};
}

D::Prefix prefix_of(const Version& v) {
    if (v < Version{1, 2, 10}) {
        return D::Prefix::zero_is_full;
    }
    if (v < Version{2, 0, 7}) {
        return D::Prefix::zero_is_zero;
    }
    return v < Version{2, 0, 8} ? D::Prefix::checked : D::Prefix::checked_with_zero;
}

D::LoneWord missing_parameter_of(const Version& v) {
    if (v < Version{1, 2, 20}) {
        return D::LoneWord::crash;
    }
    return v < Version{1, 3, 6} ? D::LoneWord::keeps_entry : D::LoneWord::drops_entry;
}

D::Scopes scopes_of(const Version& v) {
    if (v < Version{1, 2, 20}) {
        return D::Scopes::names_or_nowhere;
    }
    return v < Version{1, 2, 21} ? D::Scopes::names : D::Scopes::names_and_numbers;
}

D::InterfaceOrder interface_order_of(const Version& v) {
    if (v < Version{1, 2, 20}) {
        return D::InterfaceOrder::at_address;
    }
    return v < Version{2, 1, 0} ? D::InterfaceOrder::default_before : D::InterfaceOrder::free;
}

D::VmacWords vmac_words_of(const Version& v) {
    if (v < Version{1, 2, 20}) {
        return D::VmacWords::lone_name;
    }
    if (v < Version{2, 2, 5}) {
        return D::VmacWords::name;
    }
    return v < Version{2, 3, 0} ? D::VmacWords::name_and_mac : D::VmacWords::all;
}

D::VmacWithUnicast vmac_with_unicast_of(const Version& v) {
    if (v < Version{2, 1, 0}) {
        return D::VmacWithUnicast::sends;
    }
    if (v < Version{2, 2, 0}) {
        return D::VmacWithUnicast::cleared;
    }
    return v < Version{2, 2, 5} ? D::VmacWithUnicast::peer_sends_base : D::VmacWithUnicast::sends_base;
}

D::VmacLinkLocal vmac_link_local_of(const Version& v) {
    if (v < Version{1, 2, 20}) {
        return D::VmacLinkLocal::of_kernel;
    }
    return v < Version{2, 0, 0} ? D::VmacLinkLocal::always : D::VmacLinkLocal::unless_xmit_base;
}

D::NoInterface no_interface_of(const Version& v) {
    if (v < Version{2, 1, 0} || (v >= Version{2, 2, 5} && v < Version{2, 2, 8})) {
        return D::NoInterface::fatal;
    }
    return v < Version{2, 2, 0} ? D::NoInterface::default_interface : D::NoInterface::addresses_vanish;
}

void set_addresses(D& d, const Version& v) {
    d.prefix = prefix_of(v);
    d.address_first = v >= Version{1, 2, 20};
    d.missing_parameter = missing_parameter_of(v);
    d.flag_words = v >= Version{1, 3, 6};
    d.no_track = v >= Version{2, 0, 3};
    d.peer = v >= Version{2, 0, 0};
    d.peer_with_prefix = v >= Version{2, 0, 0} && v < Version{2, 0, 8};
    d.preferred_lifetime = v >= Version{2, 0, 20};
    d.address_vmac = v >= Version{2, 2, 0};
    d.broadcast_signs = v >= Version{1, 3, 7};
    d.broadcast_sign_ends_line = v >= Version{1, 3, 7} && v < Version{1, 4, 0};
    d.scopes = scopes_of(v);
    d.long_label_drops_ipv6 = v >= Version{2, 2, 3};
    d.device_once = v >= Version{1, 2, 20};
    d.one_family = v >= Version{1, 2, 20};
    d.twenty_addresses = v < Version{1, 2, 20};
    d.keeps_duplicates = v < Version{2, 3, 3};
}

void set_interfaces(D& d, const Version& v) {
    d.unknown_interface_is_fatal = v >= Version{2, 0, 0};
    d.default_interface_must_exist = v >= Version{2, 0, 0} && v < Version{2, 1, 0};
    d.loopback_for_addresses = v >= Version{1, 3, 6};
    d.loopback_for_instances = v < Version{1, 3, 6};
    d.interface_order = interface_order_of(v);
    d.globals_in_order = v < Version{2, 0, 0};
    d.vmac_words = vmac_words_of(v);
    d.vmac_with_unicast = vmac_with_unicast_of(v);
    d.vmac_for_own_device = v >= Version{2, 2, 0};
    d.vmac_by_family = v >= Version{2, 2, 0};
    d.vmac_evades_names = v >= Version{1, 2, 20};
    d.vmac_evades_missing = v >= Version{2, 2, 0};
    d.vmac_link_local = vmac_link_local_of(v);
    d.ipvlan_on_base = v >= Version{2, 2, 0};
}

void set_refusals(D& d, const Version& v) {
    d.same_router_id_is_fatal = v >= Version{2, 0, 0} || (v >= Version{1, 2, 20} && v < Version{1, 3, 0});
    d.no_interface = no_interface_of(v);
    d.needs_address = v >= Version{1, 2, 20};
    d.ipv6_needs_address = v >= Version{1, 2, 20} && v < Version{2, 2, 8};
    d.strict_refuses_unicast = v >= Version{1, 2, 20} && v < Version{2, 2, 5};
}

}  // namespace

Dialect dialect_of(const Version& v) {
    Dialect d;
    d.comments = comments_of(v);
    d.quoted_words = v >= Version{1, 2, 20};
    d.drops_long_lines = v >= Version{2, 4, 0};
    d.drops_nul_lines = v >= Version{2, 4, 0};
    d.consolidates = v >= Version{2, 2, 0};
    d.anywhere_braces = v >= Version{1, 4, 2};
    d.include = include_of(v);
    d.missing_include_is_fatal = v >= Version{1, 3, 2} && v < Version{1, 3, 8};
    d.include_lists = v >= Version{1, 3, 8};
    d.conditions = conditions_of(v);
    d.default_config_id = v >= Version{1, 3, 7};
    d.definitions = v >= Version{1, 4, 0};
    d.name_ends_at_comma = v >= Version{2, 1, 0};
    d.predefined_directory = v >= Version{1, 4, 3};
    d.predefined_instance = v >= Version{2, 0, 1};
    d.predefined_random = v >= Version{2, 0, 15};
    d.predefined_signs = v >= Version{2, 1, 4};
    d.predefined_environment = v >= Version{2, 4, 0};
    d.late_condition = late_condition_of(v);
    d.sequences = sequences_of(v);
    d.lists = v >= Version{2, 1, 0};
    d.sparse_lists_crash = v < Version{2, 2, 0};
    d.open_end = open_end_of(v);
    d.checks_braces = v >= Version{1, 2, 20};
    d.parent_starts_vrrp = v >= Version{2, 0, 0};
    d.refuses_heads = v >= Version{1, 2, 20};
    d.headless_block_changes_previous = v < Version{2, 2, 8};
    set_addresses(d, v);
    set_interfaces(d, v);
    set_refusals(d, v);
    set_routing(d, v);
    return d;
}

}  // namespace vipwarden::config
