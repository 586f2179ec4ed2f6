// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/statement_reader.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// One line of virtual_ipaddress or virtual_ipaddress_excluded: "ADDRESS[/PREFIX] [WORD ...]", the words in
/// any order. Nothing if keepalived drops the entry; every word that it ignores or minds is remarked on.
[[nodiscard]] std::optional<VirtualAddress> read_address_line(std::span<const Word> words,
                                                              const Statement& statement, Remarks& remarks);

}  // namespace vipwarden::config
