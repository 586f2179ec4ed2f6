// SPDX-License-Identifier: MIT
#include "wrapper/config/address_line.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "wrapper/config/number.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

constexpr std::size_t kMaxLabel = 15;  // IFNAMSIZ - 1

// rt_scopes of iproute2, the same as RT_SCOPE_* in linux/rtnetlink.h.
constexpr auto kScopes = std::to_array<std::pair<std::string_view, std::uint8_t>>(
    {{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}});

constexpr auto kFlags = std::to_array<std::string_view>(
    {"home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track"});

std::string quoted(std::string_view word) {
    return "'" + std::string{word} + "'";
}

/// Sets the host bits of an IPv4 address to one or zero: `brd +` and `brd -`.
IpAddress with_host_bits(IpAddress address, std::uint8_t prefix_length, bool ones) {
    for (std::size_t bit = prefix_length; bit < 32; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        std::uint8_t& byte = address.bytes.at(bit / 8);
        byte = static_cast<std::uint8_t>(ones ? byte | mask : byte & ~mask);
    }
    return address;
}

class AddressLine {
 public:
    AddressLine(std::span<const Word> words, const Statement& statement, Remarks& remarks)
        : words_{words}, statement_{statement}, remarks_{remarks} {}

    std::optional<VirtualAddress> read();

 private:
    struct ParameterWord {
        std::string_view name;
        bool (AddressLine::*take)(const Word& parameter);  ///< False if the entry is dropped.
    };
    static const std::array<ParameterWord, 7> kParameterWords;

    bool take_address(const Word& word);
    void take_prefix(const Word& word, std::size_t slash);
    bool take_words();
    bool take_device(const Word& name);
    bool take_label(const Word& label);
    bool take_scope(const Word& scope);
    bool take_broadcast(const Word& broadcast);
    bool take_peer(const Word& peer);
    bool take_preferred_lifetime(const Word& lifetime);
    void take_lone_word(const Word& word);
    void settle_peer();
    void warn(const Word& word, std::string message);
    bool drop(const Word& word, const std::string& why);

    std::span<const Word> words_;
    const Statement& statement_;
    Remarks& remarks_;
    VirtualAddress result_{};
};

const std::array<AddressLine::ParameterWord, 7> AddressLine::kParameterWords{{
    {"dev", &AddressLine::take_device},
    {"label", &AddressLine::take_label},
    {"scope", &AddressLine::take_scope},
    {"brd", &AddressLine::take_broadcast},
    {"broadcast", &AddressLine::take_broadcast},
    {"peer", &AddressLine::take_peer},
    {"preferred_lft", &AddressLine::take_preferred_lifetime},
}};

std::optional<VirtualAddress> AddressLine::read() {
    const Word& first = words_.front();
    result_.where = {.file = std::string{statement_.source.file},
                     .line = statement_.source.number,
                     .column = statement_.column_at(first.offset)};
    if (!take_address(first) || !take_words()) {
        return std::nullopt;
    }
    settle_peer();
    return std::move(result_);
}

bool AddressLine::take_address(const Word& word) {
    const std::size_t slash = word.text.find('/');
    const auto address = netlink::parse_ip_address(word.text.substr(0, slash));
    if (!address) {
        return drop(word, quoted(word.text) + " is no address, which has to come first");
    }
    result_.address = *address;
    result_.prefix_length = netlink::max_prefix_length(address->family);
    if (slash != std::string_view::npos) {
        take_prefix(word, slash);
    }
    return true;
}

/// Everything goes: what is no number is 0, what is too large is the whole address.
void AddressLine::take_prefix(const Word& word, std::size_t slash) {
    const LeadingNumber number = read_leading_number(word.text.substr(slash + 1));
    const std::uint8_t longest = result_.prefix_length;
    if (!number.negative && number.value <= longest) {
        result_.prefix_length = static_cast<std::uint8_t>(number.value);
    }
    if (number.digits == 0 || !number.complete || result_.prefix_length != number.value) {
        warn(word, "the prefix length of " + quoted(word.text) + " is odd: keepalived takes it as /" +
                       std::to_string(result_.prefix_length) + ", and so do we");
    }
}

bool AddressLine::take_words() {
    for (std::size_t at = 1; at < words_.size(); ++at) {
        const auto* known = std::ranges::find(kParameterWords, words_[at].text, &ParameterWord::name);
        if (known == kParameterWords.end()) {
            take_lone_word(words_[at]);
        } else if (at + 1 == words_.size()) {
            return drop(words_[at], quoted(words_[at].text) + " lacks its parameter");
        } else if (known->take == &AddressLine::take_peer && result_.peer) {
            warn(words_[at], "there is a peer already: keepalived ignores this one, and so do we");
        } else if (!(this->*known->take)(words_[++at])) {
            return false;
        }
    }
    return true;
}

bool AddressLine::take_device(const Word& name) {
    if (result_.device) {
        return drop(name, "'dev' is given twice");
    }
    result_.device = std::string{name.text};
    return true;
}

bool AddressLine::take_label(const Word& label) {
    if (label.text.size() > kMaxLabel) {
        return drop(label, "the label is longer than 15 characters");
    }
    if (result_.address.family == Family::ipv4) {
        result_.label = std::string{label.text};
    } else {
        warn(label, "an IPv6 address has no label: keepalived ignores it, and so do we");
    }
    return true;
}

bool AddressLine::take_scope(const Word& scope) {
    if (result_.address.family == Family::ipv6) {
        warn(scope, "the scope of an IPv6 address can't be chosen: keepalived ignores it, and so do we");
        return true;
    }
    const auto* known =
        std::ranges::find(kScopes, scope.text, &std::pair<std::string_view, std::uint8_t>::first);
    const auto number = read_c_number(scope.text);
    if (known != kScopes.end()) {
        result_.scope = known->second;
    } else if (number && *number <= 255) {
        result_.scope = static_cast<std::uint8_t>(*number);
    } else {
        warn(scope, quoted(scope.text) + " is no scope: keepalived ignores it, and so do we");
    }
    return true;
}

bool AddressLine::take_broadcast(const Word& broadcast) {
    if (result_.address.family == Family::ipv6) {
        return drop(broadcast, "an IPv6 address has no broadcast address");
    }
    if (broadcast.text == "+" || broadcast.text == "-") {
        if (result_.prefix_length > 30) {
            warn(broadcast,
                 "a prefix longer than 30 has no broadcast address: keepalived sets none, and so do we");
        } else {
            result_.broadcast = with_host_bits(result_.address, result_.prefix_length, broadcast.text == "+");
        }
        return true;
    }
    result_.broadcast = netlink::parse_ip_address(broadcast.text);
    if (!result_.broadcast || result_.broadcast->family != Family::ipv4) {
        return drop(broadcast, quoted(broadcast.text) + " is no broadcast address");
    }
    return true;
}

bool AddressLine::take_peer(const Word& peer) {
    const auto address = netlink::parse_ip_address(peer.text);
    if (address && address->family == result_.address.family) {
        result_.peer = address;
    } else {
        warn(peer, quoted(peer.text) +
                       " is no peer address of this family, without a prefix length: keepalived ignores it, "
                       "and so do we");
    }
    return true;
}

bool AddressLine::take_preferred_lifetime(const Word& lifetime) {
    result_.flags.push_back("preferred_lft " + std::string{lifetime.text});
    return true;
}

void AddressLine::take_lone_word(const Word& word) {
    if (word.text == "use_vmac") {
        result_.use_vmac = true;
    } else if (std::ranges::find(kFlags, word.text) != kFlags.end()) {
        result_.flags.emplace_back(word.text);
    } else {
        warn(word, "keepalived knows no word " + quoted(word.text) + " here and ignores it, and so do we");
    }
}

/// A point-to-point address: it replaces the prefix length and the broadcast address.
void AddressLine::settle_peer() {
    if (result_.peer) {
        result_.prefix_length = netlink::max_prefix_length(result_.address.family);
        result_.broadcast.reset();
    }
}

void AddressLine::warn(const Word& word, std::string message) {
    remarks_.add(Severity::warning, statement_.source, statement_.column_at(word.offset), std::move(message));
}

bool AddressLine::drop(const Word& word, const std::string& why) {
    warn(word, why + ": keepalived drops the entry, and so do we");
    return false;
}

}  // namespace

std::optional<VirtualAddress> read_address_line(std::span<const Word> words, const Statement& statement,
                                                Remarks& remarks) {
    return AddressLine{words, statement, remarks}.read();
}

}  // namespace vipwarden::config
