// SPDX-License-Identifier: MIT
#include "wrapper/report/probe.hpp"

#include <algorithm>
#include <cstddef>
#include <set>

#include <fmt/format.h>

#include "wrapper/report/table.hpp"

namespace vipwarden::report {

namespace {

using Kind = Expectation::Kind;
using Macs = std::set<netlink::MacAddress>;

/// Two interfaces of this host may be on the same network: nobody counts twice.
Macs all_macs(const ProbedAddress& probed) {
    Macs macs;
    for (const auto& place : probed.places) {
        macs.insert(place.macs.begin(), place.macs.end());
    }
    return macs;
}

bool is_complete(const ProbedAddress& probed) {
    return probed.lost == 0 && !probed.places.empty() &&
           std::ranges::all_of(probed.places, [](const auto& place) { return place.obstacle.empty(); });
}

/// How many hosts too many have it, and whether somebody who should have it has.
struct Count {
    std::size_t too_many{0};
    bool enough{true};
};

Count count(const ProbedAddress& probed, const Expectation& expectation) {
    const auto macs = all_macs(probed);
    const std::size_t here = probed.held_on.empty() ? 0 : 1;
    switch (expectation.kind) {
        case Kind::none:
            return {.too_many = macs.size()};
        case Kind::one:
            return {.too_many = std::max<std::size_t>(macs.size() + here, 1) - 1,
                    .enough = macs.size() + here > 0};
        case Kind::mac:
            return {.too_many = macs.size() - macs.count(expectation.mac) + here,
                    .enough = macs.contains(expectation.mac)};
    }
    return {};
}

std::string words(const Expectation& expectation) {
    switch (expectation.kind) {
        case Kind::none:
            return "no other host answers";
        case Kind::one:
            return "one host has it";
        case Kind::mac:
            return fmt::format("{} alone answers", netlink::describe(expectation.mac));
    }
    return {};
}

/// "10.0.0.1, 10.0.0.2": those of which that is the verdict.
std::string those(const std::vector<ProbedAddress>& probed, const Expectation& expectation,
                  AsExpected verdict) {
    std::string text;
    for (const auto& each : probed) {
        if (judge(each, expectation) == verdict) {
            text += (text.empty() ? "" : ", ") + to_string(each.address);
        }
    }
    return text;
}

std::string verdict_text(const std::vector<ProbedAddress>& probed, const Expectation& expectation) {
    std::string text;
    if (const auto unmet = those(probed, expectation, AsExpected::no); !unmet.empty()) {
        text += fmt::format("not as expected ({}): {}\n", words(expectation), unmet);
    }
    if (const auto unknown = those(probed, expectation, AsExpected::unknown); !unknown.empty()) {
        text += fmt::format("can't tell whether {}: {}\n", words(expectation), unknown);
    }
    return text.empty() ? fmt::format("as expected: {}\n", words(expectation)) : text;
}

using Lines = std::vector<std::vector<std::string>>;

void add_place(Lines& lines, const ProbedAddress& probed, const ProbedPlace& place) {
    const auto address = to_string(probed.address);
    if (!place.obstacle.empty()) {
        lines.push_back({address, place.interface, "could not be asked: " + place.obstacle});
    } else if (place.macs.empty()) {
        lines.push_back(
            {address, place.interface, probed.held_on.empty() ? "nobody seen" : "nobody else seen"});
    }
    for (const auto& mac : place.macs) {
        lines.push_back({address, place.interface, netlink::describe(mac)});
    }
}

void add_address(Lines& lines, const ProbedAddress& probed) {
    for (const auto& interface : probed.held_on) {
        lines.push_back({to_string(probed.address), interface, "this host"});
    }
    for (const auto& place : probed.places) {
        add_place(lines, probed, place);
    }
    if (probed.places.empty()) {
        lines.push_back({to_string(probed.address), "",
                         "could not be asked: no interface that is up has neighbours; name one with -i"});
    }
}

}  // namespace

AsExpected judge(const ProbedAddress& probed, const Expectation& expectation) {
    const auto [too_many, enough] = count(probed, expectation);
    if (too_many > 0) {
        return AsExpected::no;
    }
    if (!is_complete(probed)) {
        return AsExpected::unknown;
    }
    return enough ? AsExpected::yes : AsExpected::no;
}

AsExpected judge(const std::vector<ProbedAddress>& probed, const Expectation& expectation) {
    auto worst = AsExpected::yes;
    for (const auto& each : probed) {
        worst = std::max(worst, judge(each, expectation));
    }
    return worst;
}

std::string probe_text(const std::vector<ProbedAddress>& probed,
                       const std::optional<Expectation>& expectation) {
    Lines lines;
    for (const auto& each : probed) {
        add_address(lines, each);
    }
    return table(lines) + (expectation ? verdict_text(probed, *expectation) : "");
}

}  // namespace vipwarden::report
