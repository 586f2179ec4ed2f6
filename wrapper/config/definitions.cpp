// SPDX-License-Identifier: MIT
#include "wrapper/config/definitions.hpp"

#include <algorithm>
#include <utility>

namespace vipwarden::config {
namespace {

constexpr std::string_view kBlanks = " \t";

// keepalived's line buffer, its terminating NUL included.
constexpr std::size_t kMaxLine = 1024;

// More than a line has room for: then it is one definition that contains itself.
constexpr int kMaxReplacements = 400;

// More than any configuration needs. Definitions within definitions multiply.
constexpr int kMaxAllReplacements = 2'000'000;

bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool continues_name(char c) {
    return begins_name(c) || (c >= '0' && c <= '9');
}

/// The name at the beginning of `text`; empty if there is none.
std::string_view name_at(std::string_view text) {
    if (text.empty() || !begins_name(text.front())) {
        return {};
    }
    std::size_t length = 1;
    while (length < text.size() && continues_name(text[length])) {
        ++length;
    }
    return text.substr(0, length);
}

}  // namespace

Definitions::Definitions(std::string config_id, std::function<std::string()> directory)
    : directory_{std::move(directory)} {
    values_["_INSTANCE"] = {.text = std::move(config_id)};
    values_["_HASH"] = {.text = "#"};
    values_["_BANG"] = {.text = "!"};
    values_["_RANDOM"] = {.kind = Kind::random};
}

bool Definitions::define(std::string_view line) {
    const std::string_view name = line.starts_with('$') ? name_at(line.substr(1)) : std::string_view{};
    if (name.empty() || !line.substr(name.size() + 1).starts_with('=')) {
        return false;
    }
    std::string_view text = line.substr(name.size() + 2);
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    open_ = text.ends_with('\\');
    values_[std::string{name}] = {.kind = open_ ? Kind::several_lines : Kind::text,
                                  .text = std::string{text}};
    return true;
}

void Definitions::go_on(std::string_view line) {
    open_ = line.ends_with('\\');
}

Definitions::Outcome Definitions::replace(std::string& line) {
    int replacements = 0;
    std::size_t at = given_up_ ? std::string::npos : line.find('$');
    while (at != std::string::npos) {
        const auto use = use_at(std::string_view{line}.substr(at));
        const auto value = use ? value_of(*use, at + use->length == line.size()) : std::nullopt;
        if (!value) {
            at = line.find('$', at + 1);
            continue;
        }
        if (value->kind != Kind::text) {
            return Outcome::not_known;
        }
        if (line.size() - use->length + value->text.size() >= kMaxLine) {
            return Outcome::replaced;
        }
        if (++replacements > kMaxReplacements || ++all_replacements_ > kMaxAllReplacements) {
            return Outcome::endless;
        }
        line.replace(at, use->length, value->text);
        at = line.find('$', at);
    }
    return Outcome::replaced;
}

/// $NAME counts only before a blank, ',', ')' or the end, ${NAME} everywhere.
std::optional<Definitions::Use> Definitions::use_at(std::string_view text) {
    const bool braces = text.substr(1).starts_with('{');
    const std::size_t begin = braces ? 2 : 1;
    const std::string_view name = name_at(text.substr(begin));
    std::size_t end = begin + name.size();
    if (braces) {
        end = text.find_first_not_of(" 0123456789", end);  // ${_RANDOM 1 6} has parameters.
    }
    const char next = end < text.size() ? text[end] : '\0';
    const std::string_view terminators = braces ? "}" : " \t,)";
    const bool terminated =
        terminators.find(next) != std::string_view::npos || (!braces && end == text.size());
    if (name.empty() || !terminated) {
        return std::nullopt;
    }
    return Use{.name = name, .length = end + (braces ? 1 : 0)};
}

/// A definition of several lines counts only at the end of a line.
std::optional<Definitions::Value> Definitions::value_of(const Use& use, bool at_end) const {
    const auto found = values_.find(use.name);
    if (found == values_.end()) {
        return use.name == "_PWD" ? std::optional{Value{.text = directory_()}} : std::nullopt;
    }
    const bool counts = found->second.kind != Kind::several_lines || at_end;
    return counts ? std::optional{found->second} : std::nullopt;
}

}  // namespace vipwarden::config
