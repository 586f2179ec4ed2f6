// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "wrapper/config/diagnostic.hpp"
#include "wrapper/config/source_line.hpp"

namespace vipwarden::config {

/// Collects the diagnostics of one run of the parser: each once, though several processes of keepalived read
/// the same line, and a bounded number of them, as a file that is no configuration at all would give one for
/// every line.
class Remarks {
 public:
    void add(Severity severity, const SourceLine& line, int column, std::string message);
    void add(Severity severity, const Location& where, std::string_view line, std::string message);

    [[nodiscard]] bool empty() const { return collected_.empty(); }

    /// What was collected, in order, and a last note if there was more.
    [[nodiscard]] std::vector<Diagnostic> take();

 private:
    std::vector<Diagnostic> collected_{};
    std::unordered_set<std::string> known_{};
    std::size_t fatal_{0};
    std::size_t other_{0};
    std::size_t dropped_{0};
};

}  // namespace vipwarden::config
