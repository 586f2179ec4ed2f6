// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "netlink/interface_address.hpp"
#include "netlink/routing_entry.hpp"
#include "wrapper/declared_device.hpp"
#include "wrapper/declared_routing.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::snapshot {

/// A process that can't be mistaken for a later one with the same number.
struct ProcessId {
    pid_t pid{0};
    std::uint64_t start_time{0};  ///< Clock ticks since boot: field 22 of /proc/PID/stat (proc(5)).

    bool operator==(const ProcessId&) const = default;
};

/// An address that was on an interface before keepalived started, with the interface's name at that time.
struct BaselineAddress {
    std::string interface {};
    netlink::InterfaceAddress address{};

    bool operator==(const BaselineAddress&) const = default;
};

/// An address that keepalived's VRRP process was seen adding, and that nothing declared. One entry of the
/// kernel, which an index names for as long as the system runs: it goes only if it is found exactly so.
struct LearntAddress {
    std::string interface {};  ///< Its name at that time.
    int ifindex{0};
    netlink::IpAddress address{};
    std::uint8_t prefix_length{0};
    std::optional<netlink::IpAddress> peer{};

    bool operator==(const LearntAddress&) const = default;
};

/// What `run` (or `snapshot`) recorded of one keepalived. A plain value; snapshot_file.hpp stores it.
struct Snapshot {
    std::string
        boot_id{};  ///< /proc/sys/kernel/random/boot_id: indices, pids and times are void after a boot.
    std::string config_path{};  ///< Absolute; keepalived's -f.
    std::string config_id{};    ///< keepalived's -i, as given; empty = the default.
    /// "2.2.7": the keepalived that the configuration was read for; empty = not known.
    std::string keepalived_version{};
    std::string net_namespace{};   ///< Effective: -s, else the configuration's; empty = none.
    std::uint64_t netns_inode{0};  ///< The network namespace that the addresses are in.
    std::string run_id{};          ///< Value of $VIPWARDEN_RUN_ID in every process of that run.
    std::optional<ProcessId> supervisor{};
    std::optional<ProcessId> keepalived{};
    bool dont_release{false};  ///< keepalived was started with -V: the operator wants its VIPs to stay.
    bool released{false};      ///< A release ended clean after this was recorded: nothing is to be put back.
    std::optional<std::vector<BaselineAddress>> baseline{};  ///< Absent: unknown. Empty: nothing was there.
    /// Entries of the baseline could not be read. What is left of it still shows what is the host's, but
    /// that an address is missing from it proves nothing: such an address is a suspect at most.
    bool baseline_damaged{false};
    /// Indices of the interfaces whose promote_secondaries is on until the release, because we switched it
    /// on.
    std::vector<int> promoted{};
    std::vector<std::vector<Vip>> generations{};  ///< Declared VIPs, oldest first.
    DeclaredRouting routing{};  ///< Every virtual route and rule that was declared since, the newest first.
    std::vector<DeclaredDevice> devices{};  ///< Every device that was declared since, the newest first.
    std::vector<LearntAddress> learnt{};    ///< Each kernel entry once, in the order of learning.
    /// Declared routes and rules that were there before keepalived started. Absent: unknown.
    std::optional<std::vector<netlink::RoutingEntry>> baseline_routing{};

    bool operator==(const Snapshot&) const = default;
};

/// Appends what is declared now, unless the newest generation says the same; if lines of the configuration
/// have only moved, that one takes over where they stand. Beyond 16 generations (or 100,000 VIPs in more than
/// two) the two oldest become one (their union): nothing that was ever declared is forgotten. False if
/// nothing was appended.
bool add_generation(Snapshot& snapshot, std::vector<Vip> declared);

/// Adds the virtual routes and rules that are declared now in front of those that were: none that was ever
/// declared is forgotten, up to 100,000. False if there is none that was not there before.
bool add_routing(Snapshot& snapshot, const DeclaredRouting& declared);

/// Likewise for devices.
bool add_devices(Snapshot& snapshot, const std::vector<DeclaredDevice>& declared);

/// An address that is there, as it would be learnt.
[[nodiscard]] LearntAddress as_learnt(const netlink::InterfaceAddress& address, std::string interface);

/// As a VIP of no instance.
[[nodiscard]] Vip as_vip(const LearntAddress& learnt);

/// Whether both are one entry of the kernel, whatever the interface was called.
[[nodiscard]] bool same_entry(const LearntAddress& a, const LearntAddress& b);

/// Adds what is not there yet, up to 100,000. The number of those that found no room: they go only if the
/// configuration declares them.
[[nodiscard]] std::size_t add_learnt(Snapshot& snapshot, const std::vector<LearntAddress>& learnt);

/// Takes these out again.
void forget_learnt(Snapshot& snapshot, const std::vector<LearntAddress>& learnt);

/// Every VIP of any generation, the newest generation first, each (interface, ifindex, address, prefix) once.
[[nodiscard]] std::vector<Vip> recorded_vips(const Snapshot& snapshot);

}  // namespace vipwarden::snapshot
