// SPDX-License-Identifier: MIT
#include "tests/support/oracle_names.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace vipwarden::support {
namespace {

constexpr std::size_t kLongestName = 15;  // IFNAMSIZ of linux/if.h, less its NUL.
constexpr std::size_t kMostInterfaces = 40;

constexpr std::array<std::string_view, 9> kBeforeInterface{"interface",
                                                           "dev",
                                                           "oif",
                                                           "iif",
                                                           "default_interface",
                                                           "lvs_sync_daemon_interface",
                                                           "lvs_sync_daemon",
                                                           "vrrp_garp_extra_if",
                                                           "vrf"};
constexpr std::array<std::string_view, 4> kBlocksOfInterfaces{
    "track_interface", "interfaces", "linkbeat_interfaces", "interface_up_down_delays"};

bool is_one_of(std::string_view word, const auto& words) {
    return std::ranges::find(words, word) != words.end();
}

bool may_be_in_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-' || c == '+';
}

// Not to be made: there already, names of sysctls for all interfaces, words of a track_interface line.
constexpr std::array<std::string_view, 5> kNeverInterfaces{"lo", "all", "default", "weight", "reverse"};

/// A name that dev_valid_name() of net/core/dev.c takes, and that is not there anyway.
bool is_name(std::string_view word) {
    return !word.empty() && word.size() <= kLongestName &&
           std::isalpha(static_cast<unsigned char>(word[0])) && std::ranges::all_of(word, may_be_in_name) &&
           !is_one_of(word, kNeverInterfaces) && !word.starts_with("nope") && !word.starts_with("far");
}

std::vector<std::string_view> words_of(std::string_view text) {
    constexpr std::string_view kEndsOfWords{"{} \t\r\n\v\f\"\0", 10};
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const bool brace = text.front() == '{' || text.front() == '}';
        const auto end = brace ? 1 : std::min(text.find_first_of(kEndsOfWords), text.size());
        if (end != 0) {
            words.push_back(text.substr(0, end));
        }
        text.remove_prefix(std::max<std::size_t>(end, 1));
    }
    return words;
}

/// "$IF=eth1"
std::string_view defined_value(std::string_view word) {
    const auto equals = word.find('=');
    return word.starts_with('$') && equals != std::string_view::npos ? word.substr(equals + 1)
                                                                     : std::string_view{};
}

void add(std::set<std::string>& names, std::string_view word) {
    if (is_name(word) && names.size() < kMostInterfaces) {
        names.emplace(word);
    }
}

void add_namespace(std::string_view word, const std::string& config_id,
                   const std::vector<std::string_view>& words, std::set<std::string>& names) {
    if (word.find('/') == std::string_view::npos) {
        names.emplace(word);
    }
    if (word.find('$') != std::string_view::npos) {
        names.insert(config_id);
        for (const std::string_view other : words) {
            add(names, defined_value(other));
        }
    }
}

}  // namespace

void find_names(std::string_view text, const std::string& config_id, NamedThings& found) {
    std::string_view before{};
    bool in_block = false;
    const auto words = words_of(text);
    for (const std::string_view word : words) {
        if (is_one_of(word, kBlocksOfInterfaces)) {
            in_block = true;
        } else if (word == "}") {
            in_block = false;
        } else if (in_block || is_one_of(before, kBeforeInterface)) {
            add(found.interfaces, word);
        } else if (before == "net_namespace") {
            add_namespace(word, config_id, words, found.namespaces);
        } else {
            add(found.interfaces, defined_value(word));
        }
        before = word;
    }
}

}  // namespace vipwarden::support
