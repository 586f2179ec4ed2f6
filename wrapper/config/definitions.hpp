// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vipwarden::config {

/// keepalived's text variables: "$NAME=text" defines one, $NAME and ${NAME} stand for it from there on.
class Definitions {
 public:
    /// The predefined ones. `directory` is the present one, for _PWD.
    Definitions(std::string config_id, std::function<std::string()> directory);

    /// True if the line is a definition, which is kept.
    bool define(std::string_view line);

    /// True while the value of a definition goes on: its last line ended in a backslash.
    [[nodiscard]] bool is_open() const { return open_; }

    /// One more line of the open definition; an empty one ends it.
    void go_on(std::string_view line);

    enum class Outcome {
        replaced,   ///< All that can be replaced is; the line may be unchanged.
        endless,    ///< A definition contains itself, or there is far too much to replace.
        not_known,  ///< The value can't be known here: several lines, or random.
    };

    /// Replaces nothing any more: keepalived would never get here.
    void give_up() { given_up_ = true; }

    /// Replaces what stands for a definition, again and again from left to right, as keepalived does.
    [[nodiscard]] Outcome replace(std::string& line);

 private:
    /// A place in a line that looks like the use of a definition.
    struct Use {
        std::string_view name{};
        std::size_t length{0};  ///< From the '$' on.
    };
    enum class Kind { text, several_lines, random };
    struct Value {
        Kind kind{Kind::text};
        std::string text{};
    };

    static std::optional<Use> use_at(std::string_view text);
    [[nodiscard]] std::optional<Value> value_of(const Use& use, bool at_end) const;

    std::map<std::string, Value, std::less<>> values_{};
    std::function<std::string()> directory_;
    bool open_{false};
    bool given_up_{false};
    int all_replacements_{0};
};

}  // namespace vipwarden::config
