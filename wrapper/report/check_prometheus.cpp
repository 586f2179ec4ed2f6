// SPDX-License-Identifier: MIT
#include "wrapper/report/check.hpp"
#include "wrapper/report/metrics.hpp"

namespace vipwarden::report {

namespace {

long number(std::size_t count) {
    return static_cast<long>(count);
}

Gauge count_of(const CheckReport& report, FindingKind kind, const char* name, const char* help) {
    return {.name = name, .help = help, .samples = {{.value = number(report.count(kind))}}};
}

/// A network namespace only where there is one: an empty label is as none.
Sample sample_of(const CheckedVip& vip, long value) {
    Sample sample{
        .labels = {{"interface", vip.interface}, {"address", vip.address}, {"instance", vip.instance}},
        .value = value};
    if (!vip.net_namespace.empty()) {
        sample.labels.emplace_back("namespace", vip.net_namespace);
    }
    return sample;
}

Gauge presence(const CheckReport& report) {
    Gauge gauge{.name = "vipwarden_vip_present",
                .help = "Whether the virtual address, declared or recorded, is on its interface."};
    for (const auto& vip : report.vips) {
        gauge.samples.push_back(sample_of(vip, vip.present ? 1 : 0));
    }
    return gauge;
}

Gauge answers(const CheckReport& report) {
    Gauge gauge{.name = "vipwarden_vip_answers",
                .help = "Hosts other than this one that answered for the virtual address."};
    for (const auto& vip : report.vips) {
        if (vip.answers) {
            gauge.samples.push_back(sample_of(vip, number(*vip.answers)));
        }
    }
    return gauge;
}

void add_unit(const CheckedUnit& unit, std::vector<Gauge>& gauges) {
    const auto gauge = [&](const char* name, const char* help, bool value) {
        gauges.push_back({.name = name,
                          .help = help,
                          .samples = {{.labels = {{"unit", unit.name}}, .value = value ? 1 : 0}}});
    };
    gauge("vipwarden_drop_in_installed", "Whether vipwarden is part of the unit that starts keepalived.",
          unit.has_vipwarden);
    gauge("vipwarden_unit_active", "Whether the unit that starts keepalived is active.", unit.active);
}

}  // namespace

std::string check_prometheus(const CheckReport& report) {
    std::vector<Gauge> gauges{{.name = "vipwarden_check_status",
                               .help = "Result of the last check: 0 ok, 1 warning, 2 critical, 3 unknown.",
                               .samples = {{.value = static_cast<long>(report.status())}}}};
    if (!report.looked) {
        return exposition(gauges);  // a 0 for anything else would be a lie
    }
    gauges.push_back(count_of(report, FindingKind::leftover, "vipwarden_leftovers",
                              "Addresses, routes, rules and devices that keepalived has left."));
    gauges.push_back(count_of(report, FindingKind::suspect, "vipwarden_suspects",
                              "Addresses, routes and rules that may be keepalived's."));
    gauges.push_back(presence(report));
    if (report.whole) {
        gauges.push_back(
            count_of(report, FindingKind::missing, "vipwarden_missing_vips",
                     "Virtual addresses that are missing though keepalived is, or seems to be, MASTER."));
        gauges.push_back(count_of(report, FindingKind::snapshot, "vipwarden_snapshot_stale",
                                  "Snapshots that are stale or damaged."));
    }
    if (report.probed) {
        gauges.push_back(count_of(report, FindingKind::duplicate, "vipwarden_duplicate_vips",
                                  "Virtual addresses that two hosts answer for."));
        gauges.push_back(answers(report));
    }
    if (report.unit) {
        add_unit(*report.unit, gauges);
    }
    return exposition(gauges);
}

}  // namespace vipwarden::report
