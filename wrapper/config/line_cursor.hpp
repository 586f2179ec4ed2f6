// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "wrapper/config/dialect.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/source_line.hpp"
#include "wrapper/config/texts.hpp"

namespace vipwarden::config {

/// The lines of one text as keepalived's fgets() gives them: at most 1023 bytes at a time; the rest of a
/// longer line comes as a line of its own, as it does there.
class LineCursor {
 public:
    LineCursor() = default;
    explicit LineCursor(const Text& text)
        : text_{&text}, line_{.file = text.path, .file_index = text.index} {}

    /// False at the end.
    [[nodiscard]] bool next();
    /// Without the signs at its end. Holds as long as the text.
    [[nodiscard]] const SourceLine& line() const { return line_; }
    /// The line is the first 1023 bytes of a longer one.
    [[nodiscard]] bool is_cut() const { return is_cut_; }

 private:
    const Text* text_{nullptr};
    std::size_t position_{0};
    bool line_begins_{true};
    bool is_cut_{false};
    SourceLine line_{};
};

/// What keepalived makes of a physical line before it looks for any meaning: line ends, NUL bytes, length and
/// comments. The result's text belongs to the line, or to `scratch`.
void read_input(const LineCursor& cursor, const Dialect& dialect, InputLine& line, std::string& scratch,
                Remarks& remarks);

/// Comments once more, for a process that reads the copy of another one. Plain lines stay as they are.
void decomment_again(InputLine& line, const Dialect& dialect, std::string& scratch);

}  // namespace vipwarden::config
