// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/statement_reader.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// The block that an address line stands in.
enum class AddressKind : std::uint8_t {
    virtual_address,
    excluded,
    fixed  ///< static_ipaddress
};

/// Reads the lines of virtual_ipaddress, virtual_ipaddress_excluded and static_ipaddress:
/// "ADDRESS[/PREFIX] [WORD ...]", the words in any order.
class AddressReader {
 public:
    /// `interfaces` gets those that a dropped entry names: keepalived has looked them up.
    AddressReader(const Dialect& dialect, std::vector<NamedInterface>& interfaces, Remarks& remarks)
        : dialect_{dialect}, interfaces_{interfaces}, remarks_{remarks} {}

    /// Nothing if keepalived drops the entry; every word that it ignores or minds is remarked on.
    [[nodiscard]] std::optional<VirtualAddress> read(std::span<const Word> words, const Statement& statement,
                                                     AddressKind kind);

 private:
    const Dialect& dialect_;
    std::vector<NamedInterface>& interfaces_;
    Remarks& remarks_;
};

}  // namespace vipwarden::config
