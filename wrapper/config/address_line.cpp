// SPDX-License-Identifier: MIT
#include "wrapper/config/address_line.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "wrapper/config/address_values.hpp"
#include "wrapper/config/number.hpp"
#include "wrapper/config/quoted.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

constexpr std::size_t kMaxLabel = 15;  // IFNAMSIZ - 1

/// A word that stands alone.
struct FlagWord {
    std::string_view name;
    AddressFlag flag;
    bool Dialect::*known;
};
constexpr auto kFlags = std::to_array<FlagWord>({
    {"home", AddressFlag::home, &Dialect::flag_words},
    {"-nodad", AddressFlag::nodad, &Dialect::flag_words},
    {"mngtmpaddr", AddressFlag::mngtmpaddr, &Dialect::flag_words},
    {"noprefixroute", AddressFlag::noprefixroute, &Dialect::flag_words},
    {"autojoin", AddressFlag::autojoin, &Dialect::flag_words},
    {"no_track", AddressFlag::no_track, &Dialect::no_track},
    {"use_vmac", AddressFlag::use_vmac, &Dialect::address_vmac},
});

class AddressLine {
 public:
    AddressLine(const Statement& statement, AddressKind kind, const Dialect& dialect,
                std::vector<NamedInterface>& interfaces, Remarks& remarks)
        : statement_{statement}, kind_{kind}, dialect_{dialect}, interfaces_{interfaces}, remarks_{remarks} {}

    std::optional<VirtualAddress> read(std::span<const Word> words);

 private:
    /// What becomes of the rest of the line, or of the entry.
    enum class Go : std::uint8_t { on, stop, drop };

    /// A word that needs a parameter.
    struct ParameterWord {
        std::string_view name;
        Go (AddressLine::*take)(const Word& parameter);
        bool Dialect::*known;  ///< Null: always.
    };
    static const std::array<ParameterWord, 8> kParameterWords;

    Go take_address(const Word& word);
    Go take_words(std::span<const Word> words);
    Go take_device(const Word& name);
    Go take_label(const Word& label);
    Go take_scope(const Word& scope);
    Go take_broadcast(const Word& broadcast);
    Go take_peer(const Word& peer);
    Go take_preferred_lifetime(const Word& lifetime);
    Go take_track_group(const Word& group);
    Go take_lone_word(const Word& word);
    Go miss_parameter(const Word& word);
    [[nodiscard]] const ParameterWord* find_parameter_word(std::string_view name) const;
    void settle_peer();
    void settle_broadcast();
    void warn(const Word& word, std::string message);
    Go drop(const Word& word, const std::string& why);

    const Statement& statement_;
    AddressKind kind_;
    const Dialect& dialect_;
    std::vector<NamedInterface>& interfaces_;
    Remarks& remarks_;
    VirtualAddress result_{};
    bool has_address_{false};
    bool has_track_group_{false};
    std::uint8_t peer_length_{0};
    const Word* broadcast_sign_{nullptr};
};

const std::array<AddressLine::ParameterWord, 8> AddressLine::kParameterWords{{
    {"dev", &AddressLine::take_device, nullptr},
    {"label", &AddressLine::take_label, nullptr},
    {"scope", &AddressLine::take_scope, nullptr},
    {"brd", &AddressLine::take_broadcast, nullptr},
    {"broadcast", &AddressLine::take_broadcast, nullptr},
    {"peer", &AddressLine::take_peer, &Dialect::peer},
    {"preferred_lft", &AddressLine::take_preferred_lifetime, &Dialect::preferred_lifetime},
    {"track_group", &AddressLine::take_track_group, &Dialect::no_track},
}};

std::optional<VirtualAddress> AddressLine::read(std::span<const Word> words) {
    const Word& first = words.front();
    result_.where = statement_.position(first.offset);
    if (kind_ == AddressKind::excluded) {
        result_.set(AddressFlag::excluded);
    }
    if (dialect_.address_first) {
        if (take_address(first) == Go::drop) {
            return std::nullopt;
        }
        words = words.subspan(1);
    }
    if (take_words(words) == Go::drop) {
        return std::nullopt;
    }
    if (!has_address_) {
        (void)drop(first, "there is no address on the line");
        return std::nullopt;
    }
    settle_peer();
    settle_broadcast();
    return std::move(result_);
}

AddressLine::Go AddressLine::take_address(const Word& word) {
    const std::size_t slash = word.text.find('/');
    const auto address = netlink::parse_ip_address(word.text.substr(0, slash));
    if (!address) {
        return drop(word,
                    quoted(word.text) + (dialect_.address_first ? " is no address, which has to come first"
                                                                : " is neither a word nor an address"));
    }
    has_address_ = true;
    result_.address = *address;
    result_.prefix_length = netlink::max_prefix_length(address->family);
    if (slash == std::string_view::npos) {
        return Go::on;
    }
    const auto [length, odd] =
        read_prefix(word.text.substr(slash + 1), result_.prefix_length, dialect_.prefix);
    result_.prefix_length = length;
    if (length == kImpossiblePrefix) {
        warn(word, "the prefix length of " + quoted(word.text) +
                       " is impossible: keepalived passes the address on, and the kernel refuses it");
    } else if (odd) {
        warn(word, "the prefix length of " + quoted(word.text) + " is odd: keepalived takes it as /" +
                       std::to_string(length) + ", and so do we");
    }
    return Go::on;
}

AddressLine::Go AddressLine::take_words(std::span<const Word> words) {
    for (std::size_t at = 0; at < words.size(); ++at) {
        const ParameterWord* known = find_parameter_word(words[at].text);
        Go go = Go::on;
        if (known == nullptr) {
            go = take_lone_word(words[at]);
        } else if (at + 1 == words.size()) {
            go = miss_parameter(words[at]);
        } else {
            go = (this->*known->take)(words[++at]);
        }
        if (go != Go::on) {
            return go;
        }
    }
    return Go::on;
}

const AddressLine::ParameterWord* AddressLine::find_parameter_word(std::string_view name) const {
    const auto* found = std::ranges::find(kParameterWords, name, &ParameterWord::name);
    if (found == kParameterWords.end() || (found->known != nullptr && !(dialect_.*found->known))) {
        return nullptr;
    }
    const bool fixed_only = found->take == &AddressLine::take_track_group;
    return fixed_only && kind_ != AddressKind::fixed ? nullptr : found;
}

AddressLine::Go AddressLine::take_device(const Word& name) {
    if (!result_.device.empty() && dialect_.device_once) {
        return drop(name, "'dev' is given twice");
    }
    if (name.text == "lo" && !dialect_.loopback_for_addresses) {
        return drop(name, "this version of keepalived knows no loopback interface");
    }
    if (name.text.empty()) {
        interfaces_.push_back({.name = {}, .where = statement_.position(name.offset)});
        return drop(name, "'dev' names no interface");
    }
    result_.device = std::string{name.text};
    return Go::on;
}

AddressLine::Go AddressLine::take_label(const Word& label) {
    const bool ipv4 = result_.address.family == Family::ipv4;
    if (label.text.size() > kMaxLabel && (ipv4 || dialect_.long_label_drops_ipv6)) {
        return drop(label, "the label is longer than 15 characters");
    }
    if (ipv4) {
        result_.label.edit() = label.text;
    } else {
        warn(label, "an IPv6 address has no label: keepalived ignores it, and so do we");
    }
    return Go::on;
}

AddressLine::Go AddressLine::take_scope(const Word& scope) {
    if (result_.address.family == Family::ipv6) {
        warn(scope, "the scope of an IPv6 address can't be chosen: keepalived ignores it, and so do we");
    } else if (const auto known = read_scope(scope.text, dialect_.scopes)) {
        result_.details.edit().scope = known;
    } else {
        warn(scope, quoted(scope.text) + " is no scope: keepalived ignores it, and so do we");
    }
    return Go::on;
}

AddressLine::Go AddressLine::take_broadcast(const Word& broadcast) {
    if (result_.address.family == Family::ipv6) {
        return drop(broadcast, "an IPv6 address has no broadcast address");
    }
    if (dialect_.broadcast_signs && (broadcast.text == "+" || broadcast.text == "-")) {
        broadcast_sign_ = &broadcast;
        return dialect_.broadcast_sign_ends_line ? Go::stop : Go::on;
    }
    const auto address = netlink::parse_ip_address(broadcast.text);
    if (!address || address->family != Family::ipv4) {
        return drop(broadcast, quoted(broadcast.text) + " is no broadcast address");
    }
    result_.details.edit().broadcast = address;
    return Go::on;
}

AddressLine::Go AddressLine::take_peer(const Word& peer) {
    if (result_.details->peer) {
        warn(peer, "there is a peer already: keepalived ignores this one, and so do we");
        return Go::on;
    }
    const std::size_t slash = dialect_.peer_with_prefix ? peer.text.find('/') : std::string_view::npos;
    const auto address = netlink::parse_ip_address(peer.text.substr(0, slash));
    if (!address || address->family != result_.address.family) {
        warn(peer, quoted(peer.text) +
                       " is no peer address of this family, without a prefix length: keepalived ignores it, "
                       "and so do we");
        return Go::on;
    }
    result_.details.edit().peer = address;
    peer_length_ = netlink::max_prefix_length(address->family);
    if (slash != std::string_view::npos) {
        peer_length_ = read_prefix(peer.text.substr(slash + 1), peer_length_, dialect_.prefix).length;
    }
    return Go::on;
}

AddressLine::Go AddressLine::take_preferred_lifetime(const Word& lifetime) {
    constexpr auto kForever = std::numeric_limits<std::uint32_t>::max();
    const LeadingNumber number = read_leading_number(lifetime.text);
    if (lifetime.text == "forever") {
        result_.details.edit().preferred_seconds = kForever;
    } else if (number.complete && number.digits > 0 && !number.negative && number.value <= kForever) {
        result_.details.edit().preferred_seconds = static_cast<std::uint32_t>(number.value);
    } else {
        warn(lifetime, quoted(lifetime.text) + " is no lifetime: keepalived ignores it, and so do we");
    }
    return Go::on;
}

/// Of a static address; a second one ends the line.
AddressLine::Go AddressLine::take_track_group(const Word& group) {
    if (std::exchange(has_track_group_, true)) {
        warn(group, "'track_group' is given twice: keepalived ignores the rest of the line, and so do we");
        return Go::stop;
    }
    return Go::on;
}

AddressLine::Go AddressLine::take_lone_word(const Word& word) {
    const auto* flag = std::ranges::find(kFlags, word.text, &FlagWord::name);
    const bool known = flag != kFlags.end() && dialect_.*flag->known &&
                       (flag->flag != AddressFlag::use_vmac || kind_ != AddressKind::fixed);
    if (known) {
        result_.set(flag->flag);
    } else if (!dialect_.address_first) {
        return take_address(word);
    } else {
        warn(word, "keepalived knows no word " + quoted(word.text) + " here and ignores it, and so do we");
    }
    return Go::on;
}

AddressLine::Go AddressLine::miss_parameter(const Word& word) {
    switch (dialect_.missing_parameter) {
        case Dialect::LoneWord::crash:
            remarks_.add(Severity::fatal, statement_.source, statement_.column_at(word.offset),
                         quoted(word.text) + " lacks its parameter: keepalived crashes; we drop the entry");
            return Go::drop;
        case Dialect::LoneWord::keeps_entry:
            warn(word, quoted(word.text) + " lacks its parameter: keepalived ignores it, and so do we");
            return Go::stop;
        case Dialect::LoneWord::drops_entry:
            break;
    }
    return drop(word, quoted(word.text) + " lacks its parameter");
}

/// A point-to-point address: it replaces the prefix length and the broadcast address.
void AddressLine::settle_peer() {
    if (result_.details->peer) {
        result_.prefix_length = peer_length_;
        result_.details.edit().broadcast.reset();
        broadcast_sign_ = nullptr;
    }
}

void AddressLine::settle_broadcast() {
    if (broadcast_sign_ == nullptr) {
        return;
    }
    if (result_.prefix_length > 30) {
        warn(*broadcast_sign_,
             "a prefix longer than 30 has no broadcast address: keepalived sets none, and so do we");
    } else {
        result_.details.edit().broadcast =
            with_host_bits(result_.address, result_.prefix_length, broadcast_sign_->text == "+");
    }
}

void AddressLine::warn(const Word& word, std::string message) {
    remarks_.add(Severity::warning, statement_.source, statement_.column_at(word.offset), std::move(message));
}

AddressLine::Go AddressLine::drop(const Word& word, const std::string& why) {
    if (!result_.device.empty()) {
        interfaces_.push_back({.name = std::move(result_.device), .where = result_.where});
    }
    warn(word, why + ": keepalived drops the entry, and so do we");
    return Go::drop;
}

}  // namespace

std::optional<VirtualAddress> AddressReader::read(std::span<const Word> words, const Statement& statement,
                                                  AddressKind kind) {
    return AddressLine{statement, kind, dialect_, interfaces_, remarks_}.read(words);
}

}  // namespace vipwarden::config
