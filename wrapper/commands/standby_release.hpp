// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "wrapper/commands/target.hpp"
#include "wrapper/release/releaser.hpp"
#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/supervisor/vrrp_sockets.hpp"

namespace vipwarden::commands {

/// The release of what a living keepalived holds, kept ready for the moment at which it is dead: as long as
/// its VIPs stay, another host and this one answer for them. What takes time is done beforehand: who else
/// holds VIPs here, which of the addresses would go. What may have changed since is asked at the last moment,
/// and where the answer is not plain nothing is done: the whole release follows in any case.
class StandbyRelease {
 public:
    /// `site` must outlive this. Throws std::system_error where the sockets of its namespace can't be seen.
    explicit StandbyRelease(const Site& site);

    /// Something has changed, of addresses or of the target: what is prepared is to be made anew.
    void outdate() { current_ = false; }

    /// Makes anew what is out of date. Throws std::system_error.
    void prepare(const Target& target);

    /// For when nothing of this keepalived can act any more. Nothing if another keepalived may hold VIPs that
    /// was not here when it was looked for: it must have opened a socket since, which is to be seen. Throws
    /// std::system_error.
    [[nodiscard]] std::optional<release::Struck> strike(const Target& target);

 private:
    [[nodiscard]] bool nobody_has_come() const;
    void look_for_others(const Target& target);
    void plan(const Target& target);

    const Site& site_;
    release::Releaser releaser_;
    supervisor::VrrpSocketTable sockets_;
    std::set<std::uint64_t> known_sockets_{};  ///< Those that were open before it was looked who lives.
    std::optional<std::vector<release::Holder>> others_{};
    release::PreparedRelease prepared_{};
    bool current_{false};
};

}  // namespace vipwarden::commands
