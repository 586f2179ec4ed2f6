// SPDX-License-Identifier: MIT
#include "wrapper/config/brace_list.hpp"

#include <string_view>

namespace vipwarden::config {
namespace {

constexpr std::size_t kMaxPatterns = 1000;

/// One brace list: where it begins and ends, and its members.
struct BraceList {
    std::size_t open{0};
    std::size_t close{0};
    std::vector<std::string_view> members{};
};

/// The list that begins at `open`, or nothing if its brace is never closed.
std::optional<BraceList> list_at(std::string_view pattern, std::size_t open) {
    BraceList list{.open = open};
    int depth = 0;
    std::size_t member = open + 1;
    for (std::size_t at = open; at < pattern.size(); ++at) {
        switch (pattern[at]) {
            case '\\':
                ++at;
                break;
            case '{':
                ++depth;
                break;
            case ',':
            case '}':
                depth -= pattern[at] == '}' ? 1 : 0;
                if (depth == 0 || (depth == 1 && pattern[at] == ',')) {
                    list.members.push_back(pattern.substr(member, at - member));
                    member = at + 1;
                }
                break;
            default:
                break;
        }
        if (depth == 0) {
            list.close = at;
            return list;
        }
    }
    return std::nullopt;
}

std::optional<BraceList> first_list(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '\\') {
            ++at;
        } else if (pattern[at] == '{') {
            return list_at(pattern, at);
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> expand_braces(const std::string& pattern) {
    std::vector<std::string> done;
    std::vector<std::string> todo{pattern};  // The next one stands last.
    while (!todo.empty()) {
        const std::string next = std::move(todo.back());
        todo.pop_back();
        const std::optional<BraceList> list = first_list(next);
        if (!list) {
            done.push_back(next);
        } else {
            for (auto member = list->members.rbegin(); member != list->members.rend(); ++member) {
                std::string expanded = next.substr(0, list->open);
                expanded += *member;
                expanded += std::string_view{next}.substr(list->close + 1);
                todo.push_back(std::move(expanded));
            }
        }
        if (done.size() + todo.size() > kMaxPatterns) {
            return std::nullopt;
        }
    }
    return done;
}

}  // namespace vipwarden::config
