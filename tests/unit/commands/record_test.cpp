// SPDX-License-Identifier: MIT
#include "wrapper/commands/record.hpp"

#include <gmock/gmock.h>

namespace vipwarden::commands {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kEth0 = 2;

netlink::InterfaceAddress address(const char* ip, std::uint8_t length) {
    return {
        .ifindex = kEth0, .local = *netlink::parse_ip_address(ip), .prefix_length = length, .label = "eth0"};
}

Vip vip(const char* ip, std::uint8_t length) {
    return {.address = *netlink::parse_ip_address(ip),
            .prefix_length = length,
            .interface = "eth0",
            .instance = "V1"};
}

Target declaring(std::vector<Vip> vips) {
    return {.config_path = "/etc/k.conf", .declared = std::move(vips)};
}

release::KernelState present(std::vector<netlink::InterfaceAddress> addresses) {
    return {.addresses = std::move(addresses), .links = {{.index = kEth0, .name = "eth0"}}};
}

std::vector<std::string> baseline_of(const Record& record) {
    std::vector<std::string> texts;
    for (const auto& known : *record.snapshot.baseline) {
        texts.push_back(known.interface + " " + to_string(known.address.local));
    }
    return texts;
}

TEST(BeginRecord, TakesWhatIsPresentForTheHostsOwn) {
    const auto record =
        begin_record(declaring({vip("10.0.0.9", 32)}), present({address("10.0.0.1", 24)}), 77);

    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.1"));
    EXPECT_EQ(record.snapshot.netns_inode, 77U);
    ASSERT_EQ(record.snapshot.generations.size(), 1U);
    EXPECT_EQ(record.snapshot.generations[0][0].ifindex, kEth0);
}

TEST(BeginRecord, RecordsTheVersionOfKeepalivedIfItIsKnown) {
    auto target = declaring({});
    target.reading.options.version = {.major = 2, .minor = 3, .patch = 3};
    EXPECT_EQ(begin_record(target, present({}), 1).snapshot.keepalived_version, "");

    target.reading.version_is_known = true;
    EXPECT_EQ(begin_record(target, present({}), 1).snapshot.keepalived_version, "2.3.3");
}

TEST(BeginRecord, ProtectsAHostAddressThatIsAVipToo) {
    const auto record = begin_record(declaring({vip("10.0.0.1", 24)}), present({address("10.0.0.1", 24)}), 1);

    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.1"));
    EXPECT_THAT(doomed_at_start(record.snapshot), testing::SizeIs(1));
}

TEST(BeginRecord, ProtectsAHostsOnlyAddressEvenWithFullPrefixLength) {
    const auto record = begin_record(declaring({vip("10.0.0.1", 32)}), present({address("10.0.0.1", 32)}), 1);

    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.1"));
}

TEST(BeginRecord, TakesAVipThatLooksLikeKeepalivedsForALeftover) {
    const auto state = present({address("10.0.0.1", 24), address("10.0.0.9", 32)});

    const auto record = begin_record(declaring({vip("10.0.0.9", 32)}), state, 1);

    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.1"));
    EXPECT_THAT(record.assumed_leftovers, testing::SizeIs(1));
    EXPECT_THAT(doomed_at_start(record.snapshot), IsEmpty());
}

TEST(BeginRecord, TakesAVipForALeftoverThoughItsLeaseIsNotOverYet) {
    auto leased = address("10.0.0.9", 32);
    leased.valid_seconds = 2;

    const auto record =
        begin_record(declaring({vip("10.0.0.9", 32)}), present({address("10.0.0.1", 24), leased}), 1);

    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.1"));
}

TEST(BeginRecord, ProtectsADynamicAddressAndOneWithBroadcast) {
    auto dynamic = address("10.0.0.8", 32);
    dynamic.valid_seconds = 3600;
    auto with_broadcast = address("10.0.0.9", 32);
    with_broadcast.broadcast = netlink::parse_ip_address("10.0.0.255");

    const auto record = begin_record(declaring({vip("10.0.0.8", 32), vip("10.0.0.9", 32)}),
                                     present({address("10.0.0.1", 24), dynamic, with_broadcast}), 1);

    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.1", "eth0 10.0.0.8", "eth0 10.0.0.9"));
}

TEST(BeginRecord, CarriesOverWhatAnEarlierSnapshotProvesToBeKeepaliveds) {
    auto target = declaring({});
    target.snapshot.emplace();
    target.snapshot->baseline.emplace();
    add_generation(*target.snapshot, {vip("10.0.0.9", 24)});

    const auto record = begin_record(target, present({address("10.0.0.9", 24)}), 1);

    EXPECT_THAT(baseline_of(record), IsEmpty());
    EXPECT_THAT(recorded_vips(record.snapshot), ElementsAre(vip("10.0.0.9", 24)));
}

TEST(BeginRecord, BelievesTheEarlierBaselineMoreThanLooks) {
    auto target = declaring({vip("10.0.0.9", 32)});
    target.snapshot.emplace();
    target.snapshot->baseline = {{.interface = "eth0", .address = address("10.0.0.9", 32)}};
    add_generation(*target.snapshot, {vip("10.0.0.9", 32)});

    const auto record = begin_record(target, present({address("10.0.0.1", 24), address("10.0.0.9", 32)}), 1);

    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.1", "eth0 10.0.0.9"));
}

snapshot::LearntAddress learnt(const char* ip, int ifindex = kEth0) {
    auto entry = address(ip, 32);
    entry.ifindex = ifindex;
    return snapshot::as_learnt(entry, "eth0");
}

TEST(BeginRecord, CarriesOverWhatAnEarlierRunHasLearntAndIsPresent) {
    auto target = declaring({vip("10.0.0.8", 32)});
    target.snapshot.emplace();
    target.snapshot->learnt = {learnt("10.0.0.7"), learnt("10.0.0.8"), learnt("10.0.0.9", 99)};

    const auto record = begin_record(target, present({address("10.0.0.8", 32), address("10.0.0.9", 32)}), 1);

    EXPECT_THAT(record.snapshot.learnt, ElementsAre(learnt("10.0.0.8")));
    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.9"));
}

TEST(BeginRecord, BelievesTheEarlierBaselineMoreThanWhatWasLearnt) {
    auto target = declaring({});
    target.snapshot.emplace();
    target.snapshot->baseline = {{.interface = "eth0", .address = address("10.0.0.9", 32)}};
    target.snapshot->learnt = {learnt("10.0.0.9")};

    const auto record = begin_record(target, present({address("10.0.0.9", 32)}), 1);

    EXPECT_THAT(record.snapshot.learnt, IsEmpty());
    EXPECT_THAT(baseline_of(record), ElementsAre("eth0 10.0.0.9"));
}

TEST(CloseRecord, ForgetsWhatWasLearnt) {
    snapshot::Snapshot snapshot{.learnt = {learnt("10.0.0.9")}};

    close_record(snapshot);

    EXPECT_THAT(snapshot.learnt, IsEmpty());
}

TEST(CloseRecord, ForgetsTheVipsButNotTheHostsOwnAddresses) {
    snapshot::Snapshot snapshot;
    snapshot.baseline = {{.interface = "eth0", .address = address("10.0.0.1", 24)}};
    add_generation(snapshot, {vip("10.0.0.9", 32)});

    close_record(snapshot);

    EXPECT_TRUE(snapshot.released);
    EXPECT_THAT(recorded_vips(snapshot), IsEmpty());
    EXPECT_THAT(*snapshot.baseline, testing::SizeIs(1));
}

TEST(RecordGeneration, AddsNothingWhenTheConfigurationCannotBeRead) {
    auto target = declaring({});
    target.parsed.unreadable = std::make_error_code(std::errc::no_such_file_or_directory);
    snapshot::Snapshot snapshot;
    add_generation(snapshot, {vip("10.0.0.9", 32)});

    record_generation(snapshot, target, {});

    EXPECT_THAT(recorded_vips(snapshot), ElementsAre(vip("10.0.0.9", 32)));
}

TEST(RecordGeneration, AddsWhatIsLoadedWithTheIndicesOfItsInterfaces) {
    snapshot::Snapshot snapshot;
    auto found = vip("10.0.0.9", 32);
    found.ifindex = kEth0;

    EXPECT_TRUE(
        record_generation(snapshot, {.vips = {vip("10.0.0.9", 32)}}, {{.index = kEth0, .name = "eth0"}}));
    EXPECT_FALSE(
        record_generation(snapshot, {.vips = {vip("10.0.0.9", 32)}}, {{.index = kEth0, .name = "eth0"}}));

    EXPECT_THAT(recorded_vips(snapshot), ElementsAre(found));
}

/// 10.1.0.0/24 dev eth0, as keepalived makes it.
DeclaredRoute declared_route() {
    return {.route = {.destination = *netlink::parse_ip_address("10.1.0.0"),
                      .prefix_length = 24,
                      .protocol = 18,
                      .hops = {{}}},
            .interfaces = {"eth0"}};
}

netlink::Route on_eth0(std::uint8_t protocol) {
    auto route = declared_route().route;
    route.hops = {{.ifindex = kEth0}};
    route.protocol = protocol;
    return route;
}

TEST(RecordGeneration, AddsRoutesRulesAndDevicesWithTheIndicesOfTheirInterfaces) {
    const std::vector<netlink::Link> links{{.index = kEth0, .name = "eth0"}};
    const Declared declared{.routing = {.rules = {{.rule = {.priority = 7}}}, .routes = {declared_route()}},
                            .devices = {{.name = "vrrp.51", .base = "eth0"}}};
    snapshot::Snapshot snapshot;

    EXPECT_TRUE(record_generation(snapshot, declared, links));
    EXPECT_FALSE(record_generation(snapshot, declared, links));

    EXPECT_EQ(snapshot.routing.routes.at(0).route.hops.at(0).ifindex, kEth0);
    EXPECT_EQ(snapshot.routing.rules.at(0).rule.priority, 7U);
    EXPECT_EQ(snapshot.devices.at(0).base_ifindex, kEth0);
}

TEST(RecordGeneration, RemembersTheBaseOfAVmac) {
    auto on_vmac = vip("10.0.0.9", 32);
    on_vmac.interface = "vrrp.51";
    on_vmac.vmac = Vmac{.vrid = 51, .base = "eth0"};
    snapshot::Snapshot snapshot;

    record_generation(snapshot, Declared{.vips = {on_vmac}}, {{.index = kEth0, .name = "eth0"}});

    EXPECT_EQ(recorded_vips(snapshot).at(0).vmac->base_ifindex, kEth0);
}

TEST(BeginRecord, KnowsWhichDeclaredRoutesWereThereBefore) {
    auto target = declaring({});
    target.routing.routes = {declared_route()};
    target.routing.routes.front().route.protocol = 4;
    auto before = present({});
    before.routing = {on_eth0(4), on_eth0(18)};

    const auto record = begin_record(target, before, 1);

    EXPECT_THAT(*record.snapshot.baseline_routing, ElementsAre(netlink::RoutingEntry{on_eth0(4)}));
}

TEST(BeginRecord, DoesNotKnowWhichRoutesWereThereIfTheyCannotBeRead) {
    auto target = declaring({});
    EXPECT_EQ(begin_record(target, present({}), 1).snapshot.baseline_routing, std::nullopt);

    target.routing.routes = {declared_route()};
    auto before = present({});
    before.routing_error = std::make_error_code(std::errc::no_buffer_space);

    EXPECT_EQ(begin_record(target, before, 1).snapshot.baseline_routing, std::nullopt);
}

TEST(BeginRecord, KeepsInMindWhatAnEarlierReleaseDidNotSettle) {
    auto target = declaring({});
    target.snapshot = snapshot::Snapshot{.routing = {.routes = {declared_route()}},
                                         .devices = {{.name = "vrrp.51", .base = "eth0"}}};

    const auto record = begin_record(target, present({}), 1);

    EXPECT_EQ(record.snapshot.routing.routes.size(), 1U);
    EXPECT_EQ(record.snapshot.devices.size(), 1U);
}

TEST(CloseRecord, ForgetsRoutesAndDevices) {
    snapshot::Snapshot snapshot{.routing = {.routes = {declared_route()}}, .devices = {{.name = "vrrp.51"}}};

    close_record(snapshot);

    EXPECT_TRUE(snapshot.routing.empty());
    EXPECT_THAT(snapshot.devices, IsEmpty());
}

}  // namespace
}  // namespace vipwarden::commands
