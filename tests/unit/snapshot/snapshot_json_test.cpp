// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/snapshot_json.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/unit/snapshot/example_snapshot.hpp"

namespace vipwarden::snapshot {
namespace {

using nlohmann::json;
using testing::IsEmpty;

TEST(SnapshotJson, BringsEveryFieldBack) {
    const auto decoded = decode(encode(example_snapshot()), kBootId);

    EXPECT_THAT(decoded.warnings, IsEmpty());
    EXPECT_EQ(decoded.snapshot, example_snapshot());
}

TEST(SnapshotJson, BringsAnEmptySnapshotBack) {
    const Snapshot empty{.boot_id = kBootId};

    const auto decoded = decode(encode(empty), kBootId);

    EXPECT_THAT(decoded.warnings, IsEmpty());
    EXPECT_EQ(decoded.snapshot, empty);
}

TEST(SnapshotJson, TellsAnEmptyBaselineFromAnUnknownOne) {
    const Snapshot nothing_there{.boot_id = kBootId, .baseline = std::vector<BaselineAddress>{}};

    EXPECT_EQ(decode(encode(nothing_there), kBootId).snapshot, nothing_there);
}

TEST(SnapshotJson, WritesTheDocumentedText) {
    Snapshot snapshot{.boot_id = "b", .config_path = "/etc/keepalived/keepalived.conf", .netns_inode = 7};
    snapshot.keepalived = ProcessId{.pid = 12, .start_time = 34};
    snapshot.baseline = {{.interface = "eno1",
                          .address = {.ifindex = 2,
                                      .local = netlink::parse_ip_address("192.0.2.1").value(),
                                      .prefix_length = 24,
                                      .label = "eno1"}}};
    snapshot.generations = {{{.address = netlink::parse_ip_address("192.0.2.9").value(),
                              .prefix_length = 32,
                              .interface = "vrrp.1",
                              .ifindex = 0,
                              .vmac = Vmac{.vrid = 1, .base = "eno1"},
                              .instance = "V1",
                              .where = "k.conf:3"}}};

    EXPECT_EQ(encode(snapshot),
              R"({"version":1,"boot_id":"b","config_path":"/etc/keepalived/keepalived.conf","config_id":"",)"
              R"("keepalived_version":"","net_namespace":"","netns_inode":7,"run_id":"","supervisor":null,)"
              R"("keepalived":{"pid":12,"start_time":34},"dont_release":false,"released":false,)"
              R"("baseline":[{"interface":"eno1","ifindex":2,"local":"192.0.2.1","prefix_length":24,)"
              R"("label":"eno1","scope":0,"flags":0,"metric":0,"valid_seconds":4294967295,)"
              R"("preferred_seconds":4294967295}],"baseline_damaged":false,)"
              R"("generations":[[{"address":"192.0.2.9","prefix_length":32,"interface":"vrrp.1","ifindex":0,)"
              R"("instance":"V1","where":"k.conf:3","owner":false,)"
              R"("vmac":{"vrid":1,"family":4,"base":"eno1"}}]]})"
              "\n");
}

TEST(SnapshotJson, KeepsNamesThatAreNoUtf8) {
    Snapshot snapshot = example_snapshot();
    snapshot.config_path = "/etc/keepalived/caf\xe9.conf";
    snapshot.generations[0][0].instance = std::string{"\xff\xfe\0\x01 \xc3", 6};
    snapshot.generations[0][0].interface = "et\xc3\x28";
    snapshot.baseline->front().interface = "et\xc3\x28";

    const auto text = encode(snapshot);

    EXPECT_TRUE(json::accept(text));
    EXPECT_EQ(json::parse(text).at("config_path"),
              json({{"hex", "2f6574632f6b656570616c697665642f636166e92e636f6e66"}}));
    EXPECT_EQ(decode(text, kBootId).snapshot, snapshot);
}

TEST(SnapshotJson, LeavesNamesInUtf8Readable) {
    Snapshot snapshot = example_snapshot();
    snapshot.config_path = "/etc/keepalived/caf\xc3\xa9 \xf0\x9f\x94\x91.conf";

    const auto text = encode(snapshot);

    EXPECT_EQ(json::parse(text).at("config_path"), snapshot.config_path);
    EXPECT_EQ(decode(text, kBootId).snapshot, snapshot);
}

TEST(SnapshotJson, KeepsQuotesAndControlCharacters) {
    Snapshot snapshot = example_snapshot();
    snapshot.generations[0][0].instance = std::string{"a\"b\\c\n\t\0d", 9};

    EXPECT_EQ(decode(encode(snapshot), kBootId).snapshot, snapshot);
}

}  // namespace
}  // namespace vipwarden::snapshot
