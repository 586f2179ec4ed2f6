// SPDX-License-Identifier: MIT
#include "wrapper/config/expansion.hpp"

#include <algorithm>
#include <utility>

#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {
namespace {

// keepalived's line buffer, its terminating NUL included.
constexpr std::size_t kMaxLine = 1024;

// A line has room for a thousand braces, and what replaces a definition in it for a few more.
constexpr int kMaxPieces = 5000;

// More than any configuration needs; nested sequences multiply. A line costs time even if it is empty.
constexpr std::size_t kMaxMadeBytes = 8'000'000;
constexpr std::size_t kCostOfLine = 64;
constexpr std::size_t kMaxNesting = 1000;

/// keepalived has it absolute. A relative one is that of the including file, which is where a name that
/// begins with "." is looked for.
std::string present_directory(const LineSource& source) {
    return source.directory().starts_with('/') ? source.directory() : ".";
}

}  // namespace

Expansion::Expansion(LineSource& source, const Dialect& dialect, const ParseOptions& options,
                     Remarks& remarks, std::uint32_t sequence_count)
    : source_{source},
      dialect_{dialect},
      config_id_{options.config_id},
      remarks_{remarks},
      definitions_{dialect,
                   {.config_id = options.config_id,
                    .directory = [&source] { return present_directory(source); },
                    .environment = options.environment}},
      sequences_{dialect, sequence_count} {}

bool Expansion::next(Wants wants) {
    while (fetch(wants)) {
        pieces_ = 0;
        if (line_.kind >= InputLine::Kind::file_begins || process(wants)) {
            return true;
        }
    }
    return false;
}

bool Expansion::go_on(std::string_view rest, Wants wants) {
    advance(rest);
    if (line_.literal) {
        return follow_include() ? false : !line_.text.empty();
    }
    if (++pieces_ > kMaxPieces) {
        give_up(
            "a definition that contains itself makes keepalived hang while reading; we ignore the line, "
            "and replace nothing from here on");
        return false;
    }
    return process(wants);
}

/// Takes the next line from where keepalived takes it: sequences first, then definitions of several lines,
/// then the files.
bool Expansion::fetch(Wants wants) {
    const bool sequence_turns = sequences_.turns(waiting_sequences_);
    if (!sequence_turns && !unfolds_) {
        return fetch_source(wants);
    }
    if (made_bytes_ > kMaxMadeBytes) {
        give_up(
            "more lines come out of sequences and definitions than any configuration has: keepalived would "
            "read for ever, or for long; we ignore the rest of them");
        return fetch_source(wants);
    }
    if (sequence_turns) {
        take_text(sequences_.next(definitions_));
    } else {
        fetch_unfolded();
    }
    return true;
}

bool Expansion::fetch_source(Wants wants) {
    while (source_.next()) {
        const InputLine& line = source_.line();
        if (wants == Wants::braces && can_pass_over(line)) {
            continue;
        }
        line_ = line;
        if (line_.kind == InputLine::Kind::empty && definitions_.is_open()) {
            definitions_.end();
        }
        if (!line_.text.empty() || line_.kind >= InputLine::Kind::file_begins) {
            return true;
        }
    }
    return false;
}

/// A line that means nothing to one who looks for braces.
bool Expansion::can_pass_over(const InputLine& line) const {
    return line.plain && line.kind == InputLine::Kind::text && !line.text.starts_with('i') &&
           !definitions_.is_open();
}

void Expansion::fetch_unfolded() {
    const std::string_view rest = std::string_view{*unfolding_.value}.substr(unfolding_.position);
    const std::size_t newline = rest.find('\n');
    const bool is_last = newline == std::string_view::npos;
    std::string text{rest.substr(0, newline)};
    unfolding_.position += is_last ? 0 : newline + 1;
    if (is_last && outer_.empty()) {
        unfolds_ = false;
        waiting_sequences_ = 0;
    } else if (is_last) {
        unfolding_ = std::move(outer_.back().lines);
        waiting_sequences_ = outer_.back().sequences;
        outer_.pop_back();
    }
    take_text(std::move(text));
}

/// A line that does not stand in any file. It is remarked on where the file's line began that made it.
void Expansion::take_text(std::string text) {
    buffer_ = std::move(text);
    made_bytes_ += buffer_.size() + kCostOfLine;
    line_.kind = InputLine::Kind::text;
    line_.text = buffer_;
    line_.plain = false;
    line_.literal = false;
    line_.faithful = 0;
}

/// False if nothing is left of the line.
bool Expansion::process(Wants wants) {
    if (definitions_.is_open()) {
        if (!line_.text.empty()) {
            definitions_.go_on(line_.text);
        }
        return false;
    }
    return (line_.literal || expand(wants)) && !line_.text.empty() && !follow_include();
}

bool Expansion::expand(Wants wants) {
    while (true) {
        if (!pass_condition()) {
            return false;
        }
        if (dialect_.definitions && definitions_.define(line_.text)) {
            return false;
        }
        if (begin_sequence(wants)) {
            return false;
        }
        const std::size_t length = line_.text.size();
        // A line that begins with '~' is not replaced.
        if (!dialect_.definitions || line_.text.starts_with('~') || !replace()) {
            return !line_.text.empty();
        }
        if (line_.text.starts_with('@') ? !obey_late_condition(length)
                                        : line_.text.find('$') == std::string_view::npos) {
            return !line_.text.empty();
        }
    }
}

/// "@ID rest" holds on the machine with this id, "@^ID rest" on all others; there is one test a line. False
/// if the line is not for this machine, or nothing follows.
bool Expansion::pass_condition() {
    const std::string_view text = line_.text;
    if (!text.starts_with('@') || dialect_.conditions == Dialect::Conditions::none) {
        return true;
    }
    const bool inverted = text.starts_with("@^") && dialect_.conditions == Dialect::Conditions::inverted;
    const std::size_t begin = inverted ? 2 : 1;
    const std::size_t end = kBlanks.find(text, begin);
    if (end == text.size()) {
        return false;
    }
    const bool is_ours = !config_id_.empty() && text.substr(begin, end - begin) == config_id_;
    advance(text.substr(kBlanks.skip(text, end)));
    return is_ours != inverted;
}

/// True if the line begins a sequence, or is a bad one.
bool Expansion::begin_sequence(Wants wants) {
    const bool known = dialect_.sequences == Dialect::Sequences::everywhere ||
                       (dialect_.sequences == Dialect::Sequences::keywords && wants != Wants::values);
    if (!known || !Sequences::begins(line_.text)) {
        return false;
    }
    if (sequences_.depth() == kMaxNesting) {
        give_up("sequences are nested without end: keepalived would read for ever; we ignore the line");
        return true;
    }
    switch (sequences_.add(line_.text, definitions_)) {
        case Sequences::Added::yes:
            break;
        case Sequences::Added::no:
            remark(Severity::warning,
                   "keepalived does not understand this sequence and ignores the line, and so do we");
            break;
        case Sequences::Added::crashes:
            remark(Severity::fatal,
                   "a value is missing in a set: keepalived before 2.2 crashes; we take it for empty");
            break;
    }
    return true;
}

/// True if something has been replaced, so that the line has to be looked at again.
bool Expansion::replace() {
    if (line_.text.find('$') == std::string_view::npos) {
        return false;
    }
    std::string text{line_.text};
    Replacement result = definitions_.replace(text, kMaxLine);
    if (result.outcome == Replacement::Outcome::endless) {
        give_up(
            "a definition that contains itself makes keepalived hang while reading; we ignore the line, "
            "and replace nothing from here on");
        line_.text = {};
        return false;
    }
    if (result.is_guess) {
        remark(Severity::warning,
               "what $_RANDOM or $_ENV stands for can't be known here: we assume the least random number, "
               "and no environment");
    }
    if (!result.undefined.empty()) {
        remark(
            Severity::warning,
            "'" + result.undefined +
                "' is not defined above this line: keepalived leaves it as it stands, and takes its braces "
                "for those of a block; so do we");
    }
    const bool replaced = result.outcome == Replacement::Outcome::replaced;
    std::string decommented{replaced ? decomment(text, dialect_.comments, scratch_).text
                                     : std::string_view{text}};
    line_.faithful = std::min(line_.faithful, common_prefix(decommented, line_.text));
    buffer_ = std::move(decommented);
    line_.text = buffer_;
    unfold(std::move(result.more_lines));
    return replaced;
}

void Expansion::unfold(std::vector<Lines> more_lines) {
    for (Lines& lines : more_lines) {
        if (unfolds_) {
            outer_.push_back({.lines = std::move(unfolding_), .sequences = waiting_sequences_});
        }
        unfolding_ = std::move(lines);
        unfolds_ = true;
        waiting_sequences_ = sequences_.count();
    }
    if (outer_.size() > kMaxNesting) {
        give_up("a definition that contains itself makes keepalived read for ever; we ignore the rest of it");
    }
}

/// A condition that comes out of a definition. False if it stays in the line. Up to 2.2.7 keepalived takes
/// the line to be as long as it was before the definition was replaced, `old_length`, when it cuts the
/// condition off.
bool Expansion::obey_late_condition(std::size_t old_length) {
    const Dialect::LateCondition late = dialect_.late_condition;
    if (late == Dialect::LateCondition::ignored || late == Dialect::LateCondition::counts) {
        return late == Dialect::LateCondition::counts;
    }
    const std::string_view text = line_.text;
    if (!pass_condition()) {
        line_.text = {};
        return false;
    }
    const auto offset = static_cast<std::size_t>(line_.text.data() - text.data());
    if (late == Dialect::LateCondition::hangs || old_length < offset) {
        remark(Severity::fatal,
               "a condition that comes out of a definition makes keepalived before 2.2.8 abort; we obey it");
    } else if (old_length < text.size()) {
        garble(text, offset, old_length);
    }
    return true;
}

void Expansion::garble(std::string_view text, std::size_t offset, std::size_t old_length) {
    const std::size_t moved = old_length - offset + 1;
    std::string garbled{text.substr(offset, moved)};
    garbled += text.substr(moved);
    remark(
        Severity::warning,
        "keepalived before 2.2.8 garbles a line in which a condition comes out of a definition, here to '" +
            garbled + "', and so do we");
    buffer_ = std::move(garbled);
    line_.text = buffer_;
    line_.faithful = 0;
}

bool Expansion::follow_include() {
    if (!line_.text.starts_with('i')) {
        return false;
    }
    const auto include = read_include_line(line_.text, dialect_);
    if (include) {
        source_.include(*include, line_.column);
    }
    return include.has_value();
}

void Expansion::give_up(const char* what) {
    remark(Severity::fatal, what);
    definitions_.give_up();
    sequences_.clear();
    outer_.clear();
    unfolds_ = false;
    waiting_sequences_ = 0;
}

std::uint32_t Expansion::sequence_count() {
    sequences_.clear();
    return sequences_.count();
}

/// Goes on to what is left of the line: its end.
void Expansion::advance(std::string_view rest) {
    const auto count = static_cast<std::size_t>(rest.data() - line_.text.data());
    line_.text = rest;
    line_.column += static_cast<int>(std::min(count, line_.faithful));
    line_.faithful -= std::min(count, line_.faithful);
}

void Expansion::remark(Severity severity, std::string message) {
    remarks_.add(severity, line_.source, line_.column, std::move(message));
}

}  // namespace vipwarden::config
