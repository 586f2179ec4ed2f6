// SPDX-License-Identifier: MIT
#include "wrapper/config/block_machine.hpp"

#include <algorithm>
#include <utility>

#include "wrapper/config/quoted.hpp"

namespace vipwarden::config {
namespace {

constexpr int kAwaitsBrace = -1;
constexpr std::string_view kOpen = "{";
constexpr std::string_view kClose = "}";

}  // namespace

Wants BlockMachine::wants() const {
    if (skipping_ > 0) {
        return Wants::braces;
    }
    return values_ ? Wants::values : Wants::keywords;
}

void BlockMachine::feed(const Statement& statement) {
    if (statement.kind == InputLine::Kind::file_begins) {
        begin_file();
        return;
    }
    if (statement.kind == InputLine::Kind::file_ends) {
        end_file();
        return;
    }
    if (ignored_files_ > 0 || (skipping_ != 0 && skip(statement))) {
        return;
    }
    if (speaks_here()) {
        remark_on_open_quote(statement, remarks_);
    }
    if (values_) {
        feed_value(statement);
    } else if (take_opening_brace(statement)) {
        return;
    } else if (statement.words.front().text == kClose) {
        take_closing_brace(statement);
    } else {
        take_keyword(statement);
    }
}

/// An included file begins at the level of keywords that it stands in, even among values.
void BlockMachine::begin_file() {
    if (ignored_files_ > 0) {
        ++ignored_files_;
        return;
    }
    frames_.push_back(
        {.level = frames_.back().level, .is_file = true, .suspended = std::exchange(values_, std::nullopt)});
}

/// All that the file has left open is closed.
void BlockMachine::end_file() {
    ignored_files_ = std::max(ignored_files_ - 1, 0);
    if (ignored_files_ > 0) {
        return;
    }
    while (!frames_.back().is_file) {
        frames_.pop_back();
    }
    values_ = frames_.back().suspended;
    frames_.pop_back();
}

void BlockMachine::finish() {
    const bool skips = skipping_ > 0;
    const bool is_open = skips || frames_.size() > 1 || values_.has_value();
    const Place& began = skips ? skip_began_ : (values_ ? values_->began : frames_.back().began);
    const auto remark_there = [&](Severity severity, const char* message) {
        remarks_.add(severity, began.line, began.column, message);
    };
    // The VRRP process inherits what the parent has counted.
    if (process_ == Process::parent && skips && dialect_.open_end == Dialect::OpenEnd::nothing) {
        remark_there(Severity::fatal,
                     "the block that begins here is never closed: this version of keepalived configures "
                     "nothing then; we take the block as complete");
    }
    if (process_ == Process::parent || !is_open) {
        return;
    }
    if (dialect_.open_end == Dialect::OpenEnd::crash) {
        remark_there(Severity::fatal,
                     "the block that begins here is never closed: this version of keepalived crashes; we "
                     "take the block as complete");
    } else if (skips) {
        remark_there(Severity::warning,
                     "the block that begins here is never closed: keepalived skips the rest of the "
                     "configuration, and so do we");
    } else {
        remark_there(Severity::warning,
                     "the block that begins here is never closed: keepalived takes it as complete, and so "
                     "do we");
    }
}

/// False if the statement is not skipped after all: what was to be skipped had no block.
bool BlockMachine::skip(const Statement& statement) {
    if (skipping_ == kAwaitsBrace) {
        const bool opens = statement.words.front().text == kOpen;
        skipping_ = opens ? 1 : 0;
        frames_.back().needs_brace = frames_.back().needs_brace && !opens;
        if (!opens && frames_.back().is_unknown) {
            frames_.pop_back();  // It was a line, and no block.
        }
        return opens;
    }
    for (const Word& word : statement.words) {
        if (word.text == kOpen) {
            ++skipping_;
        } else if (word.text == kClose && --skipping_ == 0) {
            break;
        }
    }
    if (skipping_ == 0 && frames_.size() > 1 && !frames_.back().is_file) {
        frames_.pop_back();  // The skipped block was one with keywords, and this closed it.
    }
    return true;
}

void BlockMachine::feed_value(const Statement& statement) {
    std::span<const Word> words = statement.words;
    if (!dialect_.anywhere_braces) {
        // The block ends at a line that begins with '}', and at nothing else.
        if (words.front().text == kClose) {
            values_.reset();
        } else {
            handler_.value(*values_->block, words, statement);
        }
        return;
    }
    if (std::exchange(values_->needs_brace, false)) {
        if (words.front().text == kOpen) {
            words = words.subspan(1);
        } else {
            remark(Severity::warning, statement, 0,
                   "'{' is missing before this: keepalived reads the block of " +
                       quoted(values_->block->name) + " nevertheless, and so do we");
        }
    }
    const bool closes = !words.empty() && words.back().text == kClose;
    words = words.first(words.size() - (closes ? 1 : 0));
    if (!words.empty()) {
        handler_.value(*values_->block, words, statement);
    }
    if (closes) {
        values_.reset();
    }
}

/// True if the statement is a '{', wanted or not.
bool BlockMachine::take_opening_brace(const Statement& statement) {
    const bool opens = dialect_.checks_braces && statement.words.front().text == kOpen;
    if (std::exchange(frames_.back().needs_brace, false)) {
        if (!opens) {
            remark(Severity::warning, statement, 0,
                   "'{' is missing before this: keepalived reads the block nevertheless, and so do we");
        }
    } else if (opens) {
        remark(Severity::warning, statement, 0,
               "no block may begin here: keepalived ignores the '{' but not what follows, and its '}' closes "
               "the block around it; so for us");
    }
    return opens;
}

void BlockMachine::take_closing_brace(const Statement& statement) {
    if (frames_.back().is_file && frames_.back().level != Level::root) {
        ignored_files_ = 1;
    } else if (frames_.size() > 1 && !frames_.back().is_file) {
        frames_.pop_back();
    } else {
        remark(Severity::warning, statement, 0,
               "there is no block to close: keepalived ignores the '}', and so do we");
    }
}

void BlockMachine::take_keyword(const Statement& statement) {
    const Level level = frames_.back().level;
    const Word& name = statement.words.front();
    const Keyword* keyword = keywords_.find(level, name.text);
    if (keyword == nullptr) {
        if (knows_all_keywords(level)) {
            remark(Severity::warning, statement, name.offset,
                   "keepalived " + to_string(keywords_.version()) + " knows no keyword " + quoted(name.text) +
                       " here and ignores the line, and so do we");
        }
        if (dialect_.skips_unknown_blocks) {
            frames_.push_back({.level = level, .is_unknown = true});
            skipping_ = kAwaitsBrace;
            skip_began_ = place_of(statement);
        }
        return;
    }
    if (level == Level::root && keyword->process != process_) {
        if (!dialect_.checks_braces) {
            return;  // An old keepalived does not know the keywords of its other process.
        }
        handler_.pass_over(*keyword);
        skipping_ = statement.words.back().text == kOpen ? 1 : kAwaitsBrace;
        skip_began_ = place_of(statement);
        return;
    }
    std::span<const Word> words = statement.words;
    const bool brace_on_line = keyword->takes == Takes::keywords && words.back().text == kOpen;
    words = words.first(words.size() - (brace_on_line ? 1 : 0));
    const bool accepted =
        !has_parameter(*keyword, words, statement) || handler_.keyword(level, *keyword, words, statement);
    open_block(*keyword, accepted, statement);
}

void BlockMachine::open_block(const Keyword& keyword, bool accepted, const Statement& statement) {
    if (keyword.takes == Takes::line) {
        return;
    }
    const bool has_brace = statement.words.back().text == kOpen;  // Only a quoted one can stand there.
    if (keyword.takes == Takes::values) {
        values_ = {.block = &keyword, .needs_brace = !has_brace, .began = place_of(statement)};
        if (statement.words.size() > 1 && !has_brace && dialect_.anywhere_braces) {
            remark(
                Severity::warning, statement, statement.words[1].offset,
                "keepalived ignores what stands between " + quoted(keyword.name) + " and '{', and so do we");
        }
        return;
    }
    frames_.push_back({.level = keyword.level,
                       .needs_brace = !has_brace && dialect_.checks_braces,
                       .began = place_of(statement)});
    if (!accepted) {
        skipping_ = has_brace ? 1 : kAwaitsBrace;
        skip_began_ = frames_.back().began;
    }
}

BlockMachine::Place BlockMachine::place_of(const Statement& statement) {
    return {.line = statement.source, .column = statement.column};
}

/// Whether a keyword that needs a parameter has one. If not, keepalived ends at once.
bool BlockMachine::has_parameter(const Keyword& keyword, std::span<const Word> words,
                                 const Statement& statement) {
    bool has = true;
    switch (keyword.parameter) {
        case Parameter::optional:
            break;
        case Parameter::required:
            has = words.size() > 1;
            break;
        case Parameter::notify:
            has = count_command_words(statement.text).value_or(2) > 1;
            break;
        case Parameter::script:
            has = count_command_words(statement.text).has_value();  // Without any it only lacks a script.
            break;
    }
    if (!has) {
        remark(Severity::fatal, statement, words.front().offset,
               quoted(keyword.name) + (keyword.parameter == Parameter::script
                                           ? " needs a command without an open quote or a backslash at its "
                                             "end: keepalived exits or crashes; we ignore the line"
                                           : " needs a parameter: keepalived exits; we ignore the line"));
    }
    return has;
}

/// Both processes read the same file: what the one says the other need not repeat.
bool BlockMachine::speaks_here() const {
    return (process_ == Process::vrrp) == (frames_.back().level != Level::global_defs);
}

void BlockMachine::remark(Severity severity, const Statement& statement, std::size_t offset,
                          std::string message) {
    if (speaks_here() || severity == Severity::fatal) {
        remarks_.add(severity, statement.source, statement.column_at(offset), std::move(message));
    }
}

}  // namespace vipwarden::config
