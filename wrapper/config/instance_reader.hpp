// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "wrapper/config/address_blocks.hpp"
#include "wrapper/config/block_machine.hpp"
#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/global_reader.hpp"
#include "wrapper/config/instance_lines.hpp"
#include "wrapper/config/name_index.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/routing_words.hpp"

namespace vipwarden::config {

/// Collects the vrrp_instance blocks, the static addresses, and all interfaces that are named anywhere, as
/// keepalived's VRRP process reads them.
class InstanceReader final : public BlockHandler {
 public:
    /// `globals` are complete before the first line, but for a keepalived that has no such order.
    InstanceReader(const Dialect& dialect, const Globals& globals, Remarks& remarks)
        : dialect_{dialect},
          remarks_{remarks},
          addresses_{dialect, globals, interfaces_, remarks},
          lines_{dialect, addresses_, routing_, remarks} {}

    bool keyword(Level level, const Keyword& keyword, std::span<const Word> words,
                 const Statement& statement) override;
    void value(const Keyword& block, std::span<const Word> words, const Statement& statement) override;

    /// What was read, and the line with which each instance began, for remarks.
    struct Result {
        std::vector<Instance> instances{};
        std::vector<std::string_view> head_lines{};  ///< Hold as long as the Texts.
        std::vector<VirtualAddress> static_addresses{};
        std::vector<NamedInterface> named_interfaces{};
    };
    [[nodiscard]] Result take();

    /// Makes room for so many instances.
    void expect(std::size_t instances) {
        result_.instances.reserve(instances);
        result_.head_lines.reserve(instances);
    }

 private:
    /// One line of a block: its words, and where it stands.
    struct Line {
        std::span<const Word> words;
        const Statement& statement;
    };
    using Take = void (InstanceReader::*)(const Line& line);
    using Takes = std::array<Take, kMeanings>;
    static Takes make_outside();

    bool begin_instance(const Line& line);
    void add_instance(const Word& name, const Statement& statement);
    bool begin_sync_group(const Line& line);
    void take(Meaning meaning, const Line& line);

    void take_static_address(const Line& line);
    void take_static_route(const Line& line);
    void take_static_rule(const Line& line);
    void take_tracked_interface(const Line& line);
    void take_garp_interface(const Line& line);
    void take_garp_interfaces(const Line& line);

    void name_interface(std::string_view name, const Position& where);
    void warn(const Line& line, const Word& word, std::string message);
    void finish_instance();

    const Dialect& dialect_;
    Remarks& remarks_;
    std::vector<NamedInterface> interfaces_{};
    RoutingState routing_{.interfaces = interfaces_};
    AddressBlocks addresses_;
    InstanceLines lines_;
    Result result_{};
    bool headless_{false};  ///< The last instance was refused.
    NameIndex names_{};
    std::unordered_set<std::string> sync_groups_{};
};

}  // namespace vipwarden::config
