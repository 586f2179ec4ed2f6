// SPDX-License-Identifier: MIT
#include "wrapper/config/remarks.hpp"

#include <utility>

namespace vipwarden::config {
namespace {

// Fatal ones are counted apart, so that a thousand warnings can't hide the one that matters.
constexpr std::size_t kMaxOfEachKind = 1000;

}  // namespace

void Remarks::add(Severity severity, const SourceLine& line, int column, std::string message) {
    add(severity, {.file = std::string{line.file}, .line = line.number, .column = column}, line.text,
        std::move(message));
}

void Remarks::add(Severity severity, const Location& where, std::string_view line, std::string message) {
    std::size_t& count = severity == Severity::fatal ? fatal_ : other_;
    if (count == kMaxOfEachKind) {
        ++dropped_;
        return;
    }
    const std::string place =
        where.file + ':' + std::to_string(where.line) + ':' + std::to_string(where.column);
    if (!known_.insert(place + ' ' + message).second) {
        return;
    }
    ++count;
    collected_.push_back(
        {.severity = severity, .where = where, .message = std::move(message), .line = std::string{line}});
}

std::vector<Diagnostic> Remarks::take() {
    if (dropped_ > 0) {
        collected_.push_back(
            {.severity = Severity::note,
             .where = {.file = collected_.back().where.file},
             .message = "there are " + std::to_string(dropped_) + " more remarks, not shown"});
    }
    return std::exchange(collected_, {});
}

}  // namespace vipwarden::config
