// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_release.hpp"

#include <system_error>

#include <gmock/gmock.h>

#include "tests/unit/commands/print_step.hpp"

namespace vipwarden::commands {
namespace {

using netlink::InterfaceAddress;
using release::PlannedAddress;
using release::Reason;
using testing::ElementsAre;
using testing::IsSupersetOf;

const report::Subject kSubject{.config_path = "/etc/keepalived/keepalived.conf"};
const Step kNoAddress =
    passed("addresses", "no VIP of /etc/keepalived/keepalived.conf (no snapshot) is left on its interface");
const Step kNoDevice = passed("devices", "no VMAC or ipvlan of keepalived is left");
const Step kNoRouting = passed("routing", "no virtual route or rule is left");

PlannedAddress planned(const char* ip, std::uint8_t length, Reason reason, const char* label = "") {
    const auto address = *netlink::parse_ip_address(ip);
    return {.address = {.ifindex = 2, .local = address, .prefix_length = length, .label = label},
            .interface = "eno1",
            .reason = reason,
            .vip = {.address = address, .prefix_length = 32, .instance = "V1", .where = "k.conf:7"}};
}

const PlannedAddress kIncident = planned("172.31.161.42", 0, Reason::prefix_zero, "eno1::1");
const PlannedAddress kVip = planned("172.31.161.41", 32, Reason::declared);

release::PlannedRouting route(const char* text, release::RoutingReason reason) {
    return {.entry = netlink::Route{.protocol = 18}, .text = text, .reason = reason, .instance = "V1"};
}

TEST(DecommissionRelease, HasNothingToDo) {
    EXPECT_THAT(release_steps(kSubject, {}, 1), ElementsAre(kNoAddress, kNoDevice, kNoRouting));
}

TEST(DecommissionRelease, SaysWhatItRemoved) {
    const release::ReleaseReport report{.routing = {{.planned = route("route 10.1.0.0/16 proto keepalived",
                                                                      release::RoutingReason::declared)}},
                                        .removals = {{.planned = kIncident}, {.planned = kVip}},
                                        .links = {{.planned = {.link = {.name = "vrrp.51"}}}}};

    EXPECT_THAT(release_steps(kSubject, report, 1),
                ElementsAre(done("addresses",
                                 "removed 2: 172.31.161.42/0 label eno1::1 on eno1, "
                                 "172.31.161.41/32 on eno1"),
                            done("devices", "removed 1: vrrp.51"),
                            done("routing", "removed 1: route 10.1.0.0/16 proto keepalived")));
}

TEST(DecommissionRelease, FailsForWhatCannotBeRemoved) {
    const release::ReleaseReport report{
        .removals = {{.planned = kVip, .error = std::make_error_code(std::errc::device_or_resource_busy)}},
        .leftovers = {kVip},
        .rounds = 5};

    EXPECT_THAT(release_steps(kSubject, report, 1),
                ElementsAre(failed(ExitCode::leftovers, "addresses",
                                   "172.31.161.41/32 on eno1 can't be removed: Device or resource busy",
                                   "ip addr del 172.31.161.41/32 dev eno1"),
                            kNoDevice, kNoRouting));
}

TEST(DecommissionRelease, NamesAMissingPermission) {
    const release::ReleaseReport report{
        .removals = {{.planned = kVip, .error = std::make_error_code(std::errc::operation_not_permitted)}},
        .leftovers = {kVip},
        .rounds = 1};

    const auto steps = release_steps(kSubject, report, 1);

    EXPECT_EQ(steps.front(), failed(ExitCode::permission, "addresses",
                                    "172.31.161.41/32 on eno1 can't be removed: Operation not permitted",
                                    "run this as root"));
}

TEST(DecommissionRelease, FailsForWhatComesBack) {
    const release::ReleaseReport report{.removals = {{.planned = kVip}}, .leftovers = {kVip}, .rounds = 5};

    EXPECT_THAT(release_steps(kSubject, report, 1),
                testing::Contains(failed(ExitCode::leftovers, "addresses",
                                         "172.31.161.41/32 on eno1 came back 5 times",
                                         "find out who adds it: ip monitor address")));
}

TEST(DecommissionRelease, FailsForASuspectAndSaysWhatToDo) {
    auto subject = kSubject;
    subject.net_namespace = "blue";
    const auto suspect = planned("172.31.161.41", 32, Reason::owner);

    const auto steps = release_steps(subject, {.kept = {suspect}}, 1);

    EXPECT_EQ(steps.front(),
              failed(ExitCode::leftovers, "addresses", "172.31.161.41/32 on eno1 stays: " + explain(suspect),
                     "'ip -n blue addr del 172.31.161.41/32 dev eno1' if it is keepalived's; --keep "
                     "172.31.161.41@eno1 if it is not"));
}

TEST(DecommissionRelease, WarnsOfWhatStaysForAReason) {
    const auto kept = planned("172.31.161.41", 32, Reason::kept_by_operator);

    const auto steps = release_steps(kSubject, {.kept = {kept}}, 1);

    EXPECT_EQ(steps.front(), warned("addresses", "172.31.161.41/32 on eno1 stays: " + explain(kept),
                                    "'ip addr del 172.31.161.41/32 dev eno1' if it is to go"));
}

TEST(DecommissionRelease, LeavesWhatIsOnLoToAnItemOfItsOwn) {
    auto on_lo = planned("172.31.161.41", 32, Reason::elsewhere);
    on_lo.interface = "lo";

    EXPECT_THAT(release_steps(kSubject, {.kept = {on_lo}}, 1),
                ElementsAre(kNoAddress, kNoDevice, kNoRouting));
}

TEST(DecommissionRelease, SaysWhatWasPutBack) {
    const release::RestoreOutcome restored{
        .restored = {.interface = "eno1",
                     .address = {.local = *netlink::parse_ip_address("10.0.0.1"), .prefix_length = 24}}};

    EXPECT_EQ(release_steps(kSubject, {.restores = {restored}}, 1).front(),
              done("addresses", "the host's own 10.0.0.1/24 on eno1 was put back"));
}

TEST(DecommissionRelease, FailsForADeviceThatStays) {
    const release::LinkOutcome refused{.planned = {.link = {.name = "vrrp.51"}},
                                       .error = std::make_error_code(std::errc::device_or_resource_busy)};

    EXPECT_THAT(
        release_steps(kSubject, {.links = {refused}}, 1),
        ElementsAre(kNoAddress,
                    failed(ExitCode::leftovers, "devices",
                           "vrrp.51 can't be deleted: Device or resource busy", "ip link del vrrp.51"),
                    kNoRouting));
}

TEST(DecommissionRelease, FailsForRoutesThatStayOrCannotBeRead) {
    const auto left = route("-6 route default proto keepalived", release::RoutingReason::declared);
    const release::ReleaseReport report{.routing_leftovers = {left},
                                        .routing_error = std::make_error_code(std::errc::io_error)};

    EXPECT_THAT(
        release_steps(kSubject, report, 1),
        IsSupersetOf(
            {failed(ExitCode::leftovers, "routing", "-6 route default proto keepalived is still there",
                    "ip -6 route del default proto keepalived"),
             failed(ExitCode::leftovers, "routing", "the routes and rules can't be read: Input/output error",
                    "look at 'ip route show table all proto keepalived' and 'ip rule'")}));
}

TEST(DecommissionPlan, SaysWhatWouldBeDone) {
    const release::Plan plan{.routing = {route("rule pref 7 table 100", release::RoutingReason::declared)},
                             .removals = {kIncident},
                             .links = {{.link = {.name = "vrrp.51"}}}};

    EXPECT_THAT(plan_steps(kSubject, plan, 1),
                ElementsAre(done("addresses", "1 would be removed: 172.31.161.42/0 label eno1::1 on eno1",
                                 /*dry_run=*/true),
                            done("devices", "1 would be removed: vrrp.51", /*dry_run=*/true),
                            done("routing", "1 would be removed: rule pref 7 table 100", /*dry_run=*/true)));
}

TEST(DecommissionPlan, FailsForASuspectToo) {
    const auto steps =
        plan_steps(kSubject, {.kept = {planned("172.31.161.41", 32, Reason::baseline_damaged)}}, 1);

    EXPECT_EQ(code_of(steps), ExitCode::leftovers);
}

TEST(DecommissionRelease, DoesNotPassWhereNoVipIsKnown) {
    EXPECT_EQ(
        release_steps(kSubject, {}, 0).front(),
        warned("addresses",
               "/etc/keepalived/keepalived.conf (no snapshot) tells of no VIP: nothing is known to be gone",
               "if keepalived had another configuration, name that with -f"));
}

TEST(DecommissionRelease, DoesNotAdviseToTakeWhatALivingKeepalivedHolds) {
    auto held = planned("172.31.161.41", 32, Reason::held);
    EXPECT_EQ(release_steps(kSubject, {.kept = {held}}, 1).front(),
              warned("addresses", "172.31.161.41/32 on eno1 stays: " + explain(held)));

    held.reason = Reason::maybe_held;
    held.holder = 428;
    EXPECT_EQ(release_steps(kSubject, {.kept = {held}}, 1).front(),
              failed(ExitCode::leftovers, "addresses", "172.31.161.41/32 on eno1 stays: " + explain(held),
                     "end pid 428, then run this again"));
}

TEST(DecommissionKnowledge, IsNotInASnapshotThatIsClosed) {
    Target target{.config_path = "/etc/keepalived/keepalived.conf",
                  .parsed = {.unreadable = std::make_error_code(std::errc::no_such_file_or_directory)}};
    const auto* advice = "name the configuration that it had with -f, or look at 'ip address'";

    EXPECT_FALSE(has_knowledge(target));
    EXPECT_EQ(without_knowledge(target, /*fails=*/true),
              failed(ExitCode::no_input, "addresses",
                     "/etc/keepalived/keepalived.conf: No such file or directory, and there is no snapshot: "
                     "nothing says what the VIPs are",
                     advice));

    target.snapshot = snapshot::Snapshot{.released = true};
    EXPECT_FALSE(has_knowledge(target));
    EXPECT_EQ(
        without_knowledge(target, /*fails=*/false),
        warned("addresses",
               "/etc/keepalived/keepalived.conf: No such file or directory, and a release has closed "
               "its snapshot, which does not know of a keepalived that ran later: nothing says what the "
               "VIPs are",
               advice));

    target.snapshot->released = false;
    EXPECT_TRUE(has_knowledge(target));
    target.snapshot.reset();
    target.parsed.unreadable.clear();
    EXPECT_TRUE(has_knowledge(target));
}

TEST(MarkedRouting, IsShownWithTheCommandThatDeletesIt) {
    const netlink::Route present{.destination = *netlink::parse_ip_address("10.1.0.0"),
                                 .prefix_length = 16,
                                 .protocol = 18,
                                 .hops = {{.ifindex = 2}}};
    const auto name_of = [](int) { return std::string{"eno1"}; };
    const auto text = to_string(netlink::RoutingEntry{present}, name_of);

    EXPECT_THAT(marked_steps(kSubject, {present}, {}, name_of),
                ElementsAre(warned(
                    "marked", text + ": keepalived's, but nobody declares it",
                    "'ip route del" + text.substr(std::string{"route"}.size()) + "' unless it is needed")));
}

TEST(MarkedRouting, IsNotShownTwice) {
    const netlink::Route present{.protocol = 18};
    const auto name_of = [](int) { return std::string{"eno1"}; };

    EXPECT_THAT(marked_steps(kSubject, {present},
                             {{.entry = present, .reason = release::RoutingReason::maybe_held}}, name_of),
                ElementsAre(passed("marked", "no other route or rule bears keepalived's mark")));
}

}  // namespace
}  // namespace vipwarden::commands
