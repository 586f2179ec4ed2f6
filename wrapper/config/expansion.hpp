// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/definitions.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/line_source.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/sequences.hpp"

namespace vipwarden::config {

/// The stage between the lines of a source and their braces and words: drops @conditional lines of other
/// machines, keeps definitions and replaces them, repeats what ~SEQ and ~LST say, and follows includes.
class Expansion {
 public:
    /// `sequence_count`: see Sequences.
    Expansion(LineSource& source, const Dialect& dialect, const ParseOptions& options, Remarks& remarks,
              std::uint32_t sequence_count);

    /// What a process that is forked from here on begins with. To be asked when next() has returned false.
    [[nodiscard]] std::uint32_t sequence_count();

    /// Goes on to the next line, wherever it comes from; false at the end. Where only braces are wanted,
    /// plain lines are passed over.
    [[nodiscard]] bool next(Wants wants);

    /// What becomes of the rest of the present line, behind a brace. False if it vanishes.
    [[nodiscard]] bool go_on(std::string_view rest, Wants wants);

    /// The present line. Holds until next() or go_on() is called.
    [[nodiscard]] const InputLine& line() const { return line_; }

 private:
    /// An outer definition of several lines, and how many sequences were open when it began.
    struct Outer {
        Lines lines{};
        std::uint32_t sequences{0};
    };

    bool fetch(Wants wants);
    bool fetch_source(Wants wants);
    [[nodiscard]] bool can_pass_over(const InputLine& line) const;
    void fetch_unfolded();
    void take_text(std::string text);
    bool process(Wants wants);
    bool expand(Wants wants);
    bool pass_condition();
    bool begin_sequence(Wants wants);
    bool replace();
    void unfold(std::vector<Lines> more_lines);
    bool obey_late_condition(std::size_t old_length);
    void garble(std::string_view text, std::size_t offset, std::size_t old_length);
    bool follow_include();
    void give_up(const char* what);
    void advance(std::string_view rest);
    void remark(Severity severity, std::string message);

    LineSource& source_;
    const Dialect& dialect_;
    std::string config_id_;
    Remarks& remarks_;
    Definitions definitions_;
    Sequences sequences_;
    Lines unfolding_{};  ///< The definition of several lines whose lines are being read.
    bool unfolds_{false};
    std::vector<Outer> outer_{};
    std::uint32_t waiting_sequences_{0};  ///< Those that go on only when the present unfolding is done.
    InputLine line_{};
    std::string buffer_{};
    std::string scratch_{};
    int pieces_{0};              ///< So many statements have been cut from the present line.
    std::size_t made_bytes_{0};  ///< So much has come out of sequences and definitions.
};

}  // namespace vipwarden::config
