// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/device_json.hpp"

#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace vipwarden::snapshot {

namespace {

using Kind = DeclaredDevice::Kind;
using Mac = std::array<std::uint8_t, 6>;

/// "00:00:5e:00:01:33"
std::optional<Mac> parse_mac(std::string_view text) {
    constexpr std::size_t kLength = 17;
    Mac mac{};
    if (text.size() != kLength) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < mac.size(); ++i) {
        const auto octet = text.substr(3 * i, 2);
        const auto [end, error] = std::from_chars(octet.begin(), octet.end(), mac.at(i), 16);
        const bool separated = i + 1 == mac.size() || text[3 * i + 2] == ':';
        if (error != std::errc{} || end != octet.end() || !separated) {
            return std::nullopt;
        }
    }
    return mac;
}

Json encode_device(const DeclaredDevice& device) {
    Json json{{"kind", device.kind == Kind::macvlan ? "macvlan" : "ipvlan"},
              {"name", encode_text(device.name)},
              {"base", encode_text(device.base)},
              {"base_ifindex", device.base_ifindex},
              {"instance", encode_text(device.instance)},
              {"where", encode_text(device.where)}};
    if (device.kind == Kind::macvlan) {
        json["mac"] = fmt::format("{:02x}", fmt::join(device.mac, ":"));
    }
    if (device.address) {
        json["address"] = netlink::to_string(*device.address);
    }
    return json;
}

std::optional<DeclaredDevice> decode_device(const Json& json, const Place& place, Problems& problems) {
    const Fields fields{json, place, problems};
    const auto kind = fields.required<std::string>("kind");
    const auto name = fields.required<std::string>("name");
    const auto base = fields.required<std::string>("base");
    const auto mac = parse_mac(fields.required<std::string>("mac").value_or(""));
    const bool is_macvlan = kind == "macvlan";
    if (!name || !base || (!is_macvlan && kind != "ipvlan") || (is_macvlan && !mac)) {
        return std::nullopt;
    }
    return DeclaredDevice{.kind = is_macvlan ? Kind::macvlan : Kind::ipvlan,
                          .name = *name,
                          .base = *base,
                          .base_ifindex = fields.value_or("base_ifindex", 0),
                          .mac = mac.value_or(Mac{}),
                          .address = fields.optional<netlink::IpAddress>("address"),
                          .instance = fields.value_or<std::string>("instance", {}),
                          .where = fields.value_or<std::string>("where", {})};
}

}  // namespace

Json encode_devices(const std::vector<DeclaredDevice>& devices) {
    Json list = Json::array();
    for (const auto& device : devices) {
        list.push_back(encode_device(device));
    }
    return list;
}

std::vector<DeclaredDevice> decode_devices(const Json& json, const Place& place, Problems& lost) {
    return decode_list(json, place, lost, [&](const Json& device, const Place& here) {
        return decode_device(device, here, lost);
    });
}

}  // namespace vipwarden::snapshot
