// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/unit/report/samples.hpp"

namespace vipwarden::report {
namespace {

using nlohmann::json;

StrictAnswer answer() {
    return {
        .subject = {.config_path = "/etc/k.conf", .keepalived_version = "2.2.7"},
        .rows = {{.interface = "vrrp.51", .address = "10.0.0.9/32", .instance = "V1", .where = "k.conf:7"},
                 {.interface = "eno1", .address = "10.0.0.10/24", .where = "k.conf:12"}}};
}

StrictAnswer refusal() {
    return {.subject = {.config_path = "/etc/k.conf", .keepalived_version = "2.4.0", .net_namespace = "blue"},
            .refusals = {{.where = "k.conf:3:5", .message = "no such interface"}}};
}

TEST(StrictText, IsATableOfWhatGoesWhereAndWhy) {
    EXPECT_EQ(strict_text(answer()),
              "/etc/k.conf: keepalived 2.2.7 configures\n"
              "INTERFACE  ADDRESS       INSTANCE  WHERE\n"
              "vrrp.51    10.0.0.9/32   V1        k.conf:7\n"
              "eno1       10.0.0.10/24  (static)  k.conf:12\n");
}

TEST(StrictText, SaysWhenKeepalivedConfiguresNothing) {
    EXPECT_EQ(strict_text(refusal()),
              "/etc/k.conf in namespace blue: keepalived 2.4.0 refuses this and configures nothing\n");
}

TEST(StrictJson, HoldsTheWholeAnswer) {
    const auto document = json::parse(strict_json(answer()));

    EXPECT_EQ(document["version"], kJsonVersion);
    EXPECT_EQ(document["verb"], "list --strict");
    const auto& target = document["targets"][0];
    EXPECT_EQ(target["keepalived_version"], "2.2.7");
    EXPECT_EQ(target["refused"], false);
    EXPECT_EQ(target["refusals"], json::array());
    EXPECT_EQ(target["addresses"][0], (json{{"interface", "vrrp.51"},
                                            {"address", "10.0.0.9/32"},
                                            {"instance", "V1"},
                                            {"where", "k.conf:7"}}));
    EXPECT_EQ(target["addresses"].size(), 2U);
}

TEST(StrictJson, SaysWhyKeepalivedRefuses) {
    const auto document = json::parse(strict_json(refusal()));

    const auto& target = document["targets"][0];
    EXPECT_EQ(target["refused"], true);
    EXPECT_EQ(target["refusals"], json::array({{{"where", "k.conf:3:5"}, {"message", "no such interface"}}}));
    EXPECT_EQ(target["addresses"], json::array());
}

TEST(PlainText, IsSortedByBytesAndNamesEachAddressOnce) {
    auto rows = answer().rows;
    rows.push_back(rows.front());
    rows.push_back({.interface = "Eno1", .address = "2001:db8::1/64"});

    EXPECT_EQ(plain_text(rows),
              "Eno1 2001:db8::1/64\n"
              "eno1 10.0.0.10/24\n"
              "vrrp.51 10.0.0.9/32\n");
}

TEST(PlainText, HasTheSameFormForDeclaredVips) {
    EXPECT_EQ(plain_text(std::vector{vip("10.0.0.9", 32), vip("10.0.0.10", 0), vip("10.0.0.9", 32)}),
              "eno1 10.0.0.10/0\n"
              "eno1 10.0.0.9/32\n");
}

TEST(PlainText, IsEmptyForNothing) {
    EXPECT_EQ(plain_text(std::vector<Vip>{}), "");
    EXPECT_EQ(plain_text(std::vector<StrictRow>{}), "");
}

}  // namespace
}  // namespace vipwarden::report
