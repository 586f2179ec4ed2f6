// SPDX-License-Identifier: MIT
#include "wrapper/config/instance_reader.hpp"

#include <algorithm>
#include <utility>

#include "wrapper/config/quoted.hpp"
#include "wrapper/config/route_line.hpp"
#include "wrapper/config/rule_line.hpp"

namespace vipwarden::config {
namespace {

constexpr std::size_t index_of(Meaning meaning) {
    return static_cast<std::size_t>(meaning);
}

}  // namespace

/// Those that need no instance.
InstanceReader::Takes InstanceReader::make_outside() {
    Takes takes{};
    takes[index_of(Meaning::static_ipaddress)] = &InstanceReader::take_static_address;
    takes[index_of(Meaning::static_routes)] = &InstanceReader::take_static_route;
    takes[index_of(Meaning::static_rules)] = &InstanceReader::take_static_rule;
    takes[index_of(Meaning::track_interface)] = &InstanceReader::take_tracked_interface;
    takes[index_of(Meaning::garp_interface)] = &InstanceReader::take_garp_interface;
    takes[index_of(Meaning::garp_interfaces)] = &InstanceReader::take_garp_interfaces;
    return takes;
}

bool InstanceReader::keyword(Level level, const Keyword& keyword, std::span<const Word> words,
                             const Statement& statement) {
    const Line line{.words = words, .statement = statement};
    if (level == Level::root && keyword.meaning == Meaning::vrrp_instance) {
        return begin_instance(line);
    }
    if (level == Level::root && keyword.meaning == Meaning::vrrp_sync_group) {
        return begin_sync_group(line);
    }
    if (keyword.meaning == Meaning::virtual_ipaddress) {
        addresses_.begin_virtual_block();
    } else if (keyword.meaning == Meaning::unicast_peer) {
        take(Meaning::unicast, line);
    } else if (keyword.takes == config::Takes::line) {
        take(keyword.meaning, line);
    }
    return true;
}

void InstanceReader::value(const Keyword& block, std::span<const Word> words, const Statement& statement) {
    take(block.meaning, {.words = words, .statement = statement});
}

void InstanceReader::take(Meaning meaning, const Line& line) {
    static const Takes outside = make_outside();
    // Where the head of an instance was refused and had no '{', keepalived goes on with the one before, or
    // with what is not there.
    const bool has_instance =
        !result_.instances.empty() && (!headless_ || dialect_.headless_block_changes_previous);
    if (const Take take_outside = outside[index_of(meaning)]; take_outside != nullptr) {
        (this->*take_outside)(line);
    } else if (has_instance) {
        lines_.take(result_.instances.back(), meaning, line.words, line.statement);
    }
}

bool InstanceReader::begin_instance(const Line& line) {
    headless_ = dialect_.refuses_heads;
    if (!dialect_.refuses_heads) {
        // Without a name it is the '{' that keepalived takes for one.
        add_instance(line.words.size() > 1 ? line.words[1] : Word{.text = "{"}, line.statement);
        return true;
    }
    if (line.words.size() != 2) {
        warn(line, line.words.front(),
             "a vrrp_instance needs a name of one word: keepalived skips its block, and so do we");
        return false;
    }
    const Word& name = line.words[1];
    if (!names_.add(name.text, result_.instances)) {
        warn(line, name,
             "there is a vrrp_instance " + quoted(name.text) +
                 " already: keepalived skips this one, and so do we");
        return false;
    }
    headless_ = false;
    add_instance(name, line.statement);
    return true;
}

void InstanceReader::add_instance(const Word& name, const Statement& statement) {
    finish_instance();
    result_.instances.push_back({.name = std::string{name.text}, .where = statement.position(name.offset)});
    result_.head_lines.emplace_back(statement.source.text);
}

/// Only its block matters here: keepalived skips that of a group without a good name.
bool InstanceReader::begin_sync_group(const Line& line) {
    return line.words.size() == 2 && sync_groups_.emplace(line.words[1].text).second;
}

void InstanceReader::take_static_address(const Line& line) {
    addresses_.take_static(line.words, line.statement);
}

void InstanceReader::take_static_route(const Line& line) {
    (void)read_route_line({.words = line.words, .statement = line.statement, .is_static = true}, dialect_,
                          routing_, remarks_);
}

void InstanceReader::take_static_rule(const Line& line) {
    (void)read_rule_line({.words = line.words, .statement = line.statement, .is_static = true}, dialect_,
                         routing_, remarks_);
}

void InstanceReader::take_tracked_interface(const Line& line) {
    const Word& name = line.words.front();
    name_interface(name.text, line.statement.position(name.offset));
}

void InstanceReader::take_garp_interface(const Line& line) {
    name_interface(line.words[1].text, line.statement.position(line.words[1].offset));
}

void InstanceReader::take_garp_interfaces(const Line& line) {
    for (const Word& name : line.words) {
        name_interface(name.text, line.statement.position(name.offset));
    }
}

void InstanceReader::name_interface(std::string_view name, const Position& where) {
    interfaces_.push_back({.name = std::string{name}, .where = where});
}

InstanceReader::Result InstanceReader::take() {
    finish_instance();
    result_.instances.shrink_to_fit();
    result_.static_addresses = addresses_.take_static_addresses();
    result_.named_interfaces = std::move(interfaces_);
    return std::move(result_);
}

void InstanceReader::finish_instance() {
    if (!result_.instances.empty()) {
        lines_.finish(result_.instances.back());
    }
}

void InstanceReader::warn(const Line& line, const Word& word, std::string message) {
    remarks_.add(Severity::warning, line.statement.source, line.statement.column_at(word.offset),
                 std::move(message));
}

}  // namespace vipwarden::config
