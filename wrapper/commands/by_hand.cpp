// SPDX-License-Identifier: MIT
#include "wrapper/commands/by_hand.hpp"

#include <fmt/format.h>

namespace vipwarden::commands {

std::string ip_command(const std::string& net_namespace) {
    return net_namespace.empty() ? "ip" : "ip -n " + net_namespace;
}

std::string address_deletion(const std::string& net_namespace, const netlink::InterfaceAddress& address,
                             const std::string& interface) {
    return fmt::format("{} addr del {} dev {}", ip_command(net_namespace), to_string(address), interface);
}

std::string deletion(std::string text) {
    const auto keyword = text.find_first_not_of("-6 ");
    return text.insert(text.find(' ', keyword), " del");
}

}  // namespace vipwarden::commands
