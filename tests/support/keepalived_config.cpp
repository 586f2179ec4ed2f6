// SPDX-License-Identifier: MIT
#include "tests/support/keepalived_config.hpp"

#include <fmt/format.h>

namespace vipwarden::support {

namespace {

std::string block(const std::string& keyword, const std::vector<std::string>& lines) {
    std::string text = fmt::format("    {} {{\n", keyword);
    for (const std::string& line : lines) {
        text += fmt::format("        {}\n", line);
    }
    return text + "    }\n";
}

std::string instance_text(const VrrpInstance& instance) {
    std::string text = fmt::format(
        "vrrp_instance {} {{\n    state MASTER\n    interface {}\n    virtual_router_id {}\n    version 3\n"
        "    priority 150\n    advert_int 0.1\n",
        instance.name, instance.interface, instance.vrid);
    for (const std::string& line : instance.extra) {
        text += fmt::format("    {}\n", line);
    }
    text += block("virtual_ipaddress", instance.vips);
    if (!instance.excluded.empty()) {
        text += block("virtual_ipaddress_excluded", instance.excluded);
    }
    return text + "}\n";
}

}  // namespace

std::string config_of(std::initializer_list<VrrpInstance> instances) {
    return config_of(std::vector<VrrpInstance>{instances});
}

std::string config_of(const std::vector<VrrpInstance>& instances) {
    std::string text;
    for (const VrrpInstance& instance : instances) {
        text += instance_text(instance);
    }
    return text;
}

}  // namespace vipwarden::support
