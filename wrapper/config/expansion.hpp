// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "wrapper/config/definitions.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/source_reader.hpp"

namespace vipwarden::config {

/// The stage between the lines of the files and their braces and words: drops @conditional lines of other
/// machines, keeps definitions and replaces $VARIABLES. Here belongs also what is not understood yet: the
/// lines that ~SEQ and ~LST repeat, and definitions of several lines.
class Expansion {
 public:
    Expansion(const std::string& config_id, const SourceReader& source, Remarks& remarks);

    /// Whether there is anything to do for a line; quick, because there seldom is.
    [[nodiscard]] bool concerns(std::string_view line) const;

    /// What becomes of `line`, which stands at `column` of the present source line. False if it vanishes.
    [[nodiscard]] bool apply(std::string& line, int column);

    /// For a line that comes back longer whenever a piece of it is cut off.
    void give_up(int column);

    /// Whether a line had to be left out because it is not understood: then what is missing elsewhere may
    /// have been in it.
    [[nodiscard]] bool has_gaps() const { return has_gaps_; }

 private:
    bool strip_condition(std::string& line) const;
    bool repeats(std::string_view line, int column);
    void leave_out(int column, const std::string& what);
    bool replace(std::string& line, int column);
    void remark(Severity severity, int column, std::string message);

    std::string config_id_;
    const SourceReader& source_;
    Remarks& remarks_;
    Definitions definitions_;
    bool has_gaps_{false};
};

}  // namespace vipwarden::config
