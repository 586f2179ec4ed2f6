// SPDX-License-Identifier: MIT
#include "wrapper/config/include.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "wrapper/config/brace_list.hpp"

namespace vipwarden::config {
namespace {

constexpr IncludeChecks kAll{.readable = true, .match = true, .wildcard_match = true, .brace_match = true};

constexpr auto kVariants = std::to_array<std::pair<char, IncludeChecks>>({
    {'r', {.readable = true}},
    {'m', {.readable = true, .match = true}},
    {'w', {.readable = true, .match = true, .wildcard_match = true}},
    {'b', {.readable = true, .brace_match = true}},
    {'a', kAll},
});

constexpr auto kOptions = std::to_array<std::pair<std::string_view, bool IncludeChecks::*>>({
    {"read", &IncludeChecks::readable},
    {"match", &IncludeChecks::match},
    {"wildcard_match", &IncludeChecks::wildcard_match},
    {"brace_match", &IncludeChecks::brace_match},
});

constexpr const char* kWildcards = "*?[";

bool has_wildcard(std::string_view pattern) {
    return pattern.find_first_of(kWildcards) != std::string_view::npos;
}

/// A directory as part of a pattern: it is meant literally.
std::string escaped(std::string_view directory) {
    std::string result;
    for (const char c : directory) {
        if (std::string_view{"*?[]{},\\~"}.find(c) != std::string_view::npos) {
            result += '\\';
        }
        result += c;
    }
    return result;
}

std::string in_directory(const std::string& directory, const std::string& pattern) {
    if (directory.empty() || pattern.starts_with('/')) {
        return pattern;
    }
    return escaped(directory) + (directory.ends_with('/') ? "" : "/") + pattern;
}

/// Takes the quotes off a pattern of one word. False if there are more.
bool take_single_word(std::string_view& pattern) {
    if (pattern.starts_with('"') && pattern.find('"', 1) + 1 == pattern.size()) {
        pattern = pattern.substr(1, pattern.size() - 2);
        return true;
    }
    return kBlanks.find(pattern) == pattern.size();
}

/// Whether `member`, which nothing matches, lacks more than matches: the file itself, or the directory in
/// which they were looked for.
bool is_missing(const std::string& member, const std::string& directory, Texts& texts) {
    const std::size_t wildcard = member.find_first_of(kWildcards);
    if (wildcard == std::string::npos) {
        return true;
    }
    const std::string searched = directory_of(member.substr(0, wildcard));
    return !searched.empty() && texts.glob(in_directory(directory, searched)).empty();
}

/// Whether finding nothing at all for `pattern` makes keepalived exit.
bool must_match(const std::string& pattern, bool is_missing, const IncludeChecks& checks) {
    if (!is_missing) {
        return checks.wildcard_match;
    }
    return pattern.find('{') == std::string::npos ? checks.match : checks.brace_match;
}

}  // namespace

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string{} : path.substr(0, std::max(slash, std::size_t{1}));
}

IncludeChecks operator|(const IncludeChecks& a, const IncludeChecks& b) {
    return {.readable = a.readable || b.readable,
            .match = a.match || b.match,
            .wildcard_match = a.wildcard_match || b.wildcard_match,
            .brace_match = a.brace_match || b.brace_match};
}

std::optional<IncludeLine> read_include_line(std::string_view line, const Dialect& dialect) {
    constexpr std::string_view kInclude = "include";
    if (!line.starts_with(kInclude)) {
        return std::nullopt;
    }
    IncludeLine result;
    std::size_t at = kInclude.size();
    const auto* const variant = std::ranges::find(kVariants, line.substr(at, 1), [](const auto& entry) {
        return std::string_view{&entry.first, 1};
    });
    if (variant != kVariants.end() && dialect.include == Dialect::Include::typed) {
        result.checks = variant->second;
        ++at;
    }
    result.offset = kBlanks.skip(line, at);
    if (result.offset == at || result.offset == line.size()) {
        return std::nullopt;
    }
    result.pattern = trim(line.substr(result.offset));
    if (dialect.include == Dialect::Include::keyword && !take_single_word(result.pattern)) {
        return std::nullopt;
    }
    return result;
}

IncludeChecks change_checks(const IncludeChecks& now, std::span<const Word> options) {
    if (options.empty()) {
        return kAll;
    }
    const auto is_sign = [](std::string_view text) { return text.starts_with('+') || text.starts_with('-'); };
    IncludeChecks result = is_sign(options.front().text) ? now : IncludeChecks{};
    bool add = true;
    for (const Word& option : options) {
        std::string_view name = option.text;
        if (is_sign(name)) {
            add = name.front() == '+';
            name.remove_prefix(1);
        }
        const auto* const known =
            std::ranges::find(kOptions, name, &std::pair<std::string_view, bool IncludeChecks::*>::first);
        if (known != kOptions.end()) {
            result.*(known->second) = add;
        }
    }
    result.readable = result.readable || result.match || result.wildcard_match || result.brace_match;
    return result;
}

IncludedFiles find_included(const std::string& pattern, const std::string& directory,
                            const IncludeChecks& checks, const Dialect& dialect, Texts& texts) {
    IncludedFiles result;
    const auto members = dialect.include_lists ? expand_braces(pattern) : std::optional{std::vector{pattern}};
    if (!members) {
        result.complaint = "the brace lists stand for more than a thousand names";
        return result;
    }
    bool member_missing = false;
    for (const std::string& member : *members) {
        const std::vector<std::string> found = texts.glob(in_directory(directory, member));
        member_missing = member_missing || (found.empty() && is_missing(member, directory, texts));
        result.paths.insert(result.paths.end(), found.begin(), found.end());
    }
    if (result.paths.empty()) {
        result.complaint = has_wildcard(pattern) ? "no file matches" : "there is no such file";
        result.refused = must_match(pattern, member_missing, checks);
    } else if (member_missing) {
        result.complaint = "some of the files do not exist";
        result.refused = checks.brace_match;
    }
    return result;
}

}  // namespace vipwarden::config
