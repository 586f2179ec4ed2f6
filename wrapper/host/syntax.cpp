// SPDX-License-Identifier: MIT
#include "wrapper/host/syntax.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace vipwarden::host {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";

bool is_letter_or_digit(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Blanks in the place of all but line ends, so that lines keep their numbers.
void blank_out(std::string& text, std::size_t begin, std::size_t end) {
    std::replace_if(
        text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end),
        [](char c) { return c != '\n'; }, ' ');
}

void blank_out_xml_comments(std::string& text) {
    constexpr std::string_view kEnd = "-->";
    for (auto begin = text.find("<!--"); begin != std::string::npos; begin = text.find("<!--", begin)) {
        const auto end = text.find(kEnd, begin);
        blank_out(text, begin, end == std::string::npos ? text.size() : end + kEnd.size());
    }
}

/// `leading`: begin a comment at the begin of a line only; `signs`: behind a blank as well, as in a shell,
/// where they are not quoted; or `anywhere`, as in keepalived.conf.
struct CommentSigns {
    std::string_view signs{"#"};
    std::string_view leading{};
    bool anywhere{false};
};

CommentSigns comment_signs(Syntax syntax) {
    switch (syntax) {
        case Syntax::script:
        case Syntax::settings:
            return {};
        case Syntax::ini:
        case Syntax::unit:
            return {.leading = ";"};
        case Syntax::frr:
            return {.leading = "!"};
        case Syntax::keepalived:
            return {.signs = "#!", .anywhere = true};
        case Syntax::xml:
        case Syntax::json:
            return {.signs = ""};
    }
    return {};
}

/// Where an apostrophe is no quote, a comment may be taken for text: better a false alarm than a command that
/// is overlooked.
std::string_view without_comment(std::string_view line, const CommentSigns& signs) {
    const auto first = line.find_first_not_of(kBlanks);
    if (first != std::string_view::npos && signs.leading.find(line[first]) != std::string_view::npos) {
        return {};
    }
    bool quoted = false;
    bool double_quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        quoted = quoted != (line[at] == '\'');
        double_quoted = double_quoted != (line[at] == '"');
        const bool in_shell =
            at == 0 || (kBlanks.find(line[at - 1]) != std::string_view::npos && !quoted && !double_quoted);
        if ((in_shell || signs.anywhere) && signs.signs.find(line[at]) != std::string_view::npos) {
            return line.substr(0, at);
        }
    }
    return line;
}

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

bool sets_addresses(std::string_view block) {
    return block == "virtual_ipaddress" || block == "virtual_ipaddress_excluded" ||
           block == "static_ipaddress";
}

/// The next brace, or the next word.
std::string_view take_piece(std::string_view& text) {
    constexpr std::string_view kEnds = " \t\r\v\f\n{}";
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    const auto length = text.empty() ? 0 : std::max<std::size_t>(text.find_first_of(kEnds), 1);
    const auto piece = text.substr(0, length);
    text.remove_prefix(piece.size());
    return piece;
}

/// What counts of one line of keepalived.conf, given the blocks around it, which it may open and close.
struct Blocks {
    std::vector<std::string> open{};
    std::string name{};  ///< The last word: of the block that the next brace opens.

    std::string take(std::string_view line) {
        std::string kept;
        while (!line.empty()) {
            const auto piece = take_piece(line);
            if (piece == "{") {
                open.push_back(name);
            } else if (piece == "}" && !open.empty()) {
                open.pop_back();
            } else if (!open.empty() && sets_addresses(open.back())) {
                kept.append(piece).append(" ");
            } else if (!piece.empty()) {
                name = piece;
            }
        }
        return kept;
    }
};

/// The first word in lower case, without digits at its end: "gateway4: 192.0.2.1" and "DNS2=192.0.2.1" are a
/// gateway and a dns.
std::string key_of(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of("- \t"), line.size()));  // of a list in YAML
    std::string key{line.substr(0, line.find_first_of("=: \t"))};
    key.erase(key.find_last_not_of("0123456789") + 1);
    std::ranges::transform(key, key.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return key;
}

bool is_reference(const std::string& key) {
    constexpr auto kReferences = std::to_array<std::string_view>(
        {"gateway", "via", "dns", "dns-nameserver", "dns-nameservers", "nameserver", "nameservers",
         "fallbackdns", "ntp", "ipaddressallow", "ipaddressdeny"});
    return std::ranges::find(kReferences, key) != kReferences.end() || key.starts_with("listen");
}

bool starts_others(const std::string& key) {
    constexpr auto kKeys = std::to_array<std::string_view>(
        {"wants", "requires", "bindsto", "upholds", "onfailure", "onsuccess", "unit"});
    return std::ranges::find(kKeys, key) != kKeys.end() || key.starts_with("exec");
}

/// Whether a name of something that runs ends before this: "keepalived_exporter" is another program,
/// "keepalived.conf" and "keepalived/" are files, but "vrrp_keepalived_1" is a container.
bool ends_name(std::string_view after) {
    if (after.size() > 1 && (after[0] == '_' || after[0] == '-')) {
        return std::isdigit(static_cast<unsigned char>(after[1])) != 0;
    }
    return after.empty() || after.starts_with(".service") || after.starts_with(".sh") ||
           !(is_letter_or_digit(after[0]) ||
             std::string_view{"_-./"}.find(after[0]) != std::string_view::npos);
}

}  // namespace

std::vector<Line> lines_of(std::string text, Syntax syntax) {
    if (syntax == Syntax::xml) {
        blank_out_xml_comments(text);
    }
    const auto signs = comment_signs(syntax);
    std::vector<Line> lines;
    Blocks blocks;
    std::string_view rest{text};
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        std::string meant{trimmed(without_comment(line, signs))};
        if (syntax == Syntax::keepalived) {
            meant = trimmed(blocks.take(meant));
        }
        const bool goes_on = syntax == Syntax::unit && !lines.empty() && lines.back().text.ends_with('\\');
        if (goes_on && !meant.empty()) {
            lines.back().text.back() = ' ';
            lines.back().text += meant;
        } else if (!meant.empty()) {
            lines.push_back({.number = number, .text = std::move(meant)});
        }
    }
    return lines;
}

bool may_set_addresses(std::string_view line, Syntax syntax) {
    if (syntax == Syntax::frr) {
        return line.starts_with("vrrp ") || line.starts_with("ip address ") ||
               line.starts_with("ipv6 address ");
    }
    const bool has_keys = syntax == Syntax::settings || syntax == Syntax::ini || syntax == Syntax::unit;
    return !has_keys || !is_reference(key_of(line));
}

bool may_start_keepalived(std::string_view line, Syntax syntax) {
    constexpr std::string_view kName = "keepalived";
    if (syntax == Syntax::unit && !starts_others(key_of(line))) {
        return false;
    }
    const auto belongs_before = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '@'; };
    for (auto at = line.find(kName); at != std::string_view::npos; at = line.find(kName, at + 1)) {
        if (ends_name(line.substr(at + kName.size())) && (at == 0 || !belongs_before(line[at - 1]))) {
            return true;
        }
    }
    return false;
}

}  // namespace vipwarden::host
