// SPDX-License-Identifier: MIT
#include "wrapper/config/global_reader.hpp"

#include <string_view>

#include "wrapper/config/number.hpp"

namespace vipwarden::config {

bool GlobalReader::keyword(Level level, const Keyword& /*keyword*/, std::span<const Word> words,
                           const Statement& statement) {
    if (level == Level::root) {
        take_root_keyword(words, statement);
    } else {
        take_global_keyword(words, statement);
    }
    return true;
}

void GlobalReader::value(const Keyword& /*block*/, std::span<const Word> /*words*/,
                         const Statement& /*statement*/) {
    // notification_email: nothing to do with addresses.
}

void GlobalReader::take_root_keyword(std::span<const Word> words, const Statement& statement) {
    if (words.front().text == "net_namespace") {
        take_first(globals_.net_namespace, words, statement);
    } else if (words.front().text == "instance") {
        take_first(globals_.instance_name, words, statement);
    }
}

void GlobalReader::take_global_keyword(std::span<const Word> words, const Statement& /*statement*/) {
    const std::string_view name = words.front().text;
    if (name == "dynamic_interfaces") {
        globals_.dynamic_interfaces = true;
    } else if (name == "vrrp_strict") {
        globals_.strict = true;  // Whatever follows it, "off" included.
    } else if (name == "vrrp_version") {
        globals_.version = read_number(words[1].text, 2, 3).value_or(globals_.version);
    } else if (name == "vmac_prefix") {
        globals_.vmac_prefix = std::string{words[1].text};
    } else if (name == "vmac_addr_prefix") {
        globals_.vmac_addr_prefix = std::string{words[1].text};
    } else if (name == "include_check") {
        source_.set_checks(change_checks(source_.checks(), words.subspan(1)));
    }
}

void GlobalReader::take_first(std::optional<std::string>& setting, std::span<const Word> words,
                              const Statement& statement) {
    const auto ignore = [&](const std::string& why) {
        remarks_.add(Severity::warning, statement.source, statement.column_at(words.front().offset),
                     why + ": keepalived ignores the line, and so do we");
    };
    const std::string name = "'" + std::string{words.front().text} + "'";
    if (words.size() < 2) {
        ignore(name + " lacks its name");
    } else if (setting) {
        ignore(name + " has been given before");
    } else {
        setting = std::string{words[1].text};
    }
}

}  // namespace vipwarden::config
