// SPDX-License-Identifier: MIT
#include "wrapper/commands/address_watch.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "netlink/rtnl_address_monitor.hpp"
#include "wrapper/commands/address_news.hpp"
#include "wrapper/commands/descendants.hpp"
#include "wrapper/supervisor/netlink_ports.hpp"

namespace vipwarden::commands {

namespace {

using supervisor::Event;
using supervisor::Process;

bool has(const Process& process, std::uint32_t port) {
    return supervisor::route_ports_of(process.pid).contains(port);
}

std::string name_of(std::uint32_t port, std::uint64_t netns_inode) {
    const auto holder =
        supervisor::find_holder_of_route_port(port, netns_inode, supervisor::list_processes());
    return holder ? fmt::format("{} (pid {})", holder->name, holder->pid)
                  : fmt::format("a process that is gone by now (netlink port {})", port);
}

}  // namespace

void AddressWatch::listen_in(const Site& site, IsOfInterest is_of_interest, Hears hears) {
    is_of_interest_ = std::move(is_of_interest);
    hears_ = std::move(hears);
    addresses_ = site.addresses.get();
    monitor_ = netlink::open_address_monitor(site.where);
    netns_inode_ = site.where.inode();
    (void)all_that_is_there();
    site.where.run_inside([this] { own_ports_ = supervisor::route_ports_of(::getpid()); });
    events_.watch_descriptor(monitor_->fd(), [this]() -> std::optional<Event> {
        return take() ? std::optional<Event>{supervisor::AddressesChanged{}} : std::nullopt;
    });
}

void AddressWatch::vrrp_process(const Process& process) {
    if (vrrp_ && vrrp_->pid == process.pid && vrrp_->start_time == process.start_time) {
        return;
    }
    replace(process);
    know(supervisor::route_ports_of(process.pid));
}

/// keepalived has one VRRP process at a time.
void AddressWatch::replace(const std::optional<Process>& next) {
    authors_.has_ended(vrrp_ports_);
    past_ports_.merge(vrrp_ports_);
    vrrp_ports_.clear();
    vrrp_ = next;
}

void AddressWatch::know(const std::set<std::uint32_t>& ports) {
    vrrp_ports_.insert(ports.begin(), ports.end());
    authors_.lives(ports);
}

void AddressWatch::vrrp_process_ended(const std::optional<Process>& next) {
    if (next) {
        vrrp_process(*next);
    } else {
        replace(std::nullopt);
    }
    catch_up();
    past_ports_.clear();  // the numbers of dead processes are given to others in time
}

bool AddressWatch::catch_up() {
    return monitor_ && take();
}

bool AddressWatch::has_changed() {
    return std::exchange(has_changed_, false);
}

bool AddressWatch::take() {
    const bool changed_before =
        std::exchange(has_changed_, true);  // as far as anybody knows, should this throw
    const auto news = monitor_->take();
    if (news.incomplete) {
        authors_.forget();
        hears_(all_that_is_there());
        return true;
    }
    std::vector<AttributedChange> changes;
    changes.reserve(news.changes.size());
    bool differs = false;
    for (const auto& change : news.changes) {
        // An address that is there already gets another lifetime, from us as a rule.
        differs = differs || change.deleted || !authors_.knows(change.address);
        changes.push_back(attribute(change));
        authors_.note(changes.back());
    }
    askers_.clear();
    has_changed_ = changed_before || differs;
    if (!changes.empty()) {
        hears_(changes);
    }
    return differs;
}

/// What was there before we listened must be known: when the kernel promotes a secondary, it tells so as if
/// whoever has deleted the primary had added it (__inet_del_ifa() in net/ipv4/devinet.c).
std::vector<AttributedChange> AddressWatch::all_that_is_there() {
    auto changes = as_changes(addresses_->list());
    for (const auto& change : changes) {
        authors_.note(change);
    }
    return changes;
}

AttributedChange AddressWatch::attribute(const netlink::AddressChange& change) {
    if (change.port == 0) {
        // Of IPv6 the kernel names nobody, see AddressChange::port.
        const bool tells = change.address.local.family == netlink::Family::ipv4;
        return {.change = change, .author = tells ? Author::kernel : Author::unknown};
    }
    auto [known, is_new] = askers_.try_emplace(change.port);
    auto& asker = known->second;
    if (is_new) {
        asker.author = author_at(change.port);
    }
    if (asker.author == Author::other && asker.name.empty() && is_of_interest_(change.address)) {
        asker.name = name_of(change.port, netns_inode_);
    }
    return {.change = change, .author = asker.author, .who = asker.name};
}

Author AddressWatch::author_at(std::uint32_t port) {
    if (vrrp_ports_.contains(port) || past_ports_.contains(port)) {
        return Author::keepalived;
    }
    if (own_ports_.contains(port)) {
        return Author::us;
    }
    if (vrrp_ && has(*vrrp_, port)) {
        know({port});
        return Author::keepalived;
    }
    return is_unknown_keepalived(port) ? Author::keepalived : Author::other;
}

/// A VRRP process that nobody has told us of yet, or that has ended before anybody could: as a rule the port
/// of a process's first socket is its number (netlink_autobind() in net/netlink/af_netlink.c).
bool AddressWatch::is_unknown_keepalived(std::uint32_t port) const {
    const auto number = vrrp_child_.number_in_pid_file();
    return (number && static_cast<std::uint32_t>(*number) == port) ||
           std::ranges::any_of(keepalived_descendants(),
                               [port](const Process& process) { return has(process, port); });
}

}  // namespace vipwarden::commands
