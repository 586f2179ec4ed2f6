// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/file_source.hpp"
#include "wrapper/config/line_cursor.hpp"
#include "wrapper/config/line_source.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/texts.hpp"

namespace vipwarden::config {

/// The lines as keepalived's other processes get them since 2.2.0: out of the copy that the parent process
/// makes of the files, with marks for where a file begins ("# NAME") and ends ("!"). Comments are cut off
/// once more; an include that the parent followed in a line which does not begin with "include" (because of a
/// condition or a definition) is followed a second time; and what happens to look like a mark is one.
class CopySource final : public LineSource, public CopySink {
 public:
    /// `read_on` makes the parent read on, which fills this; it returns false when the parent has read all.
    CopySource(std::function<bool()> read_on, Texts& texts, const Dialect& dialect, Remarks& remarks)
        : read_on_{std::move(read_on)}, texts_{texts}, dialect_{dialect}, remarks_{remarks} {}

    void line(const InputLine& line) override;
    void file_begins(const Text& text, const std::string& directory) override;
    void file_ends() override;

    [[nodiscard]] bool next() override;
    [[nodiscard]] const InputLine& line() const override { return line_; }
    void include(const IncludeLine& include, int column) override;
    [[nodiscard]] const std::string& directory() const override;

 private:
    enum class Kind : std::uint8_t { line, file_begins, file_ends };
    /// One line of the copy.
    struct Entry {
        Kind kind{Kind::line};
        InputLine input{};
        /// The text, if it does not stand in its file like that; of a file that begins, its directory.
        std::unique_ptr<std::string> owned{};
    };
    /// One level of keepalived's stack of files.
    struct Level {
        /// The file, if it is one that is followed a second time; what looks like a mark in it shares it.
        std::shared_ptr<LineCursor> stream{};
        std::string path{};
        std::string directory{};
        std::vector<std::string> paths{};  ///< More files that the same include found, the next one last.
        bool accident{false};              ///< No file begins here: a line only looks like a mark.
        SourceLine at{};                   ///< That line.
    };

    bool next_of_copy();
    bool next_of_file();
    bool take_mark(std::string_view line, const SourceLine& at);
    void remark_on_early_ends();
    void push_accident(std::string_view name, const SourceLine& at);
    void close_file();
    bool open_next(Level& level);
    [[nodiscard]] bool is_open(const std::string& path) const;

    std::function<bool()> read_on_;
    Texts& texts_;
    const Dialect& dialect_;
    Remarks& remarks_;
    std::vector<Entry> entries_{};
    std::size_t next_entry_{0};
    std::vector<Level> levels_{Level{}};
    std::vector<SourceLine> early_ends_{};  ///< What looks like the end of a file, and is none.
    InputLine line_{};
    std::string scratch_{};
    std::string owned_{};
};

}  // namespace vipwarden::config
