// SPDX-License-Identifier: MIT
#include "wrapper/config/definitions.hpp"

#include <algorithm>
#include <utility>

#include "wrapper/config/number.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {
namespace {

constexpr CharSet kNameBegins{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"};
constexpr CharSet kNameContinues{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"};
constexpr CharSet kDigitsAndSpaces{" 0123456789"};

// More than a line has room for: then it is one definition that contains itself.
constexpr int kMaxReplacements = 2000;

// More than any configuration needs. Definitions within definitions multiply.
constexpr int kMaxAllReplacements = 500'000;

/// The name at the beginning of `text`; empty if there is none.
std::string_view name_at(std::string_view text) {
    const bool begins = !text.empty() && kNameBegins.has(text.front());
    return text.substr(0, begins ? kNameContinues.skip(text, 1) : 0);
}

std::string_view without_backslash(std::string_view line) {
    return trim(line.substr(0, line.size() - 1));
}

std::shared_ptr<const std::string> shared(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

/// keepalived picks a number from the first parameter to the second, by default from 0 to 32767.
std::string least_random(std::string_view parameters) {
    return std::to_string(read_leading_number(parameters).value);
}

}  // namespace

Definitions::Definitions(const Dialect& dialect, Surroundings surroundings)
    : dialect_{dialect}, surroundings_{std::move(surroundings)} {
    const auto predefine = [&](bool known, const char* name, Value value) {
        if (known) {
            values_[name] = std::move(value);
        }
    };
    predefine(dialect.predefined_directory, "_PWD", {.kind = Kind::directory});
    predefine(dialect.predefined_instance, "_INSTANCE", {.text = shared(surroundings_.config_id)});
    predefine(dialect.predefined_random, "_RANDOM", {.kind = Kind::random});
    predefine(dialect.predefined_signs, "_HASH", {.text = shared("#")});
    predefine(dialect.predefined_signs, "_BANG", {.text = shared("!")});
    predefine(dialect.predefined_environment, "_ENV", {.kind = Kind::environment});
}

bool Definitions::define(std::string_view line) {
    const std::string_view name = line.starts_with('$') ? name_at(line.substr(1)) : std::string_view{};
    if (name.empty() || !line.substr(name.size() + 1).starts_with('=')) {
        return false;
    }
    std::string_view text = line.substr(name.size() + 2);
    text.remove_prefix(kBlanks.skip(text));
    Value& value = values_[std::string{name}];
    value = {.several_lines = text.ends_with('\\')};
    if (value.several_lines) {
        open_ = &value;
        collect(without_backslash(text));
    } else {
        value.text = shared(std::string{text});
    }
    return true;
}

void Definitions::go_on(std::string_view line) {
    if (line.ends_with('\\')) {
        collect(without_backslash(line));
        return;
    }
    // A first line of nothing but its backslash does not count: then this is the only one.
    open_->several_lines = !collected_.empty();
    collected_ += line;
    close();
}

void Definitions::end() {
    open_->several_lines = !collected_.empty();
    close();
}

/// Empty lines are dropped.
void Definitions::collect(std::string_view line) {
    if (!line.empty()) {
        collected_ += line;
        collected_ += '\n';
    }
}

void Definitions::close() {
    open_->text = shared(std::exchange(collected_, {}));
    open_ = nullptr;
}

void Definitions::set(std::string_view name, std::string value) {
    Value& defined = values_[std::string{name}];
    defined.kind = Kind::text;
    defined.text = shared(std::move(value));
}

Replacement Definitions::replace(std::string& line, std::size_t room) {
    Replacement result;
    int replacements = 0;
    std::size_t at = given_up_ ? std::string::npos : line.find('$');
    while (at != std::string::npos) {
        const auto use = use_at(std::string_view{line}.substr(at));
        const Value* value = use ? value_of(*use, at + use->length == line.size()) : nullptr;
        if (value == nullptr) {
            note_undefined(use, result);
            at = line.find('$', at + 1);
            continue;
        }
        const auto text = text_of(*value, *use);
        const std::string_view first = std::string_view{*text}.substr(0, text->find('\n'));
        if (line.size() - use->length + first.size() >= room) {
            return {};
        }
        if (is_endless(++replacements)) {
            return {.outcome = Replacement::Outcome::endless};
        }
        if (value->several_lines) {
            result.more_lines.push_back(
                {.value = text, .position = std::min(first.size() + 1, text->size())});
        }
        result.outcome = Replacement::Outcome::replaced;
        result.is_guess = result.is_guess || value->is_guess();
        line.replace(at, use->length, first);
        // What follows a sequence is replaced when it is unrolled.
        const bool is_sequence = first.substr(kBlanks.skip(first)).starts_with('~');
        at = is_sequence ? std::string::npos : line.find('$', at);
    }
    return result;
}

bool Definitions::is_endless(int replacements) {
    return replacements > kMaxReplacements || ++all_replacements_ > kMaxAllReplacements;
}

void Definitions::note_undefined(const std::optional<Use>& use, Replacement& result) const {
    if (use && result.undefined.empty() && values_.find(use->name) == values_.end()) {
        result.undefined = use->name;
    }
}

/// $NAME counts only before a blank, ',', ')' or the end, ${NAME} everywhere.
std::optional<Definitions::Use> Definitions::use_at(std::string_view text) const {
    const bool braces = text.substr(1).starts_with('{');
    Use use{.name = name_at(text.substr(braces ? 2 : 1))};
    if (use.name.empty()) {
        return std::nullopt;
    }
    if (braces) {
        return finish_in_braces(use, text);
    }
    use.length = 1 + use.name.size();
    const char next = use.length < text.size() ? text[use.length] : ' ';
    const bool ends = kBlanks.has(next) || (dialect_.name_ends_at_comma && (next == ',' || next == ')'));
    return ends ? std::optional{use} : std::nullopt;
}

/// There may be parameters before the '}'.
std::optional<Definitions::Use> Definitions::finish_in_braces(Use use, std::string_view text) const {
    const std::size_t end = 2 + use.name.size();
    const bool is_environment = dialect_.predefined_environment && use.name == "_ENV";
    const std::size_t close = is_environment ? text.find('}', end) : kDigitsAndSpaces.skip(text, end);
    if (close >= text.size() || text[close] != '}') {
        return std::nullopt;
    }
    use.parameters = trim(text.substr(end, close - end));
    // Spaces alone are not counted; a '}' stays then.
    use.length = (use.parameters.empty() ? end : close) + 1;
    const bool ends_in_space = !use.parameters.empty() && text[close - 1] == ' ';
    return ends_in_space && !is_environment ? std::nullopt : std::optional{use};
}

/// A definition of several lines counts only at the end of a line.
const Definitions::Value* Definitions::value_of(const Use& use, bool at_end) const {
    static const Value nothing{.text = shared("")};
    const auto found = values_.find(use.name);
    if (found == values_.end()) {
        return dialect_.undefined_is_empty ? &nothing : nullptr;
    }
    if (found->second.several_lines && !at_end) {
        return nullptr;
    }
    return use.parameters.empty() || found->second.is_guess() ? &found->second : nullptr;
}

std::shared_ptr<const std::string> Definitions::text_of(const Value& value, const Use& use) const {
    switch (value.kind) {
        case Kind::text:
            break;
        case Kind::directory:
            return shared(surroundings_.directory());
        case Kind::random:
            return shared(least_random(use.parameters));
        case Kind::environment:
            return shared(surroundings_.environment
                              ? surroundings_.environment(std::string{use.parameters}).value_or("")
                              : "");
    }
    return value.text;
}

}  // namespace vipwarden::config
