// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "wrapper/snapshot/snapshot_file.hpp"
#include "wrapper/snapshot/snapshot_json.hpp"

namespace vipwarden::snapshot {

namespace {

/// Keeps the order of the fields: people read this file too.
using Json = nlohmann::ordered_json;

bool is_ascii(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Whether the text comes back whole from a JSON string, which holds UTF-8 only (RFC 8259, section 8.1).
bool survives_json(const std::string& text) {
    return is_ascii(text) ||
           Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::ignore)) == text;
}

/// Paths and names are bytes to the kernel and to keepalived; what is no UTF-8 is written as {"hex": "…"}.
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

Json encode_process(const std::optional<ProcessId>& process) {
    if (!process) {
        return nullptr;
    }
    return {{"pid", process->pid}, {"start_time", process->start_time}};
}

Json encode_baseline_address(const BaselineAddress& entry) {
    const auto& address = entry.address;
    Json json{{"interface", encode_text(entry.interface)},
              {"ifindex", address.ifindex},
              {"local", netlink::to_string(address.local)},
              {"prefix_length", address.prefix_length},
              {"label", encode_text(address.label)},
              {"scope", address.scope},
              {"flags", address.flags},
              {"metric", address.metric},
              {"valid_seconds", address.valid_seconds},
              {"preferred_seconds", address.preferred_seconds}};
    if (address.peer) {
        json["peer"] = netlink::to_string(*address.peer);
    }
    if (address.broadcast) {
        json["broadcast"] = netlink::to_string(*address.broadcast);
    }
    if (address.protocol) {
        json["protocol"] = *address.protocol;
    }
    return json;
}

Json encode_baseline(const std::optional<std::vector<BaselineAddress>>& baseline) {
    if (!baseline) {
        return nullptr;
    }
    Json list = Json::array();
    for (const auto& entry : *baseline) {
        list.push_back(encode_baseline_address(entry));
    }
    return list;
}

Json encode_vip(const Vip& vip) {
    Json json{{"address", netlink::to_string(vip.address)},
              {"prefix_length", vip.prefix_length},
              {"interface", encode_text(vip.interface)},
              {"ifindex", vip.ifindex},
              {"instance", encode_text(vip.instance)},
              {"where", encode_text(vip.where)},
              {"owner", vip.owner}};
    if (vip.vmac) {
        json["vmac"] = {{"vrid", vip.vmac->vrid},
                        {"family", vip.vmac->family == netlink::Family::ipv4 ? 4 : 6},
                        {"base", encode_text(vip.vmac->base)}};
    }
    return json;
}

Json encode_generations(const std::vector<std::vector<Vip>>& generations) {
    Json list = Json::array();
    for (const auto& generation : generations) {
        Json vips = Json::array();
        for (const Vip& vip : generation) {
            vips.push_back(encode_vip(vip));
        }
        list.push_back(std::move(vips));
    }
    return list;
}

}  // namespace

std::string encode(const Snapshot& snapshot) {
    const Json json{{"version", kFormatVersion},
                    {"boot_id", encode_text(snapshot.boot_id)},
                    {"config_path", encode_text(snapshot.config_path)},
                    {"config_id", encode_text(snapshot.config_id)},
                    {"keepalived_version", encode_text(snapshot.keepalived_version)},
                    {"net_namespace", encode_text(snapshot.net_namespace)},
                    {"netns_inode", snapshot.netns_inode},
                    {"run_id", encode_text(snapshot.run_id)},
                    {"supervisor", encode_process(snapshot.supervisor)},
                    {"keepalived", encode_process(snapshot.keepalived)},
                    {"dont_release", snapshot.dont_release},
                    {"released", snapshot.released},
                    {"baseline", encode_baseline(snapshot.baseline)},
                    {"baseline_damaged", snapshot.baseline_damaged},
                    {"generations", encode_generations(snapshot.generations)}};
    return json.dump() + "\n";
}

}  // namespace vipwarden::snapshot
