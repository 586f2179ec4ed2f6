// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/definitions.hpp"
#include "wrapper/config/dialect.hpp"

namespace vipwarden::config {

/// The lines that ~SEQ and ~LST repeat: "~SEQ(var, [start, [step,]] end) text" counts, "~SEQx" in
/// hexadecimal,
/// "~LST({a, b}, {1, 2}, ...) text" goes through sets of values. Each turn defines its variables anew, and
/// its text is read like any line: it may begin another sequence, whose turns come first.
class Sequences {
 public:
    /// `count`: what the process that this one was forked from left of its count(); 0 for the first.
    Sequences(const Dialect& dialect, std::uint32_t count) : dialect_{dialect}, count_{count} {}

    [[nodiscard]] static bool begins(std::string_view line) {
        return line.starts_with("~SEQ") || line.starts_with("~LST");
    }

    enum class Added {
        yes,
        no,      ///< It is none that keepalived understands: it drops the line.
        crashes  ///< keepalived before 2.2 crashes; begun all the same.
    };
    /// Begins the sequence on `line`.
    Added add(std::string_view line, Definitions& definitions);

    /// How many are open, one within the other.
    [[nodiscard]] std::size_t depth() const { return open_.size(); }

    /// How many keepalived believes to be open. It takes one off for a ~LST that it does not understand,
    /// though it never counted that one; below zero is a large number.
    [[nodiscard]] std::uint32_t count() const { return count_; }

    /// Whether keepalived turns to one of them next, when so many were open as it began to wait.
    [[nodiscard]] bool turns(std::uint32_t waiting) const { return !open_.empty() && count_ > waiting; }

    /// The text of the next turn of the innermost one, whose variables are defined by then.
    [[nodiscard]] std::string next(Definitions& definitions);

    /// Ends all of them.
    void clear();

 private:
    struct Count {
        std::string variable{};
        long next{0};
        long step{0};
        long last{0};
        bool hexadecimal{false};
    };
    struct List {
        std::vector<std::string> variables{};
        std::vector<std::vector<std::string>> turns{};
        std::size_t next{0};
    };
    struct Sequence {
        Count count{};
        List list{};  ///< Has variables if the sequence is one.
        std::string text{};
    };

    static bool read_count(std::string_view numbers, Count& count);
    static bool arrives(const Count& count);
    bool add_count(std::string_view line, Definitions& definitions);
    Added add_list(std::string_view line);

    void open(Sequence sequence);

    const Dialect& dialect_;
    std::vector<Sequence> open_{};
    std::uint32_t count_;
};

}  // namespace vipwarden::config
