// SPDX-License-Identifier: MIT
#include "wrapper/config/rule_line.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "netlink/ip_address.hpp"
#include "wrapper/config/quoted.hpp"
#include "wrapper/config/routing_values.hpp"
#include "wrapper/config/rule_options.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;

// FR_ACT_* of linux/fib_rules.h.
constexpr std::uint8_t kToTable = 1;
constexpr std::uint8_t kGoTo = 2;
constexpr std::uint8_t kNop = 3;
// The same numbers as RTN_* of linux/rtnetlink.h.
constexpr std::uint8_t kBlackhole = 6;
constexpr std::uint8_t kProhibit = 8;

constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::uint32_t>::max();

class RuleLine {
 public:
    RuleLine(const RoutingLine& line, const Dialect& dialect, RoutingState& state, Remarks& remarks)
        : first_{line.words.front()},
          is_static_{line.is_static},
          dialect_{dialect},
          state_{state},
          words_{line, "rule", state, remarks} {}

    std::optional<VirtualRule> read();

 private:
    struct Known {
        std::string_view name;
        bool (RuleLine::*take)(const Word& parameter);  ///< False if the line is dropped.
    };
    static const std::array<Known, 16> kParameterWords;

    bool take_word(const Word& word);
    bool take_parameter_of(const Known& known);
    bool take_option(const RuleOption& option);
    bool take_from(const Word& prefix);
    bool take_to(const Word& prefix);
    bool take_table(const Word& table);
    bool take_priority(const Word& priority);
    bool take_tos(const Word& tos);
    bool take_mark(const Word& mark);
    bool take_realms(const Word& realms);
    bool take_input(const Word& name);
    bool take_output(const Word& name);
    bool take_protocol(const Word& protocol);
    bool take_goto(const Word& target);
    bool take_type(const Word& first);
    bool take_family(const Word& word);
    bool take_action(std::uint8_t action, const Word& word);
    bool take_prefix(const Word& word, std::optional<netlink::IpAddress>& address, std::uint8_t& length);
    bool settle();
    void settle_priority();
    void settle_protocol();

    const Word& first_;
    bool is_static_;
    const Dialect& dialect_;
    RoutingState& state_;
    RoutingWords words_;

    std::optional<Family> family_{};
    std::optional<std::uint8_t> protocol_{};
    bool has_action_{false};
    bool needs_table_{false};  ///< Some words go with a table only.
    bool untracked_{false};
    VirtualRule result_{};
};

const std::array<RuleLine::Known, 16> RuleLine::kParameterWords{{
    {"from", &RuleLine::take_from},
    {"to", &RuleLine::take_to},
    {"table", &RuleLine::take_table},
    {"lookup", &RuleLine::take_table},
    {"preference", &RuleLine::take_priority},
    {"order", &RuleLine::take_priority},
    {"priority", &RuleLine::take_priority},
    {"tos", &RuleLine::take_tos},
    {"dsfield", &RuleLine::take_tos},
    {"fwmark", &RuleLine::take_mark},
    {"realms", &RuleLine::take_realms},
    {"dev", &RuleLine::take_input},
    {"iif", &RuleLine::take_input},
    {"oif", &RuleLine::take_output},
    {"protocol", &RuleLine::take_protocol},
    {"goto", &RuleLine::take_goto},
}};

std::optional<VirtualRule> RuleLine::read() {
    while (const Word* const word = words_.next()) {
        if (!take_word(*word)) {
            return std::nullopt;
        }
    }
    return settle() ? std::optional{std::move(result_)} : std::nullopt;
}

bool RuleLine::take_word(const Word& word) {
    const auto* const known = std::ranges::find(kParameterWords, word.text, &Known::name);
    if (known != kParameterWords.end()) {
        return take_parameter_of(*known);
    }
    if (const RuleOption* const option = find_rule_option(word.text)) {
        return take_option(*option);
    }
    if (dialect_.route_families && (word.text == "inet" || word.text == "inet6")) {
        return take_family(word);
    }
    if (word.text == "no_track" && dialect_.no_track) {
        untracked_ = true;
        return true;
    }
    if (is_static_ && word.text == "track_group") {
        return words_.parameter() != nullptr;
    }
    if (word.text == "l3mdev") {
        return take_action(kToTable, word);
    }
    return word.text == "not" || take_type(word);
}

bool RuleLine::take_parameter_of(const Known& known) {
    const Word* const parameter = words_.parameter();
    return parameter != nullptr && (this->*known.take)(*parameter);
}

bool RuleLine::take_option(const RuleOption& option) {
    needs_table_ = needs_table_ || option.needs_table;
    const Word* const value = words_.parameter();
    if (value == nullptr || option.takes(value->text)) {
        return value != nullptr;
    }
    const std::string why = quoted(*value) + " is no value for '" + std::string{option.name} + "'";
    if (option.drops) {
        return words_.drop(*value, why);
    }
    words_.warn(*value, why + ": keepalived ignores it, and so do we");
    return true;
}

bool RuleLine::take_from(const Word& prefix) {
    return take_prefix(prefix, result_.from, result_.from_length);
}

bool RuleLine::take_to(const Word& prefix) {
    return take_prefix(prefix, result_.to, result_.to_length);
}

bool RuleLine::take_prefix(const Word& word, std::optional<netlink::IpAddress>& address,
                           std::uint8_t& length) {
    const auto prefix = route_prefix(word.text);
    const bool any = word.text == "any" || word.text == "all";
    if (!prefix || (any && !dialect_.route_families)) {
        return words_.drop(word, quoted(word) + " is no address");
    }
    length = prefix->length;
    address = length > 0 ? std::optional{prefix->address} : std::nullopt;
    if (!family_) {
        family_ = prefix->family;
    }
    return family_ == prefix->family ||
           words_.drop(word, quoted(word) + " is not of the family that the words before it have fixed");
}

bool RuleLine::take_table(const Word& table) {
    const auto number = table_value(table.text);
    if (number.value_or(0) == 0) {
        return words_.drop(table, quoted(table) + " is no routing table");
    }
    result_.target = *number;
    return take_action(kToTable, table);
}

bool RuleLine::take_priority(const Word& priority) {
    const auto value = c_value(priority.text, kMaxNumber);
    if (!value) {
        return words_.drop(priority, quoted(priority) + " is no priority");
    }
    result_.priority = static_cast<std::uint32_t>(*value);
    return true;
}

bool RuleLine::take_tos(const Word& tos) {
    const auto value = tos_value(tos.text);
    result_.tos = value.value_or(0);
    return value.has_value() || words_.drop(tos, quoted(tos) + " is no type of service");
}

/// "MARK" or "MARK/MASK"
bool RuleLine::take_mark(const Word& mark) {
    const std::size_t slash = mark.text.find('/');
    const auto value = c_value(mark.text.substr(0, slash), kMaxNumber);
    // Without a mask the kernel compares all bits of a mark that is not 0 (fib_nl2rule() of
    // net/core/fib_rules.c).
    const auto mask = slash == std::string_view::npos ? (value.value_or(0) == 0 ? 0 : kMaxNumber)
                                                      : c_value(mark.text.substr(slash + 1), kMaxNumber);
    if (!value || !mask) {
        return words_.drop(mark, quoted(mark) + " is no firewall mark");
    }
    result_.fwmark = static_cast<std::uint32_t>(*value);
    result_.fwmask = static_cast<std::uint32_t>(*mask);
    return true;
}

bool RuleLine::take_realms(const Word& realms) {
    if (!is_realms(realms.text) || family_.value_or(Family::ipv4) != Family::ipv4) {
        return words_.drop(realms, quoted(realms) + " are no realms of an IPv4 rule");
    }
    family_ = Family::ipv4;
    needs_table_ = true;
    return true;
}

bool RuleLine::take_input(const Word& name) {
    words_.name_interface(name);
    result_.input = std::string{name.text};
    return true;
}

bool RuleLine::take_output(const Word& name) {
    words_.name_interface(name);
    result_.output = std::string{name.text};
    return true;
}

bool RuleLine::take_protocol(const Word& protocol) {
    const auto value = unsigned_value(protocol.text, std::numeric_limits<std::uint8_t>::max());
    if (value) {
        protocol_ = static_cast<std::uint8_t>(*value);
    } else {
        words_.warn(protocol, quoted(protocol) + " is no number: keepalived ignores it, and so do we");
    }
    return true;
}

bool RuleLine::take_goto(const Word& target) {
    const auto value = unsigned_value(target.text, kMaxNumber);
    if (!value) {
        return words_.drop(target, quoted(target) + " is no rule to go to");
    }
    result_.target = static_cast<std::uint32_t>(*value);
    return take_action(kGoTo, target);
}

/// What is no other word has to be an action; `type` may stand before it.
bool RuleLine::take_type(const Word& first) {
    const Word* const word = first.text == "type" ? words_.parameter() : &first;
    if (word == nullptr) {
        return false;
    }
    if (word->text == "goto") {
        return take_parameter_of({"goto", &RuleLine::take_goto});
    }
    if (word->text == "nop") {
        return take_action(kNop, *word);
    }
    const auto type = type_value(word->text);
    if (type.value_or(0) < kBlackhole || *type > kProhibit) {
        return words_.drop(*word, quoted(*word) + " is no word for rules");
    }
    return take_action(*type, *word);
}

/// keepalived passes over the word behind `inet` and `inet6`, whatever it is.
bool RuleLine::take_family(const Word& word) {
    const Family family = word.text == "inet" ? Family::ipv4 : Family::ipv6;
    if (family_.value_or(family) != family) {
        return words_.drop(word, quoted(word) + " is not the family that the words before it have fixed");
    }
    family_ = family;
    if (!words_.ahead().empty()) {
        words_.warn(word, "keepalived passes over the word behind " + quoted(word) + ", and so do we");
    }
    words_.skip(1);
    return true;
}

bool RuleLine::take_action(std::uint8_t action, const Word& word) {
    result_.action = action;
    return !std::exchange(has_action_, true) || words_.drop(word, "a rule has only one action");
}

bool RuleLine::settle() {
    if (!has_action_) {
        return words_.drop(first_, "there is no action, such as 'table'");
    }
    if (result_.action == kGoTo && result_.priority.value_or(result_.target) >= result_.target) {
        return words_.drop(first_, "'goto' needs a 'priority' that is less than its target");
    }
    if (result_.action != kToTable && needs_table_) {
        return words_.drop(first_, "realms and suppressors need a table");
    }
    result_.family = family_.value_or(Family::ipv4);
    result_.where = words_.position(first_);
    settle_protocol();
    settle_priority();
    return true;
}

void RuleLine::settle_protocol() {
    const bool free = untracked_ || !dialect_.tracks_routes;
    result_.protocol = free ? protocol_.value_or(0) : dialect_.rule_protocol;
    if (protocol_ && protocol_ != result_.protocol) {
        words_.warn(first_, "keepalived gives a rule another protocol only with 'no_track', and so do we");
    }
}

void RuleLine::settle_priority() {
    if (result_.priority || !dialect_.counts_rule_priorities) {
        return;
    }
    result_.priority = result_.family == Family::ipv4 ? state_.ipv4_priority-- : state_.ipv6_priority--;
    words_.note(first_, "the rule names no priority: keepalived gives it " +
                            std::to_string(*result_.priority) + ", and so do we");
}

}  // namespace

std::optional<VirtualRule> read_rule_line(const RoutingLine& line, const Dialect& dialect,
                                          RoutingState& state, Remarks& remarks) {
    return RuleLine{line, dialect, state, remarks}.read();
}

}  // namespace vipwarden::config
