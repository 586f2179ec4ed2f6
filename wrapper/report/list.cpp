// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "wrapper/address_numbers.hpp"
#include "wrapper/report/report.hpp"
#include "wrapper/report/table.hpp"

namespace vipwarden::report {

namespace {

using Lines = std::vector<std::vector<std::string>>;

constexpr auto kHeadings =
    std::to_array<std::string_view>({"INTERFACE", "ADDRESS", "INSTANCE", "STATE", "WHERE", "DECLARED",
                                     "SNAPSHOT", "PRESENT", "HOLDER", "REMARK"});

Verdict verdict_on(release::Reason reason) {
    if (goes(reason)) {
        return Verdict::leftover;
    }
    if (is_suspect(reason)) {
        return Verdict::suspect;
    }
    return reason == release::Reason::held ? Verdict::held : Verdict::kept;
}

const char* verdict_prefix(release::Reason reason) {
    return goes(reason) ? "leftover: " : is_suspect(reason) ? "suspect: " : "";
}

/// Collects rows in order of first mention, one for each (interface, address, prefix length).
class Rows {
 public:
    /// Keeps a reference.
    explicit Rows(const std::vector<release::Holder>& holders) : holders_{holders} {}

    /// Makes room.
    void expect(std::size_t count) {
        numbers_.expect(count);
        rows_.reserve(count);
    }

    ListRow& at(const std::string& interface, const netlink::IpAddress& address, std::uint8_t length) {
        const auto [number, is_new] = numbers_.add(interface, address, length);
        if (is_new) {
            auto& row = rows_.emplace_back();
            row.interface = interface;
            row.address = to_string(address);
            row.address += '/';
            row.address += std::to_string(length);
        }
        return rows_[number];
    }

    ListRow& at(const Vip& vip) {
        auto& row = at(vip.interface, vip.address, vip.prefix_length);
        if (row.instance.empty()) {
            row.instance = vip.instance;
            row.where = vip.where;
        }
        return row;
    }

    void add_declared(Vip&& vip) {
        auto& row = at(vip.interface, vip.address, vip.prefix_length);
        row.declared = true;
        if (row.instance.empty()) {
            row.instance = std::move(vip.instance);
            row.where = std::move(vip.where);
        }
    }

    void add_present(const release::PlannedAddress& planned) {
        auto& row = at(planned.interface, planned.address.local, planned.address.prefix_length);
        row.present = true;
        row.address = to_string(planned.address);
        row.remark = verdict_prefix(planned.reason) + explain(planned);
        row.verdict = verdict_on(planned.reason);
        row.holder = holder_of(planned);
        if (row.instance.empty()) {
            row.instance = planned.vip.instance;
            row.where = planned.vip.where;
        }
    }

    void add_states(const InstanceStates& states) {
        if (states.empty()) {
            return;
        }
        for (auto& row : rows_) {
            const auto known = states.find(row.instance);
            row.state = known == states.end() ? "" : known->second;
        }
    }

    std::vector<ListRow> take() { return std::move(rows_); }

 private:
    [[nodiscard]] std::optional<ListHolder> holder_of(const release::PlannedAddress& planned) const {
        if (planned.reason != release::Reason::held && planned.reason != release::Reason::maybe_held) {
            return std::nullopt;
        }
        const auto holder = std::ranges::find(holders_, planned.holder, &release::Holder::pid);
        return ListHolder{.pid = planned.holder,
                          .config_path = planned.holder_config,
                          .own = holder != holders_.end() && holder->same_configuration,
                          .sure = planned.reason == release::Reason::held};
    }

    const std::vector<release::Holder>& holders_;
    AddressNumbers numbers_;
    std::vector<ListRow> rows_;
};

/// How the snapshot knows it.
const char* snapshot_mark(const ListRow& row) {
    return row.recorded ? "yes" : row.learnt ? "learnt" : "-";
}

Colour colour_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::leftover:
            return Colour::red;
        case Verdict::suspect:
            return Colour::yellow;
        case Verdict::held:
            return Colour::green;
        case Verdict::none:
        case Verdict::kept:
            break;
    }
    return Colour::none;
}

/// "123", "456 (/etc/keepalived/b.conf)" for another keepalived, "456 (?)" if it only may; "nobody" for what
/// is there all the same.
std::string holder_text(const ListRow& row) {
    if (!row.holder) {
        return row.verdict == Verdict::leftover || row.verdict == Verdict::suspect ? "nobody" : "-";
    }
    const auto& holder = *row.holder;
    if (!holder.sure) {
        return fmt::format("{} (?)", holder.pid);
    }
    return holder.own || holder.config_path.empty() ? fmt::format("{}", holder.pid)
                                                    : fmt::format("{} ({})", holder.pid, holder.config_path);
}

/// The cells of a row. Holds as long as the row does.
class Cells {
 public:
    Cells(const ListRow& row, bool looked)
        : holder_{looked ? holder_text(row) : "?"},
          cells_{row.interface,
                 row.address,
                 row.instance,
                 row.state.empty() ? std::string_view{"-"} : row.state,
                 row.where,
                 mark(row.declared),
                 snapshot_mark(row),
                 looked ? mark(row.present) : "?",
                 holder_,
                 row.remark} {}
    Cells(const Cells&) = delete;
    Cells& operator=(const Cells&) = delete;

    operator std::span<const std::string_view>() const { return cells_; }

 private:
    static std::string_view mark(bool yes) { return yes ? "yes" : "-"; }

    std::string holder_;
    std::array<std::string_view, kHeadings.size()> cells_;
};

void append_rows(std::string& text, const ListedTarget& target, bool colour) {
    Columns columns;
    columns.fit(kHeadings);
    for (const auto& row : target.rows) {
        columns.fit(Cells{row, target.looked});
    }
    text.reserve(text.size() + (target.rows.size() + 1) * columns.longest_line());
    columns.append(text, kHeadings);
    for (const auto& row : target.rows) {
        columns.append(text, Cells{row, target.looked}, colour ? colour_of(row.verdict) : Colour::none);
    }
}

/// Nothing where there are none.
std::string routing_table(const std::vector<release::PlannedRouting>& routing, bool colour) {
    if (routing.empty()) {
        return "";
    }
    Lines lines{{"ROUTE OR RULE", "INSTANCE", "WHERE", "REMARK"}};
    std::vector<Colour> colours{Colour::none};
    for (const auto& planned : routing) {
        const auto verdict = goes(planned.reason)         ? Verdict::leftover
                             : is_suspect(planned.reason) ? Verdict::suspect
                                                          : Verdict::kept;
        const auto* prefix = verdict == Verdict::leftover  ? "leftover: "
                             : verdict == Verdict::suspect ? "suspect: "
                                                           : "";
        lines.push_back({planned.text, planned.instance, planned.where, prefix + explain(planned)});
        colours.push_back(colour ? colour_of(verdict) : Colour::none);
    }
    return table(lines, colours);
}

}  // namespace

std::string_view name(Verdict verdict) {
    switch (verdict) {
        case Verdict::none:
            return "none";
        case Verdict::held:
            return "held";
        case Verdict::kept:
            return "kept";
        case Verdict::suspect:
            return "suspect";
        case Verdict::leftover:
            return "leftover";
    }
    return "none";
}

std::vector<ListRow> list_rows(release::PlanInput input, const release::Plan& plan,
                               const InstanceStates& states) {
    Rows rows{input.holders};
    rows.expect(input.declared.size());
    for (auto& vip : input.declared) {
        rows.add_declared(std::move(vip));
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
        rows.add_present(removal);
    }
    for (const auto& kept : plan.kept) {
        rows.add_present(kept);
    }
    rows.add_states(states);
    return rows.take();
}

std::string list_text(const std::vector<ListedTarget>& targets, bool colour) {
    std::string text;
    for (const auto& target : targets) {
        text +=
            fmt::format("{}{}, read as keepalived {} does\n", targets.size() > 1 && !text.empty() ? "\n" : "",
                        describe(target.subject), target.subject.keepalived_version);
        append_rows(text, target, colour);
        text += routing_table(target.routing, colour);
    }
    return text;
}

}  // namespace vipwarden::report
