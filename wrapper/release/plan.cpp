// SPDX-License-Identifier: MIT
#include "wrapper/release/plan.hpp"

#include <algorithm>
#include <utility>

#include "wrapper/address_numbers.hpp"
#include "wrapper/release/facts.hpp"
#include "wrapper/release/restores.hpp"
#include "wrapper/release/routing_verdict.hpp"
#include "wrapper/release/secondary_trap.hpp"
#include "wrapper/release/verdict.hpp"
#include "wrapper/release/vmac_devices.hpp"

namespace vipwarden::release {
namespace {

/// Each (interface, address, prefix) once, in the candidates' order. A VIP that the snapshot finds by index
/// on a renamed interface has its place, even if the configuration still calls it by its old name.
std::vector<Vip> vips_without_interface(const Facts& facts) {
    const auto has_place = [&](const Candidate& candidate) {
        return facts.interfaces().has_place_for(*candidate.vip);
    };
    if (std::ranges::all_of(facts.candidates(), has_place)) {
        return {};
    }
    AddressNumbers settled;
    const auto settle = [&](const Vip& vip) {
        return settled.add(vip.interface, vip.address, vip.prefix_length).second;
    };
    for (const auto& candidate : facts.candidates()) {
        if (has_place(candidate)) {
            settle(*candidate.vip);
        }
    }
    std::vector<Vip> homeless;
    for (const auto& candidate : facts.candidates()) {
        if (settle(*candidate.vip)) {
            homeless.push_back(*candidate.vip);
        }
    }
    return homeless;
}

}  // namespace

Plan plan(const PlanInput& input) {
    const Facts facts{input};
    Plan result;
    for (const auto& address : input.present.addresses) {
        if (auto planned = judge(facts, address)) {
            auto& list = goes(planned->reason) ? result.removals : result.kept;
            list.push_back(*std::move(planned));
        }
    }
    // The dump lists secondaries after their primaries. Deleted in that order with promote_secondaries on,
    // each primary's end would promote the next one, which costs cubic time and flaps the routes.
    std::ranges::reverse(result.removals);
    result.restores = restores(facts, result.removals);
    result.links = vmac_devices(facts, result);
    result.promote = interfaces_to_promote(input.present, result.removals);
    result.without_interface = vips_without_interface(facts);
    for (auto& planned : judge_routing(input, facts.interfaces())) {
        auto& list = goes(planned.reason) ? result.routing : result.routing_kept;
        list.push_back(std::move(planned));
    }
    return result;
}

}  // namespace vipwarden::release
