// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/json_fields.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

namespace vipwarden::snapshot {

namespace {

bool is_ascii(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Whether the text comes back whole from a JSON string, which holds UTF-8 only (RFC 8259, section 8.1).
bool survives_json(const std::string& text) {
    return is_ascii(text) ||
           Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::ignore)) == text;
}

/// The bytes of {"hex": "…"}, which encode() writes for text that is no UTF-8.
std::optional<std::string> bytes_from_hex(std::string_view hex) {
    std::string bytes;
    for (; hex.size() >= 2; hex.remove_prefix(2)) {
        unsigned char byte{};
        const auto [end, error] = std::from_chars(hex.data(), hex.data() + 2, byte, 16);
        if (error != std::errc{} || end != hex.data() + 2) {
            return std::nullopt;
        }
        bytes.push_back(static_cast<char>(byte));
    }
    return hex.empty() ? std::optional{bytes} : std::nullopt;
}

}  // namespace

Json encode_text(const std::string& text) {
    if (survives_json(text)) {
        return text;
    }
    std::string hex;
    for (const char c : text) {
        fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<unsigned char>(c));
    }
    return {{"hex", hex}};
}

std::string to_string(const Place& place) {
    if (place.parent == nullptr) {
        return {};
    }
    auto text = to_string(*place.parent);
    if (place.key == nullptr) {
        return fmt::format("{}[{}]", text, place.index);
    }
    return text.empty() ? place.key : fmt::format("{}.{}", text, place.key);
}

void Problems::add(const Place& place) {
    if (count++ == 0) {
        first = to_string(place);
    }
}

void convert(const Json& json, std::optional<bool>& value) {
    if (json.is_boolean()) {
        value = json.get<bool>();
    }
}

void convert(const Json& json, std::optional<std::string>& value) {
    if (json.is_string()) {
        value = json.get_ref<const std::string&>();
    } else if (const auto hex = json.find("hex"); json.is_object() && hex != json.end() && hex->is_string()) {
        value = bytes_from_hex(hex->get_ref<const std::string&>());
    }
}

void convert(const Json& json, std::optional<netlink::IpAddress>& value) {
    if (json.is_string()) {
        value = netlink::parse_ip_address(json.get_ref<const std::string&>());
    }
}

void convert(const Json& json, std::optional<netlink::Family>& value) {
    if (json == 4) {
        value = netlink::Family::ipv4;
    } else if (json == 6) {
        value = netlink::Family::ipv6;
    }
}

const Json* Fields::find(const char* key) const {
    const auto field = object_.find(key);  // end() for whatever is no object
    return field == object_.end() ? nullptr : &*field;
}

bool Fields::has(const char* key) const {
    const Json* json = find(key);
    return json != nullptr && !json->is_null();
}

}  // namespace vipwarden::snapshot
