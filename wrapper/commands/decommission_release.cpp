// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_release.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "wrapper/commands/by_hand.hpp"

namespace vipwarden::commands {

namespace {

using release::PlannedAddress;
using release::PlannedRouting;
using release::Reason;
using report::Subject;

/// Whether it is said what was done, or what would be.
enum class Mood { did, would };

std::string text_of(const PlannedAddress& planned) {
    return fmt::format("{} on {}", to_string(planned.address), planned.interface);
}

/// "removed 2: a, b"; "3 would be removed: ...".
Step changed(const std::string& name, const std::vector<std::string>& what, Mood mood) {
    return mood == Mood::did
               ? done(name, fmt::format("removed {}: {}", what.size(), listed(what)))
               : done(name, fmt::format("{} would be removed: {}", what.size(), listed(what)), true);
}

ExitCode code_for(const std::error_code& error) {
    return error == std::errc::operation_not_permitted || error == std::errc::permission_denied
               ? ExitCode::permission
               : ExitCode::leftovers;
}

Step not_done(const std::string& name, const std::string& text, const std::error_code& error,
              const std::string& by_hand) {
    const auto code = code_for(error);
    return failed(code, name, fmt::format("{}: {}", text, error.message()),
                  code == ExitCode::permission ? "run this as root" : by_hand);
}

/// What stays though a VIP has its IP.
Steps kept_steps(const Subject& subject, const std::vector<PlannedAddress>& all_kept) {
    Steps steps;
    for (const auto& kept : all_kept) {
        const auto text = fmt::format("{} stays: {}", text_of(kept), explain(kept));
        const auto by_hand = address_deletion(subject.net_namespace, kept.address, kept.interface);
        if (kept.reason == Reason::maybe_held) {
            steps.push_back(failed(ExitCode::leftovers, "addresses", text,
                                   fmt::format("end pid {}, then run this again", kept.holder)));
        } else if (is_suspect(kept.reason)) {
            steps.push_back(failed(ExitCode::leftovers, "addresses", text,
                                   fmt::format("'{}' if it is keepalived's; --keep {}@{} if it is not",
                                               by_hand, to_string(kept.address.local), kept.interface)));
        } else if (kept.reason == Reason::held) {  // it would fight for it; see "survivors", "processes"
            steps.push_back(warned("addresses", text));
        } else if (kept.reason != Reason::elsewhere || kept.interface != "lo") {  // lo has an item of its own
            steps.push_back(warned("addresses", text, fmt::format("'{}' if it is to go", by_hand)));
        }
    }
    return steps;
}

Steps kept_steps(const Subject& subject, const std::vector<PlannedRouting>& all_kept) {
    Steps steps;
    for (const auto& kept : all_kept) {
        const auto text = fmt::format("{} stays: {}", kept.text, explain(kept));
        const auto by_hand =
            fmt::format("'{} {}' if it is to go", ip_command(subject.net_namespace), deletion(kept.text));
        if (is_suspect(kept.reason)) {
            steps.push_back(failed(ExitCode::leftovers, "routing", text, by_hand));
        } else if (kept.reason != release::RoutingReason::undeclared) {  // see marked_steps()
            steps.push_back(warned("routing", text, by_hand));
        }
    }
    return steps;
}

Steps removal_steps(const Subject& subject, const release::ReleaseReport& report) {
    Steps steps;
    std::vector<std::string> removed;
    for (const auto& [planned, error] : report.removals) {
        if (!error) {
            removed.push_back(text_of(planned));
        }
    }
    if (!removed.empty()) {
        steps.push_back(changed("addresses", removed, Mood::did));
    }
    for (const auto& left : report.leftovers) {
        const auto outcome = std::ranges::find_if(report.removals, [&left](const release::Outcome& tried) {
            return same_entry(tried.planned.address, left.address) && tried.error;
        });
        const auto text = text_of(left);
        const auto by_hand = address_deletion(subject.net_namespace, left.address, left.interface);
        steps.push_back(outcome != report.removals.end()
                            ? not_done("addresses", text + " can't be removed", outcome->error, by_hand)
                            : failed(ExitCode::leftovers, "addresses",
                                     fmt::format("{} came back {} times", text, report.rounds),
                                     "find out who adds it: ip monitor address"));
    }
    return steps;
}

Steps restore_steps(const release::ReleaseReport& report) {
    Steps steps;
    for (const auto& [restored, error] : report.restores) {
        const auto text = fmt::format("{} on {}", to_string(restored.address), restored.interface);
        steps.push_back(
            error ? not_done(
                        "addresses", fmt::format("the host's own {} can't be put back", text), error,
                        fmt::format("ip addr add {} dev {}", to_string(restored.address), restored.interface))
                  : done("addresses", fmt::format("the host's own {} was put back", text)));
    }
    return steps;
}

Steps device_steps(const Subject& subject, const release::ReleaseReport& report) {
    Steps steps;
    std::vector<std::string> removed;
    for (const auto& [planned, error] : report.links) {
        const auto& name = planned.link.name;
        if (error) {
            steps.push_back(not_done("devices", fmt::format("{} can't be deleted", name), error,
                                     fmt::format("{} link del {}", ip_command(subject.net_namespace), name)));
        } else {
            removed.push_back(name);
        }
    }
    if (!removed.empty()) {
        steps.insert(steps.begin(), changed("devices", removed, Mood::did));
    }
    return steps;
}

Steps routing_steps(const Subject& subject, const release::ReleaseReport& report) {
    Steps steps;
    const auto ip = ip_command(subject.net_namespace);
    std::vector<std::string> removed;
    for (const auto& [planned, error] : report.routing) {
        if (!error) {
            removed.push_back(planned.text);
        }
    }
    if (!removed.empty()) {
        steps.push_back(changed("routing", removed, Mood::did));
    }
    for (const auto& left : report.routing_leftovers) {
        steps.push_back(failed(report.permission_denied() ? ExitCode::permission : ExitCode::leftovers,
                               "routing", left.text + " is still there",
                               fmt::format("{} {}", ip, deletion(left.text))));
    }
    if (report.routing_error) {
        steps.push_back(not_done(
            "routing", "the routes and rules can't be read", report.routing_error,
            fmt::format("look at '{} route show table all proto keepalived' and '{} rule'", ip, ip)));
    }
    return steps;
}

/// One line for what there was nothing to do about.
Steps or_passed(Steps steps, const std::string& name, const std::string& text) {
    if (steps.empty()) {
        steps.push_back(passed(name, text));
    }
    return steps;
}

Steps in_order(const Subject& subject, std::size_t vips, Steps addresses, Steps devices, Steps routing) {
    if (addresses.empty() && vips == 0) {
        addresses.push_back(warned(
            "addresses", fmt::format("{} tells of no VIP: nothing is known to be gone", describe(subject)),
            "if keepalived had another configuration, name that with -f"));
    }
    auto steps = or_passed(std::move(addresses), "addresses",
                           fmt::format("no VIP of {} is left on its interface", describe(subject)));
    append(steps, or_passed(std::move(devices), "devices", "no VMAC or ipvlan of keepalived is left"));
    append(steps, or_passed(std::move(routing), "routing", "no virtual route or rule is left"));
    return steps;
}

template <typename Planned, typename Text>
Steps planned_steps(const std::string& name, const std::vector<Planned>& planned, Text text) {
    std::vector<std::string> texts;
    std::ranges::transform(planned, std::back_inserter(texts), text);
    return texts.empty() ? Steps{} : Steps{changed(name, texts, Mood::would)};
}

}  // namespace

Steps release_steps(const Subject& subject, const release::ReleaseReport& report, std::size_t vips) {
    auto addresses = removal_steps(subject, report);
    append(addresses, restore_steps(report));
    append(addresses, kept_steps(subject, report.kept));
    auto routing = routing_steps(subject, report);
    append(routing, kept_steps(subject, report.routing_kept));
    return in_order(subject, vips, std::move(addresses), device_steps(subject, report), std::move(routing));
}

Steps plan_steps(const Subject& subject, const release::Plan& plan, std::size_t vips) {
    auto addresses = planned_steps("addresses", plan.removals, text_of);
    for (const auto& [interface, address] : plan.restores) {
        addresses.push_back(done(
            "addresses",
            fmt::format("the host's own {} on {} would be put back", to_string(address), interface), true));
    }
    append(addresses, kept_steps(subject, plan.kept));
    auto routing = planned_steps("routing", plan.routing, [](const auto& planned) { return planned.text; });
    append(routing, kept_steps(subject, plan.routing_kept));
    return in_order(subject, vips, std::move(addresses),
                    planned_steps("devices", plan.links, [](const auto& link) { return link.link.name; }),
                    std::move(routing));
}

bool has_knowledge(const Target& target) {
    return !target.parsed.unreadable || (target.snapshot && !target.snapshot->released);
}

Step without_knowledge(const Target& target, bool fails) {
    auto text = fmt::format("{}: {}, and {}: nothing says what the VIPs are", target.config_path,
                            target.parsed.unreadable.message(),
                            target.snapshot ? "a release has closed its snapshot, which does not know of a "
                                              "keepalived that ran later"
                                            : "there is no snapshot");
    const auto* advice = "name the configuration that it had with -f, or look at 'ip address'";
    return fails ? failed(ExitCode::no_input, "addresses", std::move(text), advice)
                 : warned("addresses", std::move(text), advice);
}

Steps marked_steps(const Subject& subject, const std::vector<netlink::RoutingEntry>& present,
                   const std::vector<PlannedRouting>& judged, const netlink::InterfaceName& name_of) {
    Steps steps;
    for (const auto& entry : present) {
        const bool is_said = std::ranges::any_of(judged, [&entry](const PlannedRouting& planned) {
            return planned.entry == entry && planned.reason != release::RoutingReason::undeclared;
        });
        if (!is_said) {
            const auto text = to_string(entry, name_of);
            steps.push_back(warned("marked", fmt::format("{}: keepalived's, but nobody declares it", text),
                                   fmt::format("'{} {}' unless it is needed",
                                               ip_command(subject.net_namespace), deletion(text))));
        }
    }
    return or_passed(std::move(steps), "marked", "no other route or rule bears keepalived's mark");
}

}  // namespace vipwarden::commands
