// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "wrapper/commands/target.hpp"

namespace vipwarden::commands {

/// Looks at what the keepalived below this process has loaded, and tells when that is new.
class LoadedWatch {
 public:
    /// What the configuration declares that is loaded now; nothing if it is the same text as last time, or if
    /// it can't be seen (before 2.2.0, while it is being read): then the files have to do. Throws
    /// std::system_error without /proc.
    [[nodiscard]] std::optional<Declared> news(const Target& target);

    /// The last news has been recorded: it is none any more.
    void settle() { seen_ = told_; }

 private:
    std::optional<std::size_t> told_{};  ///< A hash of the text of the last news.
    std::optional<std::size_t> seen_{};  ///< The same, once it is recorded.
};

}  // namespace vipwarden::commands
