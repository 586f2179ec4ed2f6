// SPDX-License-Identifier: MIT
#include "wrapper/report/check.hpp"
#include "wrapper/report/metrics.hpp"

namespace vipwarden::report {

namespace {

long number(std::size_t count) {
    return static_cast<long>(count);
}

/// What was looked for: a 0 for anything else would be a lie.
std::vector<FindingKind> kinds_of(const CheckReport& report) {
    using enum FindingKind;
    if (!report.looked) {
        return {not_looked};
    }
    std::vector kinds{leftover, suspect, host_address, not_looked};
    if (report.whole) {
        kinds.insert(kinds.end(), {missing, snapshot});
    }
    if (report.probed) {
        kinds.push_back(duplicate);
    }
    if (report.unit) {
        kinds.insert(kinds.end(), {unit, drop_in, release});
    }
    return kinds;
}

Gauge findings(const CheckReport& report) {
    Gauge gauge{.name = "vipwarden_findings", .help = "What the last check found, by kind."};
    for (const auto kind : kinds_of(report)) {
        gauge.samples.push_back(
            {.labels = {{"kind", std::string{name(kind)}}}, .value = number(report.count(kind))});
    }
    return gauge;
}

/// With the IP alone too, so that hosts can be compared. Neither "instance", which Prometheus calls what it
/// scrapes, nor a namespace where there is none: an empty label is as none.
Sample sample_of(const CheckedVip& vip, long value) {
    Sample sample{.labels = {{"interface", vip.interface},
                             {"address", vip.address},
                             {"ip", vip.address.substr(0, vip.address.find('/'))},
                             {"vrrp_instance", vip.instance}},
                  .value = value};
    if (!vip.net_namespace.empty()) {
        sample.labels.emplace_back("net_namespace", vip.net_namespace);
    }
    return sample;
}

void add_vips(const CheckReport& report, std::vector<Gauge>& gauges) {
    Gauge declared{.name = "vipwarden_vip_declared",
                   .help = "Whether the configuration has the virtual address now, or it is only recorded."};
    Gauge present{.name = "vipwarden_vip_present",
                  .help = "Whether the virtual address, declared or recorded, is on its interface."};
    Gauge answers{.name = "vipwarden_vip_answers",
                  .help = "Hosts other than this one that answered for the virtual address."};
    for (const auto& vip : report.vips) {
        if (report.whole) {
            declared.samples.push_back(sample_of(vip, vip.declared ? 1 : 0));
        }
        present.samples.push_back(sample_of(vip, vip.present ? 1 : 0));
        if (vip.answers) {
            answers.samples.push_back(sample_of(vip, number(*vip.answers)));
        }
    }
    gauges.insert(gauges.end(), {declared, present, answers});
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
    std::vector<Gauge> gauges{{.name = "vipwarden_build_info",
                               .help = "Always 1; the version of vipwarden.",
                               .samples = {{.labels = {{"version", report.program_version}}, .value = 1}}},
                              {.name = "vipwarden_check_status",
                               .help = "Result of the last check: 0 ok, 1 warning, 2 critical, 3 unknown.",
                               .samples = {{.value = static_cast<long>(report.status())}}},
                              findings(report)};
    if (report.looked) {
        add_vips(report, gauges);
    }
    if (report.unit) {
        add_unit(*report.unit, gauges);
    }
    return exposition(gauges);
}

}  // namespace vipwarden::report
