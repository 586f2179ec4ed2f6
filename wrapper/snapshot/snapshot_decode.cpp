// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "wrapper/snapshot/device_json.hpp"
#include "wrapper/snapshot/json_fields.hpp"
#include "wrapper/snapshot/learnt_json.hpp"
#include "wrapper/snapshot/routing_json.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"
#include "wrapper/snapshot/snapshot_json.hpp"

namespace vipwarden::snapshot {

namespace {

/// Three kinds of damage, for each of which the operator is told something else.
struct Damage {
    Problems fields{};    ///< A default took the place of a value.
    Problems baseline{};  ///< An entry of the baseline is lost.
    Problems vips{};      ///< A recorded VIP is lost.
    Problems routing{};   ///< A recorded route or rule is lost.
    Problems devices{};   ///< A recorded device is lost.
    Problems learnt{};    ///< A learnt address is lost.
};

/// What identifies an address on an interface; an entry without it is lost.
struct Identity {
    std::string interface {};
    netlink::IpAddress address{};
    std::uint8_t prefix_length{0};
};

std::optional<Identity> identity(const Fields& fields, const char* address_key) {
    const auto interface = fields.required<std::string>("interface");
    const auto address = fields.required<netlink::IpAddress>(address_key);
    const auto prefix_length = fields.required<std::uint8_t>("prefix_length");
    if (!interface || interface->empty() || !address || !prefix_length ||
        *prefix_length > netlink::max_prefix_length(address->family)) {
        return std::nullopt;
    }
    return Identity{*interface, *address, *prefix_length};
}

std::optional<BaselineAddress> decode_baseline_address(const Json& json, const Place& place,
                                                       Problems& problems) {
    const Fields fields{json, place, problems};
    const auto id = identity(fields, "local");
    const auto ifindex = fields.required<int>("ifindex");
    const auto peer = fields.required<netlink::IpAddress>("peer");
    if (!id || !ifindex || peer.has_value() != fields.has("peer")) {
        return std::nullopt;
    }
    return BaselineAddress{
        .interface = id->interface,
        .address = {.ifindex = *ifindex,
                    .local = id->address,
                    .prefix_length = id->prefix_length,
                    .peer = peer,
                    .broadcast = fields.optional<netlink::IpAddress>("broadcast"),
                    .label = fields.value_or<std::string>("label", {}),
                    .scope = fields.value_or<std::uint8_t>("scope", 0),
                    .flags = fields.value_or<std::uint32_t>("flags", 0),
                    .metric = fields.value_or<std::uint32_t>("metric", 0),
                    .protocol = fields.optional<std::uint8_t>("protocol"),
                    .valid_seconds = fields.value_or("valid_seconds", netlink::kForever),
                    .preferred_seconds = fields.value_or("preferred_seconds", netlink::kForever)}};
}

std::optional<Vmac> decode_vmac(const Json& json, const Place& place, Problems& problems) {
    const Fields fields{json, place, problems};
    const auto vrid = fields.required<std::uint8_t>("vrid");
    const auto family = fields.required<netlink::Family>("family");
    const auto base = fields.required<std::string>("base");
    if (!vrid || !family || !base) {
        problems.add(place);
        return std::nullopt;
    }
    return Vmac{.vrid = *vrid,
                .family = *family,
                .base = *base,
                .base_ifindex = fields.optional<int>("base_ifindex").value_or(0)};
}

std::optional<Vip> decode_vip(const Json& json, const Place& place, Problems& problems) {
    const Fields fields{json, place, problems};
    const auto id = identity(fields, "address");
    if (!id) {
        return std::nullopt;
    }
    std::optional<Vmac> vmac;
    if (fields.has("vmac")) {
        vmac = decode_vmac(*fields.find("vmac"), {.parent = &place, .key = "vmac"}, problems);
    }
    return Vip{.address = id->address,
               .prefix_length = id->prefix_length,
               .interface = id->interface,
               .ifindex = fields.value_or("ifindex", 0),
               .vmac = vmac,
               .instance = fields.value_or<std::string>("instance", {}),
               .where = fields.value_or<std::string>("where", {}),
               .owner = fields.value_or("owner", true)};  // the careful reading
}

std::optional<ProcessId> decode_process(const Fields& root, const Place& place, Problems& problems) {
    if (!root.has(place.key)) {
        return std::nullopt;
    }
    const Fields fields{*root.find(place.key), place, problems};
    const auto pid = fields.required<pid_t>("pid");
    const auto start_time = fields.required<std::uint64_t>("start_time");
    if (!pid || *pid <= 0 || !start_time) {
        problems.add(place);
        return std::nullopt;
    }
    return ProcessId{.pid = *pid, .start_time = *start_time};
}

void decode_baseline(const Fields& root, const Place& document, Damage& damage, Snapshot& snapshot) {
    const Json* json = root.find("baseline");
    const Place place{.parent = &document, .key = "baseline"};
    snapshot.baseline_damaged = root.value_or("baseline_damaged", true);
    if (json != nullptr && json->is_null()) {
        return;  // unknown when it was recorded
    }
    snapshot.baseline = decode_list(json == nullptr ? Json{} : *json, place, damage.baseline,
                                    [&](const Json& entry, const Place& here) {
                                        return decode_baseline_address(entry, here, damage.fields);
                                    });
    snapshot.baseline_damaged |= damage.baseline.count > 0;
}

void decode_generations(const Fields& root, const Place& document, Damage& damage, Snapshot& snapshot) {
    const Json* json = root.find("generations");
    const Place place{.parent = &document, .key = "generations"};
    const auto decode_one = [&](const Json& vip, const Place& here) {
        return decode_vip(vip, here, damage.fields);
    };
    snapshot.generations = decode_list(
        json == nullptr ? Json{} : *json, place, damage.vips, [&](const Json& generation, const Place& here) {
            return std::optional{decode_list(generation, here, damage.vips, decode_one)};
        });
}

/// An earlier vipwarden did not write these.
void decode_later_fields(const Fields& root, const Place& document, Damage& damage, Snapshot& snapshot) {
    if (const Json* json = root.find("promoted"); json != nullptr && json->is_array()) {
        for (const Json& ifindex : *json) {
            if (ifindex.is_number_integer()) {
                snapshot.promoted.push_back(ifindex.get<int>());
            }
        }
    }
    if (const Json* json = root.find("routing")) {
        snapshot.routing = decode_routing(*json, {.parent = &document, .key = "routing"}, damage.routing);
    }
    if (const Json* json = root.find("devices")) {
        snapshot.devices = decode_devices(*json, {.parent = &document, .key = "devices"}, damage.devices);
    }
    if (const Json* json = root.find("learnt")) {
        snapshot.learnt = decode_learnt(*json, {.parent = &document, .key = "learnt"}, damage.learnt);
    }
    if (const Json* json = root.find("baseline_routing")) {
        snapshot.baseline_routing =
            decode_routing_entries(*json, {.parent = &document, .key = "baseline_routing"}, damage.routing);
    }
}

Snapshot decode_fields(const Json& json, Damage& damage) {
    const Place document{};
    const Fields root{json, document, damage.fields};
    Snapshot snapshot{
        .boot_id = root.value_or<std::string>("boot_id", {}),
        .config_path = root.value_or<std::string>("config_path", {}),
        .config_id = root.value_or<std::string>("config_id", {}),
        .keepalived_version = root.optional<std::string>("keepalived_version").value_or(""),
        .net_namespace = root.value_or<std::string>("net_namespace", {}),
        .netns_inode = root.value_or<std::uint64_t>("netns_inode", 0),
        .run_id = root.value_or<std::string>("run_id", {}),
        .supervisor = decode_process(root, {.parent = &document, .key = "supervisor"}, damage.fields),
        .keepalived = decode_process(root, {.parent = &document, .key = "keepalived"}, damage.fields),
        .dont_release = root.value_or("dont_release", false),
        .released = root.value_or("released", true)};  // from a damaged record nothing is put back
    decode_baseline(root, document, damage, snapshot);
    decode_generations(root, document, damage, snapshot);
    decode_later_fields(root, document, damage, snapshot);
    return snapshot;
}

/// Removes what a boot makes void, or what must be taken for void because the boot is not known.
void forget_earlier_boot(Snapshot& snapshot) {
    snapshot.supervisor.reset();
    snapshot.keepalived.reset();
    snapshot.promoted.clear();
    snapshot.learnt.clear();              // without the index nothing says which entry was seen
    snapshot.keepalived_version.clear();  // it may have been upgraded since
    if (!snapshot.boot_id.empty()) {
        // No address survives a boot: one that is there now and was a VIP then is somebody else's by now.
        snapshot.generations.clear();
        snapshot.routing = {};
        snapshot.devices.clear();
        snapshot.baseline_routing.reset();
        snapshot.baseline.reset();
        snapshot.baseline_damaged = false;
        return;
    }
    for (auto& generation : snapshot.generations) {
        for (Vip& vip : generation) {
            vip.ifindex = 0;
            if (vip.vmac) {
                vip.vmac->base_ifindex = 0;
            }
        }
    }
    for (auto& declared : snapshot.routing.routes) {
        for (auto& hop : declared.route.hops) {
            hop.ifindex = 0;
        }
    }
    for (auto& device : snapshot.devices) {
        device.base_ifindex = 0;
    }
    snapshot.baseline_routing.reset();
    if (snapshot.baseline) {
        snapshot.baseline_damaged = true;
    }
}

std::vector<std::string> sentences(const Damage& damage) {
    std::vector<std::string> warnings;
    if (damage.fields.count > 0) {
        warnings.push_back(
            fmt::format("{} fields are missing or make no sense (the first: {}), their "
                        "defaults are used; the next start of keepalived writes the file anew",
                        damage.fields.count, damage.fields.first));
    }
    if (damage.baseline.count > 0) {
        warnings.push_back(fmt::format(
            "{} entries of the baseline can't be read (the first: {}), so an address that is not in the rest "
            "may be the host's own and is kept; look at what is reported as kept and remove it by hand if it "
            "is a VIP",
            damage.baseline.count, damage.baseline.first));
    }
    if (damage.vips.count > 0) {
        warnings.push_back(
            fmt::format("{} entries of the recorded VIPs can't be read (the first: {}) and go only if the "
                        "configuration still declares them; look for them with 'ip address'",
                        damage.vips.count, damage.vips.first));
    }
    if (damage.routing.count > 0) {
        warnings.push_back(fmt::format(
            "{} entries of the recorded routes and rules can't be read (the first: {}) and go only if the "
            "configuration still declares them; look for them with 'ip route show table all' and 'ip rule'",
            damage.routing.count, damage.routing.first));
    }
    if (damage.devices.count > 0) {
        warnings.push_back(
            fmt::format("{} entries of the recorded devices can't be read (the first: {}) and go only if the "
                        "configuration still declares them; look for them with 'ip link'",
                        damage.devices.count, damage.devices.first));
    }
    if (damage.learnt.count > 0) {
        warnings.push_back(fmt::format(
            "{} entries of the addresses that keepalived added and nothing declared can't be read "
            "(the first: {}), so they stay; look for them with 'ip address'",
            damage.learnt.count, damage.learnt.first));
    }
    return warnings;
}

/// Why this is no snapshot that this program may use, as the end of a sentence.
std::optional<std::string> why_unusable(const Json& json) {
    if (json.is_discarded() || !json.is_object()) {
        return "is damaged (not a JSON object) and is ignored: addresses are judged by the configuration "
               "alone; the next start of keepalived writes it anew";
    }
    std::optional<int> version;
    if (const auto field = json.find("version"); field != json.end()) {
        convert(*field, version);
    }
    if (!version || *version < 1) {
        return "names no format version and is ignored: addresses are judged by the configuration alone; "
               "the next start of keepalived writes it anew";
    }
    if (*version > kFormatVersion) {
        return fmt::format(
            "has format version {}, this vipwarden knows only {}, so it is ignored: use the "
            "vipwarden that wrote it",
            *version, kFormatVersion);
    }
    return std::nullopt;
}

}  // namespace

Decoded decode(std::string_view text, const std::string& boot_id) {
    const Json json = Json::parse(text, nullptr, false);
    if (const auto reason = why_unusable(json)) {
        return {.warnings = {*reason}};
    }
    Damage damage;
    Decoded result{.snapshot = decode_fields(json, damage)};
    result.warnings = sentences(damage);
    if (result.snapshot->boot_id != boot_id) {
        forget_earlier_boot(*result.snapshot);
        result.warnings.emplace_back(
            "was not written since the last boot: what it says about addresses and processes is void; "
            "nothing "
            "needs to be done");
    }
    return result;
}

}  // namespace vipwarden::snapshot
