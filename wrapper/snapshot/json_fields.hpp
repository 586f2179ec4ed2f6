// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "netlink/ip_address.hpp"

// Private to this folder: a JSON object read field by field, typed, without exceptions; text that comes back.

namespace vipwarden::snapshot {

/// Keeps the order of the fields: people read this file too.
using Json = nlohmann::ordered_json;

/// Paths and names are bytes to the kernel and to keepalived; what is no UTF-8 is written as {"hex": "…"}.
[[nodiscard]] Json encode_text(const std::string& text);

/// Where a value stands: a chain on the stack, written out only when there is something to report.
struct Place {
    const Place* parent{nullptr};  ///< None: the whole document.
    const char* key{nullptr};      ///< None: an element of a list.
    std::size_t index{0};
};

/// "generations[0][3].where"
[[nodiscard]] std::string to_string(const Place& place);

/// Counts what was wrong and keeps the first place: ten thousand bad entries are one sentence.
struct Problems {
    std::size_t count{0};
    std::string first{};

    void add(const Place& place);
};

// The value as a T; nothing if it is of another type or out of T's range.
void convert(const Json& json, std::optional<bool>& value);
void convert(const Json& json, std::optional<std::string>& value);
void convert(const Json& json, std::optional<netlink::IpAddress>& value);
void convert(const Json& json, std::optional<netlink::Family>& value);

template <std::integral T>
void convert(const Json& json, std::optional<T>& value) {
    const auto take = [&value](auto number) {
        if (std::in_range<T>(number)) {
            value = static_cast<T>(number);
        }
    };
    if (json.is_number_unsigned()) {
        take(json.get<std::uint64_t>());
    } else if (json.is_number_integer()) {
        take(json.get<std::int64_t>());
    }
}

/// The fields of one JSON value; a value that is no object has none.
class Fields {
 public:
    /// All three must outlive this.
    Fields(const Json& object, const Place& place, Problems& problems)
        : object_{object}, place_{place}, problems_{problems} {}

    /// A field that cannot be done without. Absence is for the caller to report.
    template <typename T>
    [[nodiscard]] std::optional<T> required(const char* key) const {
        std::optional<T> value;
        if (const Json* json = find(key)) {
            convert(*json, value);
        }
        return value;
    }

    /// The field, or `fallback` and a problem.
    template <typename T>
    [[nodiscard]] T value_or(const char* key, T fallback) const {
        auto value = required<T>(key);
        if (!value) {
            report(key);
        }
        return std::move(value).value_or(std::move(fallback));
    }

    /// A field that may well be missing or null: no problem then.
    template <typename T>
    [[nodiscard]] std::optional<T> optional(const char* key) const {
        if (!has(key)) {
            return std::nullopt;
        }
        auto value = required<T>(key);
        if (!value) {
            report(key);
        }
        return value;
    }

    /// Whether the field is there and not null.
    [[nodiscard]] bool has(const char* key) const;
    [[nodiscard]] const Json* find(const char* key) const;
    void report(const char* key) const { problems_.add({.parent = &place_, .key = key}); }

 private:
    const Json& object_;
    const Place& place_;
    Problems& problems_;
};

/// The readable elements of a list. Each of the others, or a value that is no list, counts as lost.
template <typename Decode>
auto decode_list(const Json& json, const Place& place, Problems& lost, const Decode& decode_element) {
    std::vector<typename decltype(decode_element(json, place))::value_type> elements;
    if (!json.is_array()) {
        lost.add(place);
        return elements;
    }
    elements.reserve(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) {
        const Place here{.parent = &place, .index = i};
        if (auto element = decode_element(json[i], here)) {
            elements.push_back(*std::move(element));
        } else {
            lost.add(here);
        }
    }
    return elements;
}

}  // namespace vipwarden::snapshot
