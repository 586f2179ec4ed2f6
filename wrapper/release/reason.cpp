// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "wrapper/release/plan.hpp"

// What a Reason is, is called, and says. Each switch names every value: a new reason does not compile until
// it has its words.

namespace vipwarden::release {
namespace {

/// "instance V1 (/etc/keepalived/keepalived.conf:12)"
std::string source(const Vip& vip) {
    const auto instance = vip.instance.empty() ? "an instance without a name" : "instance " + vip.instance;
    return vip.where.empty() ? instance : fmt::format("{} ({})", instance, vip.where);
}

std::string same_ip(const Vip& vip) {
    return fmt::format("same IP as VIP {}/{} of {}", netlink::to_string(vip.address), vip.prefix_length,
                       source(vip));
}

std::string other_prefix(const Vip& vip, std::string_view rest) {
    return fmt::format("{} under another prefix, {}", same_ip(vip), rest);
}

/// "keepalived (pid 123, /etc/keepalived/b.conf)"
std::string holder(const PlannedAddress& planned) {
    return planned.holder_config.empty()
               ? fmt::format("keepalived (pid {})", planned.holder)
               : fmt::format("keepalived (pid {}, {})", planned.holder, planned.holder_config);
}

std::string held(const PlannedAddress& planned) {
    return fmt::format("{} runs and holds {}", holder(planned),
                       planned.beside_held ? "this IP under another prefix: it would take the removal for "
                                             "the loss of its VIP"
                                           : "it");
}

std::string_view unproven(const PlannedAddress& planned) {
    return planned.kept_by_exact ? "which --exact leaves alone; it goes without --exact"
                                 : "and nothing proves that keepalived put it there; remove it with "
                                   "--any-prefix";
}

std::string doubtful(const PlannedAddress& planned) {
    if (planned.reading.empty()) {
        return fmt::format(
            "would be a VIP of {} but for a mistake in the file, an undefined variable or an unknown block; "
            "kept, since nothing proves it; repair the file, then release again",
            source(planned.vip));
    }
    return fmt::format(
        "would be a VIP of {} if keepalived {} read the file; kept, since nothing proves it; if that version "
        "has run here, release with --keepalived-version {}",
        source(planned.vip), planned.reading, planned.reading);
}

}  // namespace

bool goes(Reason reason) {
    switch (reason) {
        case Reason::declared:
        case Reason::recorded:
        case Reason::learnt:
        case Reason::not_in_baseline:
        case Reason::protocol_keepalived:
        case Reason::prefix_zero:
        case Reason::any_prefix:
            return true;
        case Reason::host_address:
        case Reason::held:
        case Reason::kept_by_operator:
        case Reason::dont_release:
        case Reason::elsewhere:
        case Reason::other_prefix:
        case Reason::owner:
        case Reason::baseline_damaged:
        case Reason::maybe_held:
        case Reason::doubtful:
            return false;
    }
    return false;
}

bool is_suspect(Reason reason) {
    return reason == Reason::other_prefix || reason == Reason::owner || reason == Reason::baseline_damaged ||
           reason == Reason::maybe_held || reason == Reason::doubtful;
}

std::string_view name(Reason reason) {
    switch (reason) {
        case Reason::declared:
            return "declared";
        case Reason::recorded:
            return "recorded";
        case Reason::learnt:
            return "learnt";
        case Reason::not_in_baseline:
            return "not-in-baseline";
        case Reason::protocol_keepalived:
            return "protocol-keepalived";
        case Reason::prefix_zero:
            return "prefix-zero";
        case Reason::any_prefix:
            return "any-prefix";
        case Reason::host_address:
            return "host-address";
        case Reason::held:
            return "held";
        case Reason::kept_by_operator:
            return "kept-by-operator";
        case Reason::dont_release:
            return "dont-release";
        case Reason::elsewhere:
            return "elsewhere";
        case Reason::other_prefix:
            return "other-prefix";
        case Reason::owner:
            return "owner";
        case Reason::baseline_damaged:
            return "baseline-damaged";
        case Reason::maybe_held:
            return "maybe-held";
        case Reason::doubtful:
            return "doubtful";
    }
    return "unknown";
}

std::string explain(const PlannedAddress& planned) {
    const auto& vip = planned.vip;
    switch (planned.reason) {
        case Reason::declared:
            return fmt::format("declared by {}", source(vip));
        case Reason::recorded:
            return fmt::format("declared by {} while keepalived ran", source(vip));
        case Reason::learnt:
            return "keepalived was seen adding it, and the configuration does not declare it";
        case Reason::not_in_baseline:
            return other_prefix(vip, "which was not there before keepalived started");
        case Reason::protocol_keepalived:
            return other_prefix(vip, "which keepalived marked as its own (address protocol 18)");
        case Reason::prefix_zero:
            return other_prefix(vip, "and no host address has prefix length 0");
        case Reason::any_prefix:
            return other_prefix(vip, "which --any-prefix takes along");
        case Reason::host_address:
            return "it was there before keepalived started";
        case Reason::held:
            return held(planned);
        case Reason::kept_by_operator:
            return "--keep names it";
        case Reason::dont_release:
            return "keepalived ran with --dont-release-vrrp (-V), so its VIPs are to stay";
        case Reason::elsewhere:
            return fmt::format("{}, but that belongs on {}, and nothing names this interface", same_ip(vip),
                               vip.interface);
        case Reason::other_prefix:
            return other_prefix(vip, unproven(planned));
        case Reason::owner:
            return fmt::format(
                "{} has priority 255, so this may be the host's own address, and no snapshot shows the "
                "interfaces before keepalived; remove it with --include-owner",
                source(vip));
        case Reason::baseline_damaged:
            return fmt::format(
                "declared by {}, but the snapshot's record of the host's own addresses is damaged, so this "
                "may be "
                "one of them; if it is not, delete the snapshot and release again",
                source(vip));
        case Reason::maybe_held:
            return fmt::format(
                "{} runs, and its configuration can't be read, so it may hold this address; stop it, or make "
                "its configuration readable, and release again",
                holder(planned));
        case Reason::doubtful:
            return doubtful(planned);
    }
    return {};
}

}  // namespace vipwarden::release
