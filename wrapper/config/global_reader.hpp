// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>

#include "wrapper/config/block_machine.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/source_reader.hpp"

namespace vipwarden::config {

/// What applies to keepalived as a whole.
struct Globals {
    std::optional<std::string> net_namespace{};
    std::optional<std::string> instance_name{};
    std::optional<std::string> vmac_prefix{};
    std::optional<std::string> vmac_addr_prefix{};
    bool dynamic_interfaces{false};
    bool strict{false};
    int version{2};  ///< vrrp_version
};

/// Reads the configuration as keepalived's parent process does, which passes the global settings on to the
/// VRRP process: hence it does not matter where in the files they stand.
class GlobalReader final : public BlockHandler {
 public:
    GlobalReader(SourceReader& source, Remarks& remarks) : source_{source}, remarks_{remarks} {}

    bool keyword(Level level, const Keyword& keyword, std::span<const Word> words,
                 const Statement& statement) override;
    void value(const Keyword& block, std::span<const Word> words, const Statement& statement) override;

    [[nodiscard]] const Globals& globals() const { return globals_; }

 private:
    void take_root_keyword(std::span<const Word> words, const Statement& statement);
    void take_global_keyword(std::span<const Word> words, const Statement& statement);
    void take_first(std::optional<std::string>& setting, std::span<const Word> words,
                    const Statement& statement);

    SourceReader& source_;
    Remarks& remarks_;
    Globals globals_{};
};

}  // namespace vipwarden::config
