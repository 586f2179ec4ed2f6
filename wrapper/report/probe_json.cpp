// SPDX-License-Identifier: MIT
#include "wrapper/report/json_parts.hpp"
#include "wrapper/report/probe.hpp"

namespace vipwarden::report {

namespace {

Json answer(const netlink::MacAddress& mac) {
    const auto router = netlink::virtual_router(mac);
    return {{"mac", netlink::to_string(mac)},
            {"vrid", router ? Json(router->vrid) : Json(nullptr)},
            {"vrrp_family",
             router ? Json(router->family == netlink::Family::ipv4 ? "ipv4" : "ipv6") : Json(nullptr)}};
}

Json place(const ProbedPlace& asked) {
    return {{"interface", asked.interface},
            {"answers", array(asked.macs, answer)},
            {"obstacle", asked.obstacle.empty() ? Json(nullptr) : Json(asked.obstacle)}};
}

Json as_expected(const ProbedAddress& probed, const std::optional<Expectation>& expectation) {
    const auto verdict = expectation ? judge(probed, *expectation) : AsExpected::unknown;
    return verdict == AsExpected::unknown ? Json(nullptr) : Json(verdict == AsExpected::yes);
}

}  // namespace

std::string probe_json(const std::vector<ProbedAddress>& probed,
                       const std::optional<Expectation>& expectation) {
    return document("probe", array(probed, [&expectation](const ProbedAddress& each) {
                        return Json{{"address", to_string(each.address)},
                                    {"held_on", each.held_on},
                                    {"asked", array(each.places, place)},
                                    {"lost_frames", each.lost},
                                    {"as_expected", as_expected(each, expectation)}};
                    }));
}

}  // namespace vipwarden::report
