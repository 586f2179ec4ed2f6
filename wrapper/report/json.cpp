// SPDX-License-Identifier: MIT
#include <variant>

#include "wrapper/report/json_parts.hpp"
#include "wrapper/report/report.hpp"
#include "wrapper/report/unit_change.hpp"

namespace vipwarden::report {

namespace {

Json entry(const std::string& interface, const netlink::InterfaceAddress& address) {
    Json json{{"interface", interface},
              {"ifindex", address.ifindex},
              {"address", to_string(address.local)},
              {"prefix_length", address.prefix_length}};
    if (address.peer) {
        json["peer"] = to_string(*address.peer);
    }
    if (!address.label.empty()) {
        json["label"] = address.label;
    }
    return json;
}

Json planned(const release::PlannedAddress& address) {
    auto json = entry(address.interface, address.address);
    json["reason"] = name(address.reason);
    json["explanation"] = explain(address);
    json["suspect"] = is_suspect(address.reason);
    if (!address.vip.instance.empty()) {
        json["instance"] = address.vip.instance;
    }
    return json;
}

Json with_error(Json json, const std::error_code& error) {
    json["error"] = error ? Json(error.message()) : Json(nullptr);
    return json;
}

Json link(const release::PlannedLink& planned_link) {
    return {{"interface", planned_link.link.name},
            {"ifindex", planned_link.link.index},
            {"instance", planned_link.vip.instance}};
}

Json vip(const Vip& value) {
    return {{"interface", value.interface},
            {"address", to_string(value.address)},
            {"prefix_length", value.prefix_length},
            {"instance", value.instance}};
}

Json learnt(const snapshot::LearntAddress& value) {
    return entry(value.interface, {.ifindex = value.ifindex,
                                   .local = value.address,
                                   .prefix_length = value.prefix_length,
                                   .peer = value.peer});
}

Json subject_of(const Subject& subject) {
    return {{"config", subject.config_path},
            {"keepalived_version", subject.keepalived_version},
            {"net_namespace", subject.net_namespace},
            {"has_snapshot", subject.has_snapshot}};
}

Json routing(const release::PlannedRouting& planned) {
    Json json{{"kind", std::holds_alternative<netlink::Rule>(planned.entry) ? "rule" : "route"},
              {"text", planned.text},
              {"protocol", protocol_of(planned.entry)},
              {"reason", name(planned.reason)},
              {"explanation", explain(planned)},
              {"suspect", is_suspect(planned.reason)}};
    if (!planned.instance.empty()) {
        json["instance"] = planned.instance;
    }
    return json;
}

Json release_target(const ReleasedTarget& target) {
    const auto& report = target.report;
    auto json = subject_of(target.subject);
    json["clean"] = report.verified();
    json["rounds"] = report.rounds;
    json["removed"] =
        array(report.removals, [](const auto& o) { return with_error(planned(o.planned), o.error); });
    json["deleted_links"] =
        array(report.links, [](const auto& o) { return with_error(link(o.planned), o.error); });
    json["put_back"] = array(report.restores, [](const auto& o) {
        return with_error(entry(o.restored.interface, o.restored.address), o.error);
    });
    json["kept"] = array(report.kept, planned);
    json["leftovers"] = array(report.leftovers, planned);
    json["without_interface"] = array(report.without_interface, vip);
    json["removed_routing"] =
        array(report.routing, [](const auto& o) { return with_error(routing(o.planned), o.error); });
    json["kept_routing"] = array(report.routing_kept, routing);
    json["routing_leftovers"] = array(report.routing_leftovers, routing);
    json["routing_error"] = report.routing_error ? Json(report.routing_error.message()) : Json(nullptr);
    return json;
}

Json holder_of(const ListHolder& holder) {
    return {{"pid", holder.pid}, {"config", holder.config_path}, {"own", holder.own}, {"sure", holder.sure}};
}

Json row_of(const ListRow& row) {
    return {{"interface", row.interface},
            {"address", row.address},
            {"instance", row.instance},
            {"where", row.where},
            {"declared", row.declared},
            {"recorded", row.recorded},
            {"learnt", row.learnt},
            {"present", row.present},
            {"remark", row.remark},
            {"state", row.state.empty() ? Json(nullptr) : Json(row.state)},
            {"verdict", row.verdict == Verdict::none ? Json(nullptr) : Json(name(row.verdict))},
            {"holder", row.holder ? holder_of(*row.holder) : Json(nullptr)}};
}

Json list_target(const ListedTarget& target) {
    auto json = subject_of(target.subject);
    json["addresses"] = array(target.rows, [&target](const ListRow& row) {
        auto entry = row_of(row);
        if (!target.looked) {
            entry["present"] = nullptr;
        }
        return entry;
    });
    json["routing"] = array(target.routing, routing);
    return json;
}

}  // namespace

Json plan_target(const PlannedTarget& target) {
    auto json = subject_of(target.subject);
    json["remove"] = array(target.plan.removals, planned);
    json["delete_links"] = array(target.plan.links, link);
    json["put_back"] = array(target.plan.restores,
                             [](const auto& restore) { return entry(restore.interface, restore.address); });
    json["keep"] = array(target.plan.kept, planned);
    json["without_interface"] = array(target.plan.without_interface, vip);
    json["remove_routing"] = array(target.plan.routing, routing);
    json["keep_routing"] = array(target.plan.routing_kept, routing);
    return json;
}

std::string plan_json(const std::vector<PlannedTarget>& targets) {
    return document("release --dry-run", array(targets, plan_target));
}

std::string release_json(const std::vector<ReleasedTarget>& targets) {
    return document("release", array(targets, release_target));
}

std::string snapshot_json(const Subject& subject, const std::string& file,
                          const snapshot::Snapshot& snapshot) {
    auto json = subject_of(subject);
    json["file"] = file;
    json["baseline"] = snapshot.baseline
                           ? array(*snapshot.baseline,
                                   [](const auto& known) { return entry(known.interface, known.address); })
                           : Json(nullptr);
    json["vips"] = array(recorded_vips(snapshot), vip);
    json["learnt"] = array(snapshot.learnt, learnt);
    return document("snapshot", Json::array({json}));
}

std::string list_json(const std::vector<ListedTarget>& targets) {
    return document("list", array(targets, list_target));
}

std::string strict_json(const StrictAnswer& answer) {
    auto json = subject_of(answer.subject);
    json["refused"] = !answer.refusals.empty();
    json["refusals"] = array(answer.refusals, [](const Refusal& refusal) {
        return Json{{"where", refusal.where}, {"message", refusal.message}};
    });
    json["addresses"] = array(answer.rows, [](const StrictRow& row) {
        return Json{{"interface", row.interface},
                    {"address", row.address},
                    {"instance", row.instance},
                    {"where", row.where}};
    });
    return document("list --strict", Json::array({json}));
}

std::string change_json(const UnitChange& change) {
    return document(change.verb.c_str(),
                    Json::array({{{"unit", change.unit},
                                  {"mode", change.mode},
                                  {"drop_in", change.drop_in},
                                  {"changed", !change.changes_nothing()},
                                  {"dry_run", change.dry_run},
                                  {"third_layer", change.third_layer},
                                  {"third_layer_changed", change.third_layer_changed},
                                  {"diff", unified_diff(change.drop_in, change.before, change.after)},
                                  {"remarks", change.remarks},
                                  {"problems", change.problems}}}));
}

}  // namespace vipwarden::report
