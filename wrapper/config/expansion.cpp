// SPDX-License-Identifier: MIT
#include "wrapper/config/expansion.hpp"

#include <utility>

#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {
namespace {

constexpr std::string_view kBlanks = " \t";

/// keepalived has it absolute. A relative one is that of the including file, which is where a name that
/// begins with "." is looked for.
std::string present_directory(const SourceReader& source) {
    return source.directory().starts_with('/') ? source.directory() : ".";
}

}  // namespace

Expansion::Expansion(const std::string& config_id, const SourceReader& source, Remarks& remarks)
    : config_id_{config_id}, source_{source}, remarks_{remarks}, definitions_{config_id, [&source] {
                                                                                  return present_directory(
                                                                                      source);
                                                                              }} {}

bool Expansion::concerns(std::string_view line) const {
    return definitions_.is_open() || line.starts_with('@') || line.starts_with('~') ||
           line.find('$') != std::string_view::npos;
}

bool Expansion::apply(std::string& line, int column) {
    if (definitions_.is_open()) {
        definitions_.go_on(line);
        return false;
    }
    if (!strip_condition(line) || repeats(line, column)) {
        return false;
    }
    if (definitions_.define(line)) {
        return false;
    }
    // A line that begins with '~' is not replaced.
    return line.starts_with('~') || replace(line, column);
}

/// "@ID rest" holds on the machine with this id, "@^ID rest" on all others; there is one test a line. False
/// if the line is not for this machine, or nothing follows.
bool Expansion::strip_condition(std::string& line) const {
    if (!line.starts_with('@')) {
        return true;
    }
    const bool inverted = line.starts_with("@^");
    const std::size_t begin = inverted ? 2 : 1;
    const std::size_t end = line.find_first_of(kBlanks, begin);
    if (end == std::string::npos) {
        return false;
    }
    const bool is_ours = !config_id_.empty() && line.compare(begin, end - begin, config_id_) == 0;
    line.erase(0, line.find_first_not_of(kBlanks, end));
    return is_ours != inverted;
}

bool Expansion::repeats(std::string_view line, int column) {
    if (!line.starts_with("~SEQ") && !line.starts_with("~LST")) {
        return false;
    }
    leave_out(column, "~SEQ and ~LST");
    return true;
}

bool Expansion::replace(std::string& line, int column) {
    const std::string before = line;
    switch (definitions_.replace(line)) {
        case Definitions::Outcome::replaced:
            break;
        case Definitions::Outcome::endless:
            give_up(column);
            return false;
        case Definitions::Outcome::not_known:
            leave_out(column, "definitions of several lines and $_RANDOM");
            return false;
    }
    if (line != before) {
        decomment(line);
        if (line.starts_with('@')) {
            if (!strip_condition(line)) {
                return false;
            }
            remark(
                Severity::fatal, column,
                "a condition that comes out of a definition makes keepalived before 2.2.8 abort; we obey it");
        }
    }
    return !line.empty() && !repeats(line, column);
}

void Expansion::give_up(int column) {
    definitions_.give_up();
    remark(Severity::fatal, column,
           "a definition that contains itself makes keepalived hang while reading; we ignore the line, and "
           "replace nothing from here on");
}

void Expansion::leave_out(int column, const std::string& what) {
    has_gaps_ = true;
    remark(
        Severity::warning, column,
        "vipwarden does not understand " + what + " yet: what keepalived makes of this line is missing here");
}

void Expansion::remark(Severity severity, int column, std::string message) {
    remarks_.add(severity, source_.line(), column, std::move(message));
}

}  // namespace vipwarden::config
