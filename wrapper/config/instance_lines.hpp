// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "wrapper/config/address_blocks.hpp"
#include "wrapper/config/configuration.hpp"
#include "wrapper/config/device_line.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/keywords.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/routing_words.hpp"
#include "wrapper/config/statement_reader.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// The lines of a vrrp_instance, those of its blocks of values included: what keepalived makes of each.
class InstanceLines {
 public:
    /// `routing` gets the interfaces that are named in passing.
    InstanceLines(const Dialect& dialect, AddressBlocks& addresses, RoutingState& routing, Remarks& remarks)
        : dialect_{dialect},
          addresses_{addresses},
          routing_{routing},
          remarks_{remarks},
          devices_{dialect, remarks} {}

    /// A line of another meaning than those that concern an instance does nothing.
    void take(Instance& instance, Meaning meaning, std::span<const Word> words, const Statement& statement);

    /// At the end of the instance.
    void finish(Instance& instance);

 private:
    /// One line: its words, and where it stands.
    struct Line {
        std::span<const Word> words;
        const Statement& statement;
    };
    using Take = void (InstanceLines::*)(const Line& line);
    using Takes = std::array<Take, kMeanings>;
    static Takes make_takes();

    void take_interface(const Line& line);
    void take_vrf(const Line& line);
    void take_router_id(const Line& line);
    void take_priority(const Line& line);
    void take_version(const Line& line);
    void take_strict_mode(const Line& line);
    void take_native_ipv6(const Line& line);
    void take_source(const Line& line);
    void take_unicast_source(const Line& line);
    void take_unicast(const Line& line);
    void take_multicast(const Line& line);
    void take_use_vmac(const Line& line);
    void take_use_vmac_addr(const Line& line);
    void take_vmac_xmit_base(const Line& line);
    void take_use_ipvlan(const Line& line);
    void take_no_virtual_address(const Line& line);
    void take_address(const Line& line);
    void take_excluded(const Line& line);
    void take_route(const Line& line);
    void take_rule(const Line& line);
    void take_peer(const Line& line);
    bool fits_family(netlink::Family family, const Line& line);
    void name_interface(std::string_view name, const Position& where);
    void warn(const Line& line, const Word& word, std::string message);

    Instance& instance() { return *instance_; }

    const Dialect& dialect_;
    AddressBlocks& addresses_;
    RoutingState& routing_;
    Remarks& remarks_;
    DeviceReader devices_;
    Instance* instance_{nullptr};  ///< The one that the present line belongs to.
    Position interface_at_{};      ///< Where its `interface` stands.
};

}  // namespace vipwarden::config
