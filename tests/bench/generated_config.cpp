// SPDX-License-Identifier: MIT
#include "tests/bench/generated_config.hpp"

#include <iterator>

#include <fmt/format.h>

namespace vipwarden::bench {

namespace {

constexpr int kRouterIds = 255;

}  // namespace

std::string generated_config(int instances) {
    std::string text = "# Generated\nglobal_defs {\n    router_id bench\n}\n";
    auto out = std::back_inserter(text);
    int address = 0;
    for (int i = 0; i < instances; ++i) {
        fmt::format_to(
            out,
            "\nvrrp_instance VI_{} {{\n    state BACKUP\n    interface eth{}\n    virtual_router_id {}\n"
            "    priority 100\n    advert_int 1\n    virtual_ipaddress {{\n",
            i, i / kRouterIds, i % kRouterIds + 1);
        for (int vip = 0; vip < kVipsOfAnInstance; ++vip, ++address) {
            fmt::format_to(out, "        10.{}.{}.{}/24 dev eth{}\n", address / 62500, address / 250 % 250,
                           address % 250 + 1, i / kRouterIds);
        }
        text += "    }\n}\n";
    }
    return text;
}

int interfaces_of(int instances) {
    return (instances + kRouterIds - 1) / kRouterIds;
}

}  // namespace vipwarden::bench
