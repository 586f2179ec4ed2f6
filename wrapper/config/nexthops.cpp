// SPDX-License-Identifier: MIT
#include "wrapper/config/nexthops.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "wrapper/config/routing_values.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;

class NexthopReader {
 public:
    NexthopReader(RoutingWords& words, std::optional<Family>& family) : words_{words}, family_{family} {}

    std::vector<Nexthop> read();

 private:
    bool read_one();
    bool take(const Word& word);
    bool take_parameter(const Word& word, const Word& parameter);
    bool take_gateway(const Word& first);
    bool fits(Family family) const { return family_.value_or(family) == family; }
    bool give_up(const Word& word, const std::string& why);

    RoutingWords& words_;
    std::optional<Family>& family_;
    std::vector<Nexthop> result_{};
    Nexthop present_{};
};

std::vector<Nexthop> NexthopReader::read() {
    do {
        present_ = {};
        if (!read_one()) {
            return std::move(result_);
        }
        result_.push_back(std::move(present_));
    } while (words_.ahead() == "nexthop" && words_.next() != nullptr);
    if (const Word* const word = words_.next()) {
        (void)give_up(*word, "'" + std::string{word->text} + "' does not belong to a nexthop");
    }
    return std::move(result_);
}

/// False at a mistake.
bool NexthopReader::read_one() {
    constexpr std::array<std::string_view, 7> kKnown{"via",   "dev",    "weight", "onlink",
                                                     "encap", "realms", "as"};
    while (std::ranges::find(kKnown, words_.ahead()) != kKnown.end()) {
        if (!take(*words_.next())) {
            return false;
        }
    }
    return true;
}

bool NexthopReader::take(const Word& word) {
    if (word.text == "encap") {
        skip_encapsulation(words_);
        return true;
    }
    if (word.text == "onlink") {
        return true;
    }
    const Word* const parameter = words_.parameter();
    return parameter != nullptr && take_parameter(word, *parameter);
}

bool NexthopReader::take_parameter(const Word& word, const Word& parameter) {
    if (word.text == "via") {
        return take_gateway(parameter);
    }
    if (word.text == "dev") {
        words_.name_interface(parameter);
        present_.device = std::string{parameter.text};
        return true;
    }
    if (word.text == "weight") {
        const auto weight = unsigned_value(parameter.text, 256);
        return (weight && *weight > 0) || give_up(parameter, "a weight is a number from 1 to 256");
    }
    if (word.text == "as" || !is_realms(parameter.text) || !fits(Family::ipv4)) {
        return give_up(word, "a nexthop of this route takes no such '" + std::string{word.text} + "'");
    }
    family_ = Family::ipv4;
    return true;
}

bool NexthopReader::take_gateway(const Word& first) {
    const Word* word = &first;
    if (first.text == "inet" || first.text == "inet6") {
        const Family family = first.text == "inet" ? Family::ipv4 : Family::ipv6;
        if (!fits(family)) {
            return give_up(first, "the gateway is not of the family of the route");
        }
        family_ = family;
        word = words_.parameter();
    }
    if (word == nullptr) {
        return false;
    }
    const auto address = netlink::parse_ip_address(word->text);
    if (!address || !fits(address->family)) {
        return give_up(*word, "'" + std::string{word->text} + "' is no address of the family of the route");
    }
    family_ = address->family;
    present_.via = address;
    return true;
}

/// Always false.
bool NexthopReader::give_up(const Word& word, const std::string& why) {
    words_.warn(word, why + ": keepalived keeps only the nexthops before it, and so do we");
    words_.skip(std::string_view::npos);
    return false;
}

}  // namespace

std::vector<Nexthop> read_nexthops(RoutingWords& words, std::optional<Family>& family) {
    return NexthopReader{words, family}.read();
}

void skip_encapsulation(RoutingWords& words) {
    constexpr std::array<std::string_view, 8> kPairs{"id",  "dst", "src",      "tos",
                                                     "ttl", "tc",  "hoplimit", "flags"};
    const Word* const type = words.next();
    if (type == nullptr) {
        return;
    }
    if (type->text != "ip" && type->text != "ip6") {
        words.skip(1);  // A label or a locator; what follows an unknown type is passed over just the same.
        return;
    }
    while (std::ranges::find(kPairs, words.ahead()) != kPairs.end()) {
        words.skip(2);
    }
}

}  // namespace vipwarden::config
