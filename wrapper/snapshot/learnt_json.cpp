// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/learnt_json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace vipwarden::snapshot {

namespace {

std::optional<LearntAddress> decode_one(const Json& json, const Place& place, Problems& problems) {
    const Fields fields{json, place, problems};
    const auto interface = fields.required<std::string>("interface");
    const auto ifindex = fields.required<int>("ifindex");
    const auto address = fields.required<netlink::IpAddress>("address");
    const auto prefix_length = fields.required<std::uint8_t>("prefix_length");
    const auto peer = fields.required<netlink::IpAddress>("peer");
    if (!interface || interface->empty() || !ifindex || *ifindex <= 0 || !address || !prefix_length ||
        *prefix_length > netlink::max_prefix_length(address->family) ||
        peer.has_value() != fields.has("peer")) {
        return std::nullopt;
    }
    return LearntAddress{.interface = *interface,
                         .ifindex = *ifindex,
                         .address = *address,
                         .prefix_length = *prefix_length,
                         .peer = peer};
}

}  // namespace

Json encode_learnt(const std::vector<LearntAddress>& learnt) {
    Json list = Json::array();
    for (const auto& one : learnt) {
        Json json{{"interface", encode_text(one.interface)},
                  {"ifindex", one.ifindex},
                  {"address", netlink::to_string(one.address)},
                  {"prefix_length", one.prefix_length}};
        if (one.peer) {
            json["peer"] = netlink::to_string(*one.peer);
        }
        list.push_back(std::move(json));
    }
    return list;
}

std::vector<LearntAddress> decode_learnt(const Json& json, const Place& place, Problems& lost) {
    return decode_list(json, place, lost,
                       [&](const Json& one, const Place& here) { return decode_one(one, here, lost); });
}

}  // namespace vipwarden::snapshot
