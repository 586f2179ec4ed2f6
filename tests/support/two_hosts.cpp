// SPDX-License-Identifier: MIT
#include "tests/support/two_hosts.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace vipwarden::support {
namespace {

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        ++found;
    }
    return found;
}

}  // namespace

TwoHosts::TwoHosts(const PrivateNamespace& host, std::vector<std::string> names)
    : host_{host}, names_{std::move(names)} {
    host_.hide_run();
    host_.ip("link add lan type bridge forward_delay 0 mcast_snooping 0");
    host_.ip("link set lan addrgenmode none up");
    for (const auto& name : names_) {
        add(name);
    }
    wait_for_the_bridge();
}

void TwoHosts::add(const std::string& name) const {
    host_.ip("netns add " + name);
    host_.ip("link add " + name + " type veth peer name eth0 netns " + name + " address " +
             netlink::to_string(mac_of(name)));
    ip(name, "link set lo up");
    ip(name, "link set eth0 addrgenmode none up");
    host_.ip("link set " + name + " addrgenmode none master lan up");
}

/// A link that has just got its carrier sends nothing yet (linkwatch_do_dev() in net/core/link_watch.c).
void TwoHosts::wait_for_the_bridge() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    const auto ready = [this] {
        return count(host_.ip("-d link show master lan"), "state forwarding") == names_.size() &&
               std::ranges::all_of(names_, [this](const std::string& name) {
                   return count(ip(name, "link show eth0"), "state UP") == 1;
               });
    };
    while (!ready()) {
        if (std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error{"the bridge does not forward: " + host_.ip("-d link")};
        }
    }
}

std::string TwoHosts::ip(const std::string& name, const std::string& arguments) const {
    return host_.ip("-n " + name + " " + arguments);
}

void TwoHosts::set_sysctl(const std::string& name, const std::string& path, const std::string& value) const {
    run_inside(name, [&] { host_.set_sysctl(path, value); });
}

void TwoHosts::run_inside(const std::string& name, const std::function<void()>& action) const {
    namespace_of(name).run_inside(action);
}

netlink::MacAddress TwoHosts::mac_of(const std::string& name) const {
    const auto place = std::ranges::find(names_, name) - names_.begin();
    return {0x02, 0, 0, 0, 0, static_cast<std::uint8_t>(place + 1)};
}

}  // namespace vipwarden::support
