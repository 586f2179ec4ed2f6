// SPDX-License-Identifier: MIT
#include "wrapper/config/plain_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "wrapper/config/interface_name.hpp"
#include "wrapper/config/keywords.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {
namespace {

/// Well below the 1023 bytes that keepalived reads at once.
constexpr std::size_t kMaxLine = 1000;
constexpr std::size_t kMaxLabel = 15;
constexpr Version kNewest{.major = 99};

constexpr CharSet kCommentSigns{"#!"};
constexpr CharSet kQuote{"\""};
constexpr CharSet kBraces{"{}"};
constexpr CharSet kAddressCharacters{"0123456789abcdefABCDEF.:"};
constexpr CharSet kDigits{"0123456789"};

/// What nearly all lines consist of: no sign has a meaning in them.
constexpr CharSet kOrdinary{
    " \tabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%&'()*+,-./:;<=>?@[]^_`|~"};
/// Definitions, escapes and control characters: what means something to some version wherever it stands.
constexpr std::string_view kNever{
    "$\\\x7f\0\x01\x02\x03\x04\x05\x06\a\b\n\v\f\r\x0e\x0f"
    "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f",
    34};
constexpr CharSet kNeverPlain{kNever};

/// Words of an address line that change neither the address nor its prefix length nor its interface; a
/// version that does not know one ignores it or drops the entry.
constexpr auto kHarmlessFlags =
    std::to_array<std::string_view>({"home", "-nodad", "noprefixroute", "no_track"});

/// Cuts the first word off, and the blanks behind it.
std::string_view take_word(std::string_view& line) {
    const std::size_t end = kBlanks.find(line);
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(kBlanks.skip(line, end));
    return word;
}

/// Cuts the comment off a line that begins with no blank; false if it is not a word of its own.
bool cut_comment(std::string_view& line) {
    const std::size_t sign = kCommentSigns.find(line);
    if (sign < line.size() && sign > 0 && (!kBlanks.has(line[sign - 1]) || kQuote.find(line) < line.size())) {
        return false;
    }
    line = line.substr(0, sign);
    return true;
}

bool has_braces_or_quotes(std::string_view line) {
    return kBraces.find(line) < line.size() || kQuote.find(line) < line.size();
}

/// A condition, a sequence, an include, or a first word that old versions cut otherwise.
bool begins_specially(std::string_view line) {
    return line.starts_with('@') || line.starts_with('~') || line.starts_with("include") ||
           kQuote.find(line) < kBlanks.find(line);
}

/// "10.0.0.1" or "10.0.0.1/24", without what versions read in more than one way: zeros in front.
bool is_plain_address(std::string_view word) {
    const std::size_t slash = kAddressCharacters.skip(word);
    if (slash == word.size()) {
        return true;
    }
    const std::string_view length = word.substr(slash + 1);
    return word[slash] == '/' && !length.empty() && length.front() != '0' &&
           kDigits.skip(length) == length.size();
}

bool is_plain_parameter(std::string_view word, std::string_view parameter) {
    if (word == "dev") {
        return !parameter.empty() && parameter != "lo";
    }
    if (word == "label") {
        return !parameter.empty() && parameter.size() <= kMaxLabel;
    }
    return (word == "brd" || word == "broadcast") && !parameter.empty() && kDigits.has(parameter.front());
}

bool is_plain_address_line(std::string_view line) {
    if (!is_plain_address(take_word(line))) {
        return false;
    }
    bool has_device = false;
    while (!line.empty()) {
        const std::string_view word = take_word(line);
        if (std::ranges::find(kHarmlessFlags, word) != kHarmlessFlags.end()) {
            continue;
        }
        if (!is_plain_parameter(word, take_word(line)) || (word == "dev" && has_device)) {
            return false;
        }
        has_device = has_device || word == "dev";
    }
    return true;
}

/// One that VRRP can run on for all versions.
bool is_plain_interface(std::string_view name) {
    return !name.empty() && name != "lo" && name.size() <= kMaxInterfaceName &&
           kBlanks.find(name) == name.size() && kQuote.find(name) == name.size();
}

/// Those of the checker process all do: virtual_server and its like.
bool takes_block(const Keyword& keyword) {
    return keyword.takes != Takes::line || keyword.process == Process::checker;
}

/// Follows the blocks of a text, line by line.
class PlainReader {
 public:
    /// False if this line is not plain.
    bool take(std::string_view line);
    [[nodiscard]] bool is_complete() const { return where_ == Where::root; }

 private:
    enum class Where : std::uint8_t {
        root,
        foreign,  ///< A root block without addresses.
        instance,
        addresses,  ///< virtual_ipaddress or virtual_ipaddress_excluded
        values      ///< Another block of an instance.
    };

    bool take_line_with_signs(std::string_view line);
    bool open_block(std::string_view head);
    bool open_root_block(std::string_view name, std::string_view rest);
    bool open_instance_block(std::string_view name, std::string_view rest);
    bool close_block();
    bool take_line(std::string_view line);
    bool take_instance_line(std::string_view name, std::string_view rest);
    [[nodiscard]] const Keyword* find(Level level, std::string_view name) const;

    /// All that any version knows: none ever stopped to know one, or changed what it takes.
    Keywords keywords_{kNewest};
    Where where_{Where::root};
    int depth_{0};  ///< Of the blocks in a foreign one, itself included.
    bool has_interface_{false};
};

bool PlainReader::take(std::string_view line) {
    if (line.size() > kMaxLine) {
        return false;
    }
    line.remove_prefix(kBlanks.skip(line));
    const bool is_ordinary = kOrdinary.skip(line) == line.size();
    if (!is_ordinary && (kNeverPlain.find(line) < line.size() || !cut_comment(line))) {
        return false;
    }
    line = without_blanks_behind(line);
    if (line.empty()) {
        return true;
    }
    if (where_ == Where::addresses && line != "}") {
        return (is_ordinary || !has_braces_or_quotes(line)) && is_plain_address_line(line);
    }
    if (begins_specially(line)) {
        return false;
    }
    return is_ordinary ? take_line(line) : take_line_with_signs(line);
}

bool PlainReader::take_line_with_signs(std::string_view line) {
    const std::size_t brace = kBraces.find(line);
    if (brace == line.size()) {
        return take_line(line);
    }
    if (brace + 1 < line.size() || kQuote.find(line) < line.size()) {
        return false;
    }
    return line == "}" ? close_block() : open_block(line.substr(0, brace));
}

bool PlainReader::open_block(std::string_view head) {
    // A brace at the end of a word is a part of it for old versions.
    if (head.empty() || !kBlanks.has(head.back())) {
        return false;
    }
    std::string_view rest = trim(head);
    const std::string_view name = take_word(rest);
    switch (where_) {
        case Where::root:
            return open_root_block(name, rest);
        case Where::foreign:
            ++depth_;
            return find(Level::root, name) == nullptr;
        case Where::instance:
            return open_instance_block(name, rest);
        case Where::addresses:
        case Where::values:
            break;
    }
    return false;
}

bool PlainReader::open_root_block(std::string_view name, std::string_view rest) {
    const Keyword* keyword = find(Level::root, name);
    if (keyword == nullptr || !takes_block(*keyword)) {
        return false;
    }
    if (keyword->meaning != Meaning::vrrp_instance) {
        where_ = Where::foreign;
        depth_ = 1;
        return true;
    }
    where_ = Where::instance;
    has_interface_ = false;
    return !rest.empty() && kBlanks.find(rest) == rest.size();
}

bool PlainReader::open_instance_block(std::string_view name, std::string_view rest) {
    const Keyword* keyword = find(Level::instance, name);
    if (keyword == nullptr || keyword->takes == Takes::line || !rest.empty()) {
        return false;
    }
    const bool holds_addresses = keyword->meaning == Meaning::virtual_ipaddress ||
                                 keyword->meaning == Meaning::virtual_ipaddress_excluded;
    where_ = holds_addresses ? Where::addresses : Where::values;
    // Up to 2.0.20 an address before `interface` is on the default one.
    return !holds_addresses || has_interface_;
}

bool PlainReader::close_block() {
    const bool ends_foreign = where_ == Where::foreign && --depth_ == 0;
    if (where_ == Where::root) {
        return false;
    }
    if (ends_foreign || where_ == Where::instance) {
        where_ = Where::root;
    } else if (where_ != Where::foreign) {
        where_ = Where::instance;
    }
    return true;
}

/// Where a version does not know a block, it reads its lines as those of the block around it, and its end as
/// the end of that one: none may be a keyword there.
bool PlainReader::take_line(std::string_view line) {
    const std::string_view name = take_word(line);
    const Keyword* root = find(Level::root, name);
    switch (where_) {
        case Where::root:
            return root != nullptr && !takes_block(*root);
        case Where::foreign:
            return root == nullptr;
        case Where::instance:
            return take_instance_line(name, line);
        case Where::values:
            return root == nullptr && find(Level::instance, name) == nullptr;
        case Where::addresses:
            break;
    }
    return false;
}

bool PlainReader::take_instance_line(std::string_view name, std::string_view rest) {
    const Keyword* keyword = find(Level::instance, name);
    if (keyword == nullptr || keyword->takes != Takes::line) {
        return false;
    }
    if (keyword->meaning == Meaning::interface) {
        return !std::exchange(has_interface_, true) && is_plain_interface(rest);
    }
    return keyword->meaning != Meaning::use_vmac && keyword->meaning != Meaning::use_vmac_addr &&
           keyword->meaning != Meaning::use_ipvlan;
}

const Keyword* PlainReader::find(Level level, std::string_view name) const {
    return keywords_.find(level, name);
}

}  // namespace

bool is_plain(std::string_view text) {
    PlainReader reader;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        if (!reader.take(line)) {
            return false;
        }
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return reader.is_complete();
}

}  // namespace vipwarden::config
