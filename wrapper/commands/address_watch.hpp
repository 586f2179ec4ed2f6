// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "netlink/address_monitor.hpp"
#include "netlink/address_table.hpp"
#include "wrapper/commands/address_authors.hpp"
#include "wrapper/commands/attributed_change.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/supervisor/event_source.hpp"
#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/supervisor/vrrp_child.hpp"

namespace vipwarden::commands {

/// Listens to changes of addresses in keepalived's network namespace, from before its start.
class AddressWatch {
 public:
    /// What has happened, in order. Where some of it was missed, instead: what is there now, by nobody knows
    /// whom.
    using Hears = std::function<void(const std::vector<AttributedChange>&)>;
    /// Whether somebody wants to know the name of whoever changed this address: it takes a look at the open
    /// files of all processes.
    using IsOfInterest = std::function<bool(const netlink::InterfaceAddress&)>;

    /// Both must outlive this, and `events` may be asked no more once this is gone.
    AddressWatch(supervisor::EventSource& events, const supervisor::VrrpChild& vrrp_child)
        : events_{events}, vrrp_child_{vrrp_child} {}

    /// From now on changes are AddressesChanged, after `hears` was told of them. What is there now is
    /// nobody's work. Our own changes are those over the site's sockets; it must outlive this. Throws
    /// std::system_error.
    void listen_in(const Site& site, IsOfInterest is_of_interest, Hears hears);

    /// From now on its changes are keepalived's.
    void vrrp_process(const supervisor::Process& process);
    /// It has ended, and `next` lives already, or nobody. What happened up to now is taken into account
    /// first.
    void vrrp_process_ended(const std::optional<supervisor::Process>& next);

    /// Tells `hears` at once of what has happened up to now. True if an address is there that was not, or is
    /// not that was.
    bool catch_up();

    /// Whether an address came or went since this was asked last, as far as was heard: by catch_up() as well
    /// as by an event, which may still be in the queue.
    [[nodiscard]] bool has_changed();

    [[nodiscard]] const AddressAuthors& authors() const { return authors_; }

 private:
    /// As catch_up().
    [[nodiscard]] bool take();
    [[nodiscard]] std::vector<AttributedChange> all_that_is_there();
    [[nodiscard]] AttributedChange attribute(const netlink::AddressChange& change);
    [[nodiscard]] Author author_at(std::uint32_t port);
    [[nodiscard]] bool is_unknown_keepalived(std::uint32_t port) const;
    void replace(const std::optional<supervisor::Process>& next);
    void know(const std::set<std::uint32_t>& ports);

    /// Who has a netlink port.
    struct Asker {
        Author author{Author::unknown};
        std::string name{};  ///< Empty: not asked for.
    };

    supervisor::EventSource& events_;
    const supervisor::VrrpChild& vrrp_child_;
    std::unique_ptr<netlink::AddressMonitor> monitor_{};
    netlink::AddressTable* addresses_{nullptr};
    IsOfInterest is_of_interest_{};
    Hears hears_{};
    std::uint64_t netns_inode_{0};
    std::set<std::uint32_t> own_ports_{};
    AddressAuthors authors_{};
    std::optional<supervisor::Process> vrrp_{};  ///< The living one.
    std::set<std::uint32_t> vrrp_ports_{};       ///< Of its rtnetlink sockets, as far as they were seen.
    std::set<std::uint32_t> past_ports_{};       ///< Of those before, as long as there may be news of them.
    bool has_changed_{false};
    std::map<std::uint32_t, Asker> askers_{};  ///< Of one batch: a port may be another's soon after.
};

}  // namespace vipwarden::commands
