// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "netlink/address_table.hpp"
#include "netlink/link_table.hpp"
#include "tests/support/fake_address_table.hpp"
#include "tests/unit/release/builders.hpp"
#include "wrapper/release/releaser.hpp"

// How the tests of the Releaser release, and read what came of it.

namespace vipwarden::release {

class MockAddressTable : public netlink::AddressTable {
 public:
    MOCK_METHOD(std::vector<netlink::InterfaceAddress>, list, (), (override));
    MOCK_METHOD(std::vector<std::error_code>, remove, (std::span<const netlink::InterfaceAddress>),
                (override));
    MOCK_METHOD(std::vector<netlink::InterfaceAddress>, list_on, (int, netlink::Family), (override));
    MOCK_METHOD(void, silence, (std::span<const netlink::InterfaceAddress>), (override));
    MOCK_METHOD(std::error_code, add, (const netlink::InterfaceAddress&), (override));
    MOCK_METHOD(std::vector<std::error_code>, set_lifetime,
                (std::span<const netlink::InterfaceAddress>, std::uint32_t), (override));
};

class MockLinkTable : public netlink::LinkTable {
 public:
    MOCK_METHOD(std::vector<netlink::Link>, list, (), (override));
    MOCK_METHOD(std::error_code, set_promote_secondaries, (int, bool), (override));
    MOCK_METHOD(std::error_code, remove, (int), (override));
};

/// Plans for these inputs on whatever the kernel has.
inline Releaser::Planner planner_for(PlanInput input) {
    return [input](const KernelState& present) mutable {
        input.present = present;
        return plan(input);
    };
}

inline Releaser::Planner planner_for(std::vector<Vip> declared) {
    return planner_for(PlanInput{.declared = std::move(declared)});
}

inline ReleaseReport release(support::FakeKernel& kernel, const Releaser::Planner& planner) {
    return Releaser{kernel.addresses(), kernel.links()}.release(planner);
}

inline std::vector<std::string> outcomes(const std::vector<Outcome>& removals) {
    std::vector<std::string> result;
    for (const auto& outcome : removals) {
        result.push_back(fmt::format("{} {}", to_string(outcome.planned.address),
                                     outcome.error ? outcome.error.message() : "removed"));
    }
    return result;
}

inline std::vector<std::string> outcomes(const std::vector<RestoreOutcome>& restores) {
    std::vector<std::string> result;
    for (const auto& outcome : restores) {
        result.push_back(fmt::format("{} {} {}", outcome.restored.interface,
                                     to_string(outcome.restored.address),
                                     outcome.error ? outcome.error.message() : "restored"));
    }
    return result;
}

inline std::vector<std::string> outcomes(const std::vector<LinkOutcome>& links) {
    std::vector<std::string> result;
    for (const auto& outcome : links) {
        result.push_back(fmt::format("{} {}", outcome.planned.link.name,
                                     outcome.error ? outcome.error.message() : "removed"));
    }
    return result;
}

inline bool promotes(support::FakeKernel& kernel, int ifindex) {
    return find_link(kernel.links().list(), ifindex)->promote_secondaries;
}

}  // namespace vipwarden::release
