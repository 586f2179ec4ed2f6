// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/dialect.hpp"

namespace vipwarden::config {

/// What definitions depend on beside the text.
struct Surroundings {
    std::string config_id{};                   ///< For _INSTANCE.
    std::function<std::string()> directory{};  ///< The present one, for _PWD.
    std::function<std::optional<std::string>(const std::string&)> environment{};  ///< For _ENV; may be empty.
};

/// What is left of the value of a definition of several lines. The value is shared: one that contains itself
/// would be copied without end.
struct Lines {
    std::shared_ptr<const std::string> value{};
    std::size_t position{0};
};

/// What became of a line in which definitions were replaced.
struct Replacement {
    enum class Outcome {
        nothing,  ///< There was nothing to replace, or the result would not fit in a line.
        replaced,
        endless,  ///< A definition contains itself, or there is far too much to replace.
    };
    Outcome outcome{Outcome::nothing};
    /// The further lines of definitions of several lines that stood at the end, the outermost first.
    std::vector<Lines> more_lines{};
    std::string undefined{};  ///< The first name that is used and not defined; empty if there is none.
    bool is_guess{false};     ///< A random number or the environment is in it, which can't be known here.
};

/// keepalived's text variables: "$NAME=text" defines one, $NAME and ${NAME} stand for it from there on.
class Definitions {
 public:
    Definitions(const Dialect& dialect, Surroundings surroundings);

    /// True if the line is a definition, which is kept. It may go on in the next lines.
    bool define(std::string_view line);

    /// True while the value of a definition goes on: its last line ended in a backslash.
    [[nodiscard]] bool is_open() const { return open_ != nullptr; }
    /// One more line of the open definition.
    void go_on(std::string_view line);
    /// An empty line ends it.
    void end();

    /// Defines `name` for the next turn of a ~SEQ or ~LST.
    void set(std::string_view name, std::string value);

    /// Replaces nothing any more: keepalived would never get here.
    void give_up() { given_up_ = true; }

    /// Replaces what stands for a definition, again and again from left to right, as keepalived does in a
    /// buffer of `room` bytes.
    [[nodiscard]] Replacement replace(std::string& line, std::size_t room);

 private:
    enum class Kind { text, directory, random, environment };
    struct Value {
        Kind kind{Kind::text};
        bool several_lines{false};
        /// Lines are separated by '\n'.
        std::shared_ptr<const std::string> text{};

        /// It takes parameters, and what it stands for can't be known.
        [[nodiscard]] bool is_guess() const { return kind == Kind::random || kind == Kind::environment; }
    };
    /// A place in a line that looks like the use of a definition.
    struct Use {
        std::string_view name{};
        std::string_view parameters{};
        std::size_t length{0};  ///< From the '$' on.
    };

    void collect(std::string_view line);
    void close();
    [[nodiscard]] std::optional<Use> use_at(std::string_view text) const;
    [[nodiscard]] std::optional<Use> finish_in_braces(Use use, std::string_view text) const;
    bool is_endless(int replacements);
    void note_undefined(const std::optional<Use>& use, Replacement& result) const;
    [[nodiscard]] const Value* value_of(const Use& use, bool at_end) const;
    [[nodiscard]] std::shared_ptr<const std::string> text_of(const Value& value, const Use& use) const;

    const Dialect& dialect_;
    Surroundings surroundings_;
    std::map<std::string, Value, std::less<>> values_{};
    Value* open_{nullptr};     ///< In values_, whose nodes stay where they are.
    std::string collected_{};  ///< Its text so far.
    bool given_up_{false};
    int all_replacements_{0};
};

}  // namespace vipwarden::config
