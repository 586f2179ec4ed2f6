// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "wrapper/config/block_machine.hpp"
#include "wrapper/config/instance_draft.hpp"
#include "wrapper/config/remarks.hpp"

namespace vipwarden::config {

/// Collects the vrrp_instance blocks, as keepalived's VRRP process reads them.
class InstanceReader final : public BlockHandler {
 public:
    explicit InstanceReader(Remarks& remarks) : remarks_{remarks} {}

    bool keyword(Level level, const Keyword& keyword, std::span<const Word> words,
                 const Statement& statement) override;
    void value(const Keyword& block, std::span<const Word> words, const Statement& statement) override;

    [[nodiscard]] std::vector<InstanceDraft> take_drafts() { return std::move(drafts_); }

 private:
    /// One line of an instance: its words, and where it stands.
    struct Line {
        std::span<const Word> words;
        const Statement& statement;
    };
    struct InstanceKeyword {
        std::string_view name;
        void (InstanceReader::*take)(const Line& line);
    };
    static const std::vector<InstanceKeyword>& instance_keywords();

    bool begin_instance(const Line& line);
    bool begin_sync_group(const Line& line);
    void take_interface(const Line& line);
    void take_router_id(const Line& line);
    void take_priority(const Line& line);
    void take_version(const Line& line);
    void take_strict_mode(const Line& line);
    void take_native_ipv6(const Line& line);
    void take_source(const Line& line);
    void take_multicast(const Line& line);
    void take_use_vmac(const Line& line);
    void take_use_vmac_addr(const Line& line);
    void take_use_ipvlan(const Line& line);
    void take_vmac_name(const Word& name, const Statement& statement);
    void take_address(const Line& line);
    void take_excluded(const Line& line);
    void take_peer(const Line& line);
    bool fits_family(netlink::Family family, const Line& line);
    void warn(const Statement& statement, const Word& word, std::string message);

    InstanceDraft& draft() { return drafts_.back(); }

    Remarks& remarks_;
    std::vector<InstanceDraft> drafts_{};
    std::unordered_set<std::string> names_{};
    std::unordered_set<std::string> sync_groups_{};
    std::unordered_set<std::string> vmac_names_{};
};

}  // namespace vipwarden::config
