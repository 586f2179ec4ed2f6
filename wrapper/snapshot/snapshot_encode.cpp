// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "wrapper/snapshot/device_json.hpp"
#include "wrapper/snapshot/json_fields.hpp"
#include "wrapper/snapshot/learnt_json.hpp"
#include "wrapper/snapshot/routing_json.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"
#include "wrapper/snapshot/snapshot_json.hpp"

namespace vipwarden::snapshot {

namespace {

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
        if (vip.vmac->base_ifindex != 0) {
            json["vmac"]["base_ifindex"] = vip.vmac->base_ifindex;
        }
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
    Json json{{"version", kFormatVersion},
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
    if (!snapshot.promoted.empty()) {
        json["promoted"] = snapshot.promoted;
    }
    if (!snapshot.routing.empty()) {
        json["routing"] = encode_routing(snapshot.routing);
    }
    if (!snapshot.devices.empty()) {
        json["devices"] = encode_devices(snapshot.devices);
    }
    if (!snapshot.learnt.empty()) {
        json["learnt"] = encode_learnt(snapshot.learnt);
    }
    if (snapshot.baseline_routing) {
        json["baseline_routing"] = encode_routing(*snapshot.baseline_routing);
    }
    return json.dump() + "\n";
}

}  // namespace vipwarden::snapshot
