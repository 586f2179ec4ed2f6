// SPDX-License-Identifier: MIT
#include "wrapper/report/probe.hpp"

#include <algorithm>
#include <cstddef>

#include <spdlog/spdlog.h>

#include "netlink/packet_neighbour_prober.hpp"
#include "wrapper/commands/answers.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/probe_places.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/exit_code.hpp"

namespace vipwarden::commands {

namespace {

using Probed = std::vector<report::ProbedAddress>;

Probed ask_everywhere(const ProbeOptions& options, const Site& site,
                      const std::vector<netlink::Link>& links) {
    const auto present = site.addresses->list();
    Probed probed;
    std::vector<Question> questions;
    for (const auto& address : options.addresses) {
        const auto places = options.interface.empty() ? places_to_ask(address, links, present)
                                                      : std::vector{options.interface};
        for (const auto& place : places) {
            questions.push_back({.address = address, .interface = place});
        }
        probed.push_back({.address = address,
                          .held_on = interfaces_with(address, links, present),
                          .places = std::vector<report::ProbedPlace>(places.size())});
    }
    const auto prober = netlink::open_neighbour_prober(site.where);
    const auto answers = ask_for(questions, links, *prober, options.window);
    auto asked = answers.asked.begin();
    for (auto& each : probed) {
        each.lost = answers.lost;
        for (auto& place : each.places) {
            place = {.interface = asked->interface, .macs = asked->macs, .obstacle = asked->obstacle};
            ++asked;
        }
    }
    return probed;
}

bool could_ask(const report::ProbedAddress& probed) {
    return std::ranges::any_of(probed.places, [](const auto& place) { return place.obstacle.empty(); });
}

ExitCode code_of(const Probed& probed, const std::optional<report::Expectation>& expectation) {
    if (!expectation) {
        return std::ranges::all_of(probed, could_ask) ? ExitCode::clean : ExitCode::unavailable;
    }
    switch (judge(probed, *expectation)) {
        case report::AsExpected::yes:
            return ExitCode::clean;
        case report::AsExpected::no:
            return ExitCode::answered;
        case report::AsExpected::unknown:
            break;
    }
    return ExitCode::unavailable;
}

}  // namespace

int probe(const ProbeOptions& options) {
    const auto site = open_site(options.net_namespace);
    if (!site) {
        spdlog::error("there is no network namespace {} to ask in", options.net_namespace);
        return static_cast<int>(ExitCode::unavailable);
    }
    const auto links = site->links->list();
    if (!options.interface.empty() && find_link(links, options.interface) == nullptr) {
        spdlog::error("there is no interface {} to ask on", options.interface);
        return static_cast<int>(ExitCode::unavailable);
    }
    const auto probed = ask_everywhere(options, *site, links);
    if (probed.front().lost > 0) {
        spdlog::warn("{} frames were lost, and maybe answers with them: ask for fewer addresses at a time",
                     probed.front().lost);
    }
    print_result(options.json ? report::probe_json(probed, options.expectation)
                              : report::probe_text(probed, options.expectation));
    return static_cast<int>(code_of(probed, options.expectation));
}

}  // namespace vipwarden::commands
