// SPDX-License-Identifier: MIT
#include "wrapper/config/sequences.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "wrapper/config/number.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {
namespace {

constexpr std::size_t kKeyword = 4;      // "~SEQ"
constexpr std::size_t kNumberRoom = 64;  // keepalived's buffer for the numbers of a ~SEQ
constexpr CharSet kHexDigits{"0123456789abcdefABCDEF"};
constexpr CharSet kEndOfCounter{" \t,)"};
constexpr CharSet kEndOfListVariable{" \t,}"};
constexpr CharSet kEndOfListValue{" \t,})"};

/// Reads through a text, blanks skipped behind everything that is taken.
class Scanner {
 public:
    explicit Scanner(std::string_view text) : text_{text} { skip_blanks(); }

    bool take(char c) {
        if (!text_.starts_with(c)) {
            return false;
        }
        text_.remove_prefix(1);
        skip_blanks();
        return true;
    }
    [[nodiscard]] bool sees(char c) const { return text_.starts_with(c); }

    std::string_view take_until(const CharSet& ends) {
        const std::string_view taken = text_.substr(0, ends.find(text_));
        text_.remove_prefix(taken.size());
        skip_blanks();
        return taken;
    }

    /// What strtol(3) with base 0 takes; 0 if there is no number.
    long take_number();

    [[nodiscard]] std::string_view rest() const { return text_; }

 private:
    void skip_blanks() { text_.remove_prefix(kBlanks.skip(text_)); }

    std::string_view text_;
};

long Scanner::take_number() {
    std::string_view digits = text_;
    const bool negative = digits.starts_with('-');
    digits.remove_prefix(negative || digits.starts_with('+') ? 1 : 0);
    int base = 10;
    if ((digits.starts_with("0x") || digits.starts_with("0X")) && digits.size() > 2 &&
        kHexDigits.has(digits[2])) {
        base = 16;
        digits.remove_prefix(2);
    } else if (digits.starts_with('0')) {
        base = 8;
    }
    unsigned long value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error == std::errc::invalid_argument) {
        return 0;
    }
    constexpr auto kLargest = static_cast<unsigned long>(std::numeric_limits<long>::max());
    const bool too_large = error == std::errc::result_out_of_range || value > kLargest;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    skip_blanks();
    const long magnitude = static_cast<long>(too_large ? kLargest : value);
    return negative ? -magnitude : magnitude;
}

/// "a" up to `close`, or "{a, b}". Nothing if it does not end as it should.
std::optional<std::vector<std::string>> take_set(Scanner& scanner, const CharSet& ends,
                                                 bool ends_at_bracket) {
    const bool in_braces = scanner.take('{');
    std::vector<std::string> members;
    while (true) {
        members.emplace_back(scanner.take_until(ends));
        const bool closes =
            in_braces ? scanner.take('}') : scanner.sees(',') || (ends_at_bracket && scanner.sees(')'));
        if (closes) {
            return members;
        }
        if (!scanner.take(',')) {
            return std::nullopt;
        }
    }
}

std::string hexadecimal(long number) {
    std::array<char, 2 * sizeof number> digits{};
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return {digits.data(), result.ptr};
}

}  // namespace

Sequences::Added Sequences::add(std::string_view line, Definitions& definitions) {
    if (line.starts_with("~SEQ")) {
        return add_count(line.substr(kKeyword), definitions) ? Added::yes : Added::no;
    }
    const Added added = dialect_.lists ? add_list(line.substr(kKeyword)) : Added::no;
    if (dialect_.lists && added == Added::no) {
        --count_;
    }
    return added;
}

void Sequences::open(Sequence sequence) {
    open_.push_back(std::move(sequence));
    ++count_;
}

void Sequences::clear() {
    count_ -= static_cast<std::uint32_t>(open_.size());
    open_.clear();
}

bool Sequences::add_count(std::string_view line, Definitions& definitions) {
    Count count{.hexadecimal = line.starts_with('x')};
    Scanner scanner{line.substr(count.hexadecimal ? 1 : 0)};
    if ((count.hexadecimal && !dialect_.lists) || !scanner.take('(')) {
        return false;
    }
    count.variable = scanner.take_until(kEndOfCounter);
    const bool begins_numbers = !count.variable.empty() && !scanner.sees(')') && !scanner.rest().empty();
    const std::size_t close = scanner.rest().find(')');
    if (!begins_numbers || close == std::string_view::npos || close + 2 > kNumberRoom) {
        return false;
    }
    std::string numbers{trim(scanner.rest().substr(1, close))};
    (void)definitions.replace(numbers, kNumberRoom);
    if (!read_count(numbers, count)) {
        return false;
    }
    open({.count = std::move(count), .text = std::string{Scanner{scanner.rest().substr(close + 1)}.rest()}});
    return true;
}

/// "end)", "start, end)" or "start, step, end)".
bool Sequences::read_count(std::string_view numbers, Count& count) {
    Scanner scanner{numbers};
    std::vector<long> values{scanner.take_number()};
    while (!scanner.sees(')')) {
        if (values.size() == 3 || !scanner.take(',')) {
            return false;
        }
        values.push_back(scanner.take_number());
    }
    count.last = values.back();
    count.next = values.size() > 1 ? values.front() : (count.last < 0 ? -1 : 1);
    count.step = values.size() == 3 ? values[1] : (count.next <= count.last ? 1 : -1);
    return arrives(count) && (!count.hexadecimal || (count.next >= 0 && count.last >= 0));
}

bool Sequences::arrives(const Count& count) {
    if (count.step > 0) {
        return count.next <= count.last;
    }
    return count.step < 0 && count.next >= count.last;
}

Sequences::Added Sequences::add_list(std::string_view line) {
    Scanner scanner{line};
    List list;
    if (!scanner.take('(')) {
        return Added::no;
    }
    auto variables = take_set(scanner, kEndOfListVariable, false);
    if (!variables || !scanner.take(',')) {
        return Added::no;
    }
    list.variables = std::move(*variables);
    bool is_sparse = false;
    while (true) {
        auto values = take_set(scanner, kEndOfListValue, true);
        if (!values || values->size() > list.variables.size()) {
            return Added::no;
        }
        is_sparse = is_sparse || values->size() < list.variables.size();
        values->resize(list.variables.size());
        list.turns.push_back(std::move(*values));
        if (scanner.take(')')) {
            break;
        }
        if (!scanner.take(',')) {
            return Added::no;
        }
    }
    open({.list = std::move(list), .text = std::string{scanner.rest()}});
    return is_sparse && dialect_.sparse_lists_crash ? Added::crashes : Added::yes;
}

std::string Sequences::next(Definitions& definitions) {
    Sequence& sequence = open_.back();
    std::string text;
    bool ends = false;
    if (sequence.list.variables.empty()) {
        Count& count = sequence.count;
        definitions.set(count.variable,
                        count.hexadecimal ? hexadecimal(count.next) : std::to_string(count.next));
        const bool overflows = __builtin_add_overflow(count.next, count.step, &count.next);
        ends = overflows || (count.step > 0 ? count.next > count.last : count.next < count.last);
    } else {
        List& list = sequence.list;
        const std::vector<std::string>& values = list.turns[list.next++];
        for (std::size_t i = 0; i < values.size(); ++i) {
            definitions.set(list.variables[i], values[i]);
        }
        ends = list.next == list.turns.size();
    }
    text = ends ? std::move(sequence.text) : sequence.text;
    if (ends) {
        open_.pop_back();
        --count_;
    }
    return text;
}

}  // namespace vipwarden::config
