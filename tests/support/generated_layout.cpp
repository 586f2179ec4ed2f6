// SPDX-License-Identifier: MIT
#include "tests/support/generated_layout.hpp"

#include <utility>

namespace vipwarden::support {
namespace {

/// Braces missing, too many, or at odd places.
Lines odd_block(RandomSource& random, const std::string& head, Lines body) {
    switch (random.below(7)) {
        case 0:
            return {head + " { " + joined(body, " ") + '}'};
        case 1:
            return {head + " { " + joined(body, " } {")};
        case 2:
            body.insert(body.begin(), {head + " {", "{", "}"});
            break;
        case 3:
            body.insert(body.begin(), head);
            break;
        case 4:
            body.insert(body.begin(), head + " {");
            return body;
        case 5:
            body.insert(body.begin(), head + " foo {");
            break;
        default:
            body.insert(body.begin(), head + " {");
            body.push_back(random.pick({"};", "}}", "} }", "}\"", "\"}\"", "} foo"}));
            return body;
    }
    body.emplace_back("}");
    return body;
}

}  // namespace

std::string joined(const Lines& lines, const std::string& separator) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + separator;
    }
    return text;
}

void append(Lines& lines, const Lines& more) {
    lines.insert(lines.end(), more.begin(), more.end());
}

Lines random_block(RandomSource& random, const std::string& head, Lines body) {
    if (random.odd(12)) {
        return odd_block(random, head, std::move(body));
    }
    Lines lines{head + random.pick({" {", " {", " {", "{", " { # x", "\t{ ! x"})};
    if (random.chance(6)) {
        lines = {head, "{"};
    }
    if (random.chance(5) && !body.empty()) {
        lines.back() += ' ' + body.front();
        body.erase(body.begin());
    }
    append(lines, body);
    if (random.chance(6)) {
        lines.back() += random.pick({" }", "}"});
    } else {
        lines.push_back(random.pick({"}", "}", "}", "}", "}", "} # end", "}#", " \t}"}));
    }
    return lines;
}

}  // namespace vipwarden::support
