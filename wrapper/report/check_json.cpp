// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>

#include "wrapper/report/check.hpp"
#include "wrapper/report/json_parts.hpp"

namespace vipwarden::report {

namespace {

Json finding(const Finding& found) {
    return {{"severity", name(found.severity)},
            {"name", name(found.kind)},
            {"interface", found.interface},
            {"address", found.address},
            {"instance", found.instance},
            {"net_namespace", found.net_namespace},
            {"unit", found.unit},
            {"message", found.message},
            {"advice", found.advice}};
}

Json checked_vip(const CheckedVip& vip) {
    return {{"interface", vip.interface},
            {"address", vip.address},
            {"instance", vip.instance},
            {"net_namespace", vip.net_namespace},
            {"declared", vip.declared},
            {"present", vip.present},
            {"answers", vip.answers ? Json(*vip.answers) : Json(nullptr)}};
}

}  // namespace

std::string check_json(const CheckReport& report) {
    constexpr std::array kStates{"ok", "suspects", "leftovers"};
    auto json = envelope("check", array(report.targets, [&kStates](const PlannedTarget& target) {
                             auto entry = plan_target(target);
                             entry["state"] = kStates.at(static_cast<std::size_t>(judge(target.plan)));
                             return entry;
                         }));
    json["program_version"] = report.program_version;
    json["status"] = name(report.status());
    json["findings"] = array(report.findings, finding);
    json["vips"] = array(report.vips, checked_vip);
    json["unit"] = report.unit ? Json{{"name", report.unit->name},
                                      {"active", report.unit->active},
                                      {"has_vipwarden", report.unit->has_vipwarden}}
                               : Json(nullptr);
    json["remarks"] = report.remarks;
    return dump(json);
}

}  // namespace vipwarden::report
