// SPDX-License-Identifier: MIT
#include "wrapper/config/global_reader.hpp"

#include <algorithm>

#include "wrapper/config/number.hpp"
#include "wrapper/config/quoted.hpp"

namespace vipwarden::config {
namespace {

constexpr const char* kDefaultInterface = "eth0";

}  // namespace

std::string Globals::default_interface() const {
    return default_interfaces.empty() ? kDefaultInterface : default_interfaces.back().second;
}

std::string Globals::default_interface_at(const Position& place) const {
    const auto found =
        std::find_if(default_interfaces.rbegin(), default_interfaces.rend(), [&](const auto& setting) {
            return setting.first.file != place.file || setting.first.line < place.line;
        });
    return found == default_interfaces.rend() ? kDefaultInterface : found->second;
}

void Globals::write_to(Configuration& configuration) const {
    configuration.net_namespace = net_namespace;
    configuration.instance_name = instance_name;
    configuration.vmac_prefix = vmac_prefix.value_or("vrrp");
    configuration.vmac_addr_prefix = vmac_addr_prefix.value_or(configuration.vmac_prefix);
    configuration.default_interface = default_interface();
    configuration.multicast_group_ipv4 = multicast_group_ipv4;
    configuration.multicast_group_ipv6 = multicast_group_ipv6;
    configuration.vrrp_version = version;
    configuration.vrrp_strict = strict;
    configuration.dynamic_interfaces = dynamic_interfaces;
}

const std::vector<GlobalReader::Setting>& GlobalReader::settings() {
    static const std::vector<Setting> settings{
        {Meaning::net_namespace, &GlobalReader::take_net_namespace},
        {Meaning::instance_name, &GlobalReader::take_instance_name},
        {Meaning::default_interface, &GlobalReader::take_default_interface},
        {Meaning::dynamic_interfaces, &GlobalReader::take_dynamic_interfaces},
        {Meaning::vrrp_strict, &GlobalReader::take_strict},
        {Meaning::vrrp_version, &GlobalReader::take_version},
        {Meaning::vmac_prefix, &GlobalReader::take_vmac_prefix},
        {Meaning::vmac_addr_prefix, &GlobalReader::take_vmac_addr_prefix},
        {Meaning::vrrp_mcast_group4, &GlobalReader::take_multicast_group},
        {Meaning::vrrp_mcast_group6, &GlobalReader::take_multicast_group},
        {Meaning::include_check, &GlobalReader::take_include_check},
    };
    return settings;
}

bool GlobalReader::keyword(Level /*level*/, const Keyword& keyword, std::span<const Word> words,
                           const Statement& statement) {
    const auto found = std::ranges::find(settings(), keyword.meaning, &Setting::meaning);
    if (found != settings().end()) {
        (this->*found->take)({.words = words, .statement = statement});
    }
    return true;
}

void GlobalReader::value(const Keyword& /*block*/, std::span<const Word> /*words*/,
                         const Statement& /*statement*/) {
    // notification_email: nothing to do with addresses.
}

void GlobalReader::pass_over(const Keyword& keyword) {
    needs_vrrp_ = needs_vrrp_ || keyword.meaning == Meaning::vrrp_instance ||
                  keyword.meaning == Meaning::static_ipaddress || keyword.meaning == Meaning::static_routes ||
                  keyword.meaning == Meaning::static_rules;
}

void GlobalReader::take_net_namespace(const Line& line) {
    take_first(globals_.net_namespace, line);
}

void GlobalReader::take_instance_name(const Line& line) {
    take_first(globals_.instance_name, line);
}

void GlobalReader::take_vmac_prefix(const Line& line) {
    take_first(globals_.vmac_prefix, line);
}

void GlobalReader::take_vmac_addr_prefix(const Line& line) {
    take_first(globals_.vmac_addr_prefix, line);
}

void GlobalReader::take_default_interface(const Line& line) {
    if (line.words.size() > 1) {
        globals_.default_interfaces.emplace_back(line.statement.position(line.words[1].offset),
                                                 std::string{line.words[1].text});
    } else {
        ignore(line, "'default_interface' lacks its name");
    }
}

void GlobalReader::take_dynamic_interfaces(const Line& /*line*/) {
    globals_.dynamic_interfaces = true;
}

/// Whatever follows it, "off" included.
void GlobalReader::take_strict(const Line& /*line*/) {
    globals_.strict = true;
}

void GlobalReader::take_version(const Line& line) {
    globals_.version = read_number(line.words[1].text, 2, 3).value_or(globals_.version);
}

void GlobalReader::take_multicast_group(const Line& line) {
    const auto family =
        line.words.front().text.ends_with('4') ? netlink::Family::ipv4 : netlink::Family::ipv6;
    const auto address = netlink::parse_ip_address(line.words[1].text);
    if (address && address->family == family) {
        (family == netlink::Family::ipv4 ? globals_.multicast_group_ipv4 : globals_.multicast_group_ipv6) =
            address;
    }
}

void GlobalReader::take_include_check(const Line& line) {
    checks_ = change_checks(checks_, line.words.subspan(1));
}

void GlobalReader::take_first(std::optional<std::string>& setting, const Line& line) {
    const std::string name = quoted(line.words.front().text);
    if (line.words.size() < 2) {
        ignore(line, name + " lacks its name");
    } else if (setting) {
        ignore(line, name + " has been given before");
    } else {
        setting = std::string{line.words[1].text};
    }
}

void GlobalReader::ignore(const Line& line, const std::string& why) {
    remarks_.add(Severity::warning, line.statement.source,
                 line.statement.column_at(line.words.front().offset),
                 why + ": keepalived ignores the line, and so do we");
}

}  // namespace vipwarden::config
