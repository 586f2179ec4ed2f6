// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/statement_reader.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// One line of virtual_routes, virtual_rules, static_routes or static_rules.
struct RoutingLine {
    std::span<const Word> words{};
    const Statement& statement;
    bool is_static{false};  ///< Of static_routes or static_rules, which know track groups.
};

/// What grows from line to line, all four kinds of blocks together.
struct RoutingState {
    /// Every interface that keepalived looks up, also for a line that it drops: it must exist.
    std::vector<NamedInterface>& interfaces;
    /// For the next rule that names no priority: keepalived counts down, each family by itself.
    std::uint32_t ipv4_priority{16384};
    std::uint32_t ipv6_priority{16384};
};

/// The words of one line from left to right, and a way to speak of them.
class RoutingWords {
 public:
    /// `entry`: "route" or "rule".
    RoutingWords(const RoutingLine& line, std::string_view entry, RoutingState& state, Remarks& remarks)
        : line_{line}, entry_{entry}, state_{state}, remarks_{remarks} {}

    /// Null at the end.
    [[nodiscard]] const Word* next() { return at_ < line_.words.size() ? &line_.words[at_++] : nullptr; }
    /// The word that next() will return, without taking it; empty at the end.
    [[nodiscard]] std::string_view ahead() const;
    /// Passes over so many words, or those that there are.
    void skip(std::size_t count);
    /// The parameter of the word before. Null if there is none: keepalived exits, which is remarked on.
    [[nodiscard]] const Word* parameter();
    [[nodiscard]] bool lacks_parameter() const { return lacks_parameter_; }

    void name_interface(const Word& word);
    void note(const Word& word, std::string message);
    void warn(const Word& word, std::string message);
    /// False, so that it can be returned at once.
    bool drop(const Word& word, const std::string& why);
    [[nodiscard]] Position position(const Word& word) const { return line_.statement.position(word.offset); }

 private:
    void remark(Severity severity, const Word& word, std::string message);

    const RoutingLine& line_;
    std::string_view entry_;
    RoutingState& state_;
    Remarks& remarks_;
    std::size_t at_{0};
    bool lacks_parameter_{false};
};

}  // namespace vipwarden::config
