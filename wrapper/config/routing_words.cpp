// SPDX-License-Identifier: MIT
#include "wrapper/config/routing_words.hpp"

#include <algorithm>
#include <utility>

namespace vipwarden::config {

std::string_view RoutingWords::ahead() const {
    return at_ < line_.words.size() ? line_.words[at_].text : std::string_view{};
}

void RoutingWords::skip(std::size_t count) {
    at_ += std::min(count, line_.words.size() - at_);
}

const Word* RoutingWords::parameter() {
    const Word* const word = next();
    if (word == nullptr) {
        lacks_parameter_ = true;
        remark(Severity::fatal, line_.words.back(),
               "'" + std::string{line_.words.back().text} +
                   "' needs a parameter: keepalived exits; we ignore the line");
    }
    return word;
}

void RoutingWords::name_interface(const Word& word) {
    state_.interfaces.push_back({.name = std::string{word.text}, .where = position(word)});
}

void RoutingWords::note(const Word& word, std::string message) {
    remark(Severity::note, word, std::move(message));
}

void RoutingWords::warn(const Word& word, std::string message) {
    remark(Severity::warning, word, std::move(message));
}

bool RoutingWords::drop(const Word& word, const std::string& why) {
    warn(word, why + ": keepalived drops the " + std::string{entry_} + ", and so do we");
    return false;
}

void RoutingWords::remark(Severity severity, const Word& word, std::string message) {
    remarks_.add(severity, line_.statement.source, line_.statement.column_at(word.offset),
                 std::move(message));
}

}  // namespace vipwarden::config
