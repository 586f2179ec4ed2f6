// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/snapshot/snapshot.hpp"

// The text of a snapshot file, apart from files. The format stands in docs/man/vipwarden-snapshot.5.scd.

namespace vipwarden::snapshot {

/// Valid JSON for every value, names that are not UTF-8 included. Ends with a newline.
[[nodiscard]] std::string encode(const Snapshot& snapshot);

struct Decoded {
    std::optional<Snapshot> snapshot{};
    std::vector<std::string> warnings{};  ///< Sentences that go on from "FILE: ".
};

/// What read() promises of a file's content; `boot_id` is the present one. Never throws for the text.
[[nodiscard]] Decoded decode(std::string_view text, const std::string& boot_id);

}  // namespace vipwarden::snapshot
