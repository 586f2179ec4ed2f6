// SPDX-License-Identifier: MIT
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "wrapper/report/report.hpp"
#include "wrapper/report/table.hpp"

namespace vipwarden::report {

namespace {

using Key = std::tuple<std::string, netlink::IpAddress, std::uint8_t>;

/// Collects rows in order of first mention, one for each (interface, address, prefix length).
class Rows {
 public:
    ListRow& at(const std::string& interface, const netlink::IpAddress& address, std::uint8_t length) {
        const auto [place, is_new] = index_.try_emplace(Key{interface, address, length}, rows_.size());
        if (is_new) {
            rows_.push_back(
                {.interface = interface, .address = fmt::format("{}/{}", to_string(address), length)});
        }
        return rows_[place->second];
    }

    ListRow& at(const Vip& vip) {
        auto& row = at(vip.interface, vip.address, vip.prefix_length);
        if (row.instance.empty()) {
            row.instance = vip.instance;
            row.where = vip.where;
        }
        return row;
    }

    void add_present(const release::PlannedAddress& planned, const std::string& verdict) {
        auto& row = at(planned.interface, planned.address.local, planned.address.prefix_length);
        row.present = true;
        row.address = to_string(planned.address);
        row.remark = verdict + explain(planned);
        if (row.instance.empty()) {
            row.instance = planned.vip.instance;
            row.where = planned.vip.where;
        }
    }

    std::vector<ListRow> take() { return std::move(rows_); }

 private:
    std::map<Key, std::size_t> index_;
    std::vector<ListRow> rows_;
};

const char* verdict(release::Reason reason) {
    return is_suspect(reason) ? "suspect: " : "";
}

/// How the snapshot knows it.
const char* snapshot_mark(const ListRow& row) {
    return row.recorded ? "yes" : row.learnt ? "learnt" : "-";
}

/// Nothing where there are none.
std::string routing_table(const std::vector<release::PlannedRouting>& routing) {
    std::vector<std::vector<std::string>> lines{{"ROUTE OR RULE", "INSTANCE", "WHERE", "REMARK"}};
    for (const auto& planned : routing) {
        const auto* what = goes(planned.reason)         ? "leftover: "
                           : is_suspect(planned.reason) ? "suspect: "
                                                        : "";
        lines.push_back({planned.text, planned.instance, planned.where, what + explain(planned)});
    }
    return routing.empty() ? "" : table(lines);
}

}  // namespace

std::vector<ListRow> list_rows(const release::PlanInput& input, const release::Plan& plan) {
    Rows rows;
    for (const auto& vip : input.declared) {
        rows.at(vip).declared = true;
    }
    if (input.snapshot) {
        for (const auto& vip : snapshot::recorded_vips(*input.snapshot)) {
            rows.at(vip).recorded = true;
        }
        for (const auto& learnt : input.snapshot->learnt) {
            auto& row = rows.at(learnt.interface, learnt.address, learnt.prefix_length);
            row.learnt = true;
        }
    }
    for (const auto& vip : plan.without_interface) {
        rows.at(vip).remark = "no such interface";
    }
    for (const auto& removal : plan.removals) {
        rows.add_present(removal, "leftover: ");
    }
    for (const auto& kept : plan.kept) {
        rows.add_present(kept, verdict(kept.reason));
    }
    return rows.take();
}

std::string list_text(const std::vector<ListedTarget>& targets) {
    const auto mark = [](bool yes) { return yes ? "yes" : "-"; };
    std::string text;
    for (const auto& target : targets) {
        std::vector<std::vector<std::string>> lines{
            {"INTERFACE", "ADDRESS", "INSTANCE", "WHERE", "DECLARED", "SNAPSHOT", "PRESENT", "REMARK"}};
        for (const auto& row : target.rows) {
            lines.push_back({row.interface, row.address, row.instance, row.where, mark(row.declared),
                             snapshot_mark(row), target.looked ? mark(row.present) : "?", row.remark});
        }
        text +=
            fmt::format("{}{}, read as keepalived {} does\n", targets.size() > 1 && !text.empty() ? "\n" : "",
                        describe(target.subject), target.subject.keepalived_version);
        text += table(lines) + routing_table(target.routing);
    }
    return text;
}

}  // namespace vipwarden::report
