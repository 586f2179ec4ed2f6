// SPDX-License-Identifier: MIT
// The invariants I1 to I3 (docs/architecture.md), for random worlds against the fake kernel.
#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/support/fake_address_table.hpp"
#include "tests/unit/release/builders.hpp"
#include "tests/unit/release/release_world.hpp"
#include "wrapper/release/interfaces.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using netlink::Link;
using support::FakeKernel;

/// A world that has come to life: the kernel's state before the release and the means to release.
struct Stage {
    explicit Stage(const World& world)
        : kernel{world.links}, releaser{kernel.addresses(), kernel.links()}, input{world.input} {
        populate(kernel, world);
        if (world.links_are_fixed) {
            kernel.refuse_link_changes = make_error_code(std::errc::read_only_file_system);
        }
        input.present = releaser.observe();
    }

    ReleaseReport release() {
        return releaser.release([this](const KernelState& present) {
            auto now = input;
            now.present = present;
            return plan(now);
        });
    }

    FakeKernel kernel;
    Releaser releaser;
    PlanInput input;
};

bool holds(const std::vector<InterfaceAddress>& entries, const InterfaceAddress& wanted) {
    return std::ranges::any_of(entries, [&](const auto& entry) { return same_entry(entry, wanted); });
}

bool was_to_go(const ReleaseReport& report, const InterfaceAddress& entry) {
    return std::ranges::any_of(
        report.removals, [&](const Outcome& outcome) { return same_entry(outcome.planned.address, entry); });
}

bool was_put_back(const ReleaseReport& report, const InterfaceAddress& entry) {
    return std::ranges::any_of(report.restores, [&](const RestoreOutcome& outcome) {
        return same_entry(outcome.restored.address, entry);
    });
}

/// fe80::/10 on a device that was removed: the kernel's or keepalived's own, gone with the device.
bool went_with_its_device(const ReleaseReport& report, const InterfaceAddress& entry) {
    return same_subnet(entry.local, ip("fe80::"), 10) &&
           std::ranges::any_of(report.links, [&](const LinkOutcome& outcome) {
               return !outcome.error && outcome.planned.link.index == entry.ifindex;
           });
}

bool is_hosts_own(const PlanInput& input, const InterfaceAddress& entry) {
    return input.snapshot && input.snapshot->baseline &&
           std::ranges::any_of(*input.snapshot->baseline, [&](const snapshot::BaselineAddress& before) {
               return before.address.protocol != netlink::kProtocolKeepalived &&
                      same_entry(before.address, entry);
           });
}

std::vector<Vip> all_vips(const PlanInput& input) {
    auto vips = input.declared;
    if (input.snapshot) {
        for (const auto& generation : input.snapshot->generations) {
            vips.insert(vips.end(), generation.begin(), generation.end());
        }
    }
    return vips;
}

/// The plainest reading of "a VIP is there": its IP and prefix on the interface that it names.
bool is_plainly_a_vip(const PlanInput& input, const InterfaceAddress& entry) {
    const auto* link = find_link(input.present.links, entry.ifindex);
    return std::ranges::any_of(all_vips(input), [&](const Vip& vip) {
        return vip.address == entry.local && vip.prefix_length == entry.prefix_length &&
               vip.interface == link->name;
    });
}

/// It was learnt: this very entry of the kernel.
bool is_learnt(const PlanInput& input, const InterfaceAddress& entry) {
    return input.snapshot &&
           std::ranges::any_of(input.snapshot->learnt, [&](const snapshot::LearntAddress& learnt) {
               return learnt.ifindex == entry.ifindex && learnt.address == entry.local &&
                      learnt.prefix_length == entry.prefix_length && learnt.peer == entry.peer;
           });
}

/// A doubtful VIP spells it in full, as the plan sees interfaces.
bool is_doubtful(const PlanInput& input, const InterfaceAddress& entry) {
    const Interfaces interfaces{input.present.links};
    return std::ranges::any_of(input.doubtful, [&](const DoubtfulVip& doubtful) {
        return doubtful.vip.address == entry.local && doubtful.vip.prefix_length == entry.prefix_length &&
               interfaces.belongs(doubtful.vip, entry.ifindex);
    });
}

RC_GTEST_PROP(ReleaseProperty, LosesNothingThatThePlanDidNotRemove, ()) {
    Stage stage{any_world()};
    const auto before = stage.input.present;

    const auto report = stage.release();

    const auto after = stage.releaser.observe();
    for (const auto& entry : before.addresses) {
        if (!was_to_go(report, entry) && !went_with_its_device(report, entry)) {
            RC_ASSERT(holds(after.addresses, entry));
        }
    }
}

RC_GTEST_PROP(ReleaseProperty, KeepsWhatWasTheHostsBeforeKeepalived, ()) {
    Stage stage{any_world()};
    const auto before = stage.input.present;

    const auto report = stage.release();

    const auto after = stage.releaser.observe();
    for (const auto& entry : before.addresses) {
        if (is_hosts_own(stage.input, entry) && !went_with_its_device(report, entry)) {
            RC_ASSERT(holds(after.addresses, entry));
        }
    }
}

RC_GTEST_PROP(ReleaseProperty, AddsNothingButWhatItPutsBack, ()) {
    Stage stage{any_world()};
    const auto before = stage.input.present;

    const auto report = stage.release();

    for (const auto& entry : stage.releaser.observe().addresses) {
        RC_ASSERT(holds(before.addresses, entry) || was_put_back(report, entry));
    }
}

RC_GTEST_PROP(ReleaseProperty, LeavesEverySysctlAndEveryForeignDeviceAsItWas, ()) {
    Stage stage{any_world()};
    const auto before = stage.input.present;

    const auto report = stage.release();

    auto expected = before.links;
    std::erase_if(expected, [&](const Link& link) {
        return std::ranges::any_of(report.links, [&](const LinkOutcome& outcome) {
            return !outcome.error && outcome.planned.link.index == link.index;
        });
    });
    RC_ASSERT(stage.releaser.observe().links == expected);
}

RC_GTEST_PROP(ReleaseProperty, JudgesEachAddressOnceAndOnlyTheIpsOfVipsAndWhatWasLearnt, ()) {
    const Stage stage{any_world()};
    const auto result = plan(stage.input);
    const auto vips = all_vips(stage.input);

    std::vector<InterfaceAddress> judged;
    const auto is_a_vips = [&](const InterfaceAddress& entry) {
        return std::ranges::any_of(vips, [&](const Vip& vip) { return vip.address == entry.local; }) ||
               is_learnt(stage.input, entry);
    };
    for (const auto* list : {&result.removals, &result.kept}) {
        for (const auto& planned : *list) {
            RC_ASSERT(goes(planned.reason) == (list == &result.removals));
            RC_ASSERT(!holds(judged, planned.address));
            RC_ASSERT(is_a_vips(planned.address) || is_doubtful(stage.input, planned.address));
            judged.push_back(planned.address);
        }
    }
    for (const auto& entry : stage.input.present.addresses) {
        RC_ASSERT(holds(judged, entry) == (is_a_vips(entry) || is_doubtful(stage.input, entry)));
    }
}

RC_GTEST_PROP(ReleaseProperty, RemovesNothingForTheSakeOfADoubtfulVip, ()) {
    const Stage stage{any_world()};
    auto without = stage.input;
    without.doubtful.clear();

    const auto with_doubts = plan(stage.input);
    const auto without_doubts = plan(without);

    RC_ASSERT(with_doubts.removals == without_doubts.removals);
    RC_ASSERT(with_doubts.links.size() <= without_doubts.links.size());
    RC_ASSERT(with_doubts.restores == without_doubts.restores);
    RC_ASSERT(with_doubts.without_interface == without_doubts.without_interface);
}

RC_GTEST_PROP(ReleaseProperty, KeepsWhatIsOnlyDoubtful, ()) {
    Stage stage{any_world()};
    const auto before = stage.input.present;

    const auto report = stage.release();

    const auto after = stage.releaser.observe();
    const auto vips = all_vips(stage.input);
    for (const auto& entry : before.addresses) {
        const bool is_nobodys =
            std::ranges::none_of(vips, [&](const Vip& vip) { return vip.address == entry.local; }) &&
            !is_learnt(stage.input, entry);
        if (is_nobodys && is_doubtful(stage.input, entry)) {
            RC_ASSERT(holds(after.addresses, entry));
            RC_ASSERT(std::ranges::any_of(
                report.kept, [&](const PlannedAddress& kept) { return same_entry(kept.address, entry); }));
        }
    }
}

RC_GTEST_PROP(ReleaseProperty, RemovesForTheSakeOfALearntAddressNothingButThat, ()) {
    const Stage stage{any_world()};
    auto without = stage.input;
    if (without.snapshot) {
        without.snapshot->learnt.clear();
    }

    const auto with_learnt = plan(stage.input);
    const auto without_learnt = plan(without);

    const auto goes_in = [](const Plan& plan, const InterfaceAddress& entry) {
        return std::ranges::any_of(
            plan.removals, [&](const PlannedAddress& planned) { return same_entry(planned.address, entry); });
    };
    for (const auto& entry : stage.input.present.addresses) {
        if (!is_learnt(stage.input, entry)) {
            RC_ASSERT(goes_in(with_learnt, entry) == goes_in(without_learnt, entry));
        }
    }
}

RC_GTEST_PROP(ReleaseProperty, RemovesNothingLearntThatIsTheHostsOrThatItsKeepalivedMayHold, ()) {
    const Stage stage{any_world()};
    const bool lives = std::ranges::any_of(stage.input.holders, &Holder::same_configuration);

    for (const auto& planned : plan(stage.input).removals) {
        if (is_learnt(stage.input, planned.address)) {
            RC_ASSERT(!lives && !is_hosts_own(stage.input, planned.address));
        }
    }
}

RC_GTEST_PROP(ReleaseProperty, DoesNotDependOnTheOrderOfLearning, ()) {
    const Stage stage{any_world()};
    auto reversed = stage.input;
    if (reversed.snapshot) {
        std::ranges::reverse(reversed.snapshot->learnt);
    }

    RC_ASSERT(verdicts(plan(stage.input).removals) == verdicts(plan(reversed).removals));
    RC_ASSERT(verdicts(plan(stage.input).kept) == verdicts(plan(reversed).kept));
}

RC_GTEST_PROP(ReleaseProperty, PlansTheSameTwice, ()) {
    const Stage stage{any_world()};

    RC_ASSERT(plan(stage.input) == plan(stage.input));
}

RC_GTEST_PROP(ReleaseProperty, DoesNotDependOnTheOrderOfDeclaration, ()) {
    const Stage stage{any_world()};
    auto reversed = stage.input;
    std::ranges::reverse(reversed.declared);

    const auto one = plan(stage.input);
    const auto other = plan(reversed);

    RC_ASSERT(verdicts(one.removals) == verdicts(other.removals));
    RC_ASSERT(verdicts(one.kept) == verdicts(other.kept));
    RC_ASSERT(texts(one.restores) == texts(other.restores));
    RC_ASSERT(one.promote == other.promote);
    RC_ASSERT(one.links.size() == other.links.size());
    RC_ASSERT(one.without_interface.size() == other.without_interface.size());
}

RC_GTEST_PROP(ReleaseProperty, HasNothingToDoTheSecondTime, ()) {
    Stage stage{any_world()};
    const auto first = stage.release();
    RC_PRE(first.clean());

    const auto second = stage.release();

    RC_ASSERT(second.rounds == 0);
    RC_ASSERT(second.removals.empty() && second.links.empty() && second.restores.empty());
    RC_ASSERT(second.kept == first.kept);
    RC_ASSERT(second.clean());
}

RC_GTEST_PROP(ReleaseProperty, LeavesNoVipUnaccountedForWhenClean, ()) {
    Stage stage{any_world()};

    const auto report = stage.release();

    RC_PRE(report.clean() && !report.has_suspects());
    const auto after = stage.releaser.observe();
    for (const auto& entry : after.addresses) {
        const bool is_kept = std::ranges::any_of(
            report.kept, [&](const PlannedAddress& kept) { return same_entry(kept.address, entry); });
        RC_ASSERT(is_kept || !(is_plainly_a_vip(stage.input, entry) || is_learnt(stage.input, entry)));
    }
}

RC_GTEST_PROP(ReleaseProperty, FailsOnlyWhereTheKernelRefuses, ()) {
    auto world = any_world();
    world.links_are_fixed = false;
    Stage stage{world};

    const auto report = stage.release();

    RC_ASSERT(report.leftovers.empty());
    for (const auto& outcome : report.removals) {
        RC_ASSERT(!outcome.error);
    }
    for (const auto& outcome : report.links) {
        RC_ASSERT(!outcome.error);
    }
    for (const auto& outcome : report.restores) {  // Another scope in the subnet: __inet_insert_ifa().
        RC_ASSERT(!outcome.error || outcome.error == std::errc::invalid_argument);
    }
}

}  // namespace
}  // namespace vipwarden::release
