// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "wrapper/commands/answers.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

namespace {

/// Nothing for a text that is no address, and for an address that no single host can have.
std::optional<netlink::IpAddress> read_address(const std::string& text) {
    const auto address = netlink::parse_ip_address(text);
    const bool one_host =
        address && !is_multicast(*address) && *address != netlink::IpAddress{.family = address->family};
    return one_host ? address : std::nullopt;
}

std::optional<report::Expectation> read_expectation(const std::string& text) {
    using Kind = report::Expectation::Kind;
    if (text == "none" || text == "one") {
        return report::Expectation{.kind = text == "none" ? Kind::none : Kind::one};
    }
    const auto mac = netlink::parse_mac_address(text);
    return mac ? std::optional{report::Expectation{.kind = Kind::mac, .mac = *mac}} : std::nullopt;
}

class ProbeVerb final : public PlainVerb<ProbeOptions> {
 public:
    ProbeVerb() : PlainVerb{"probe"} {}

    void add(CLI::App& program) override {
        auto* verb = program.add_subcommand(
            name(), "Ask the network who has an address, without telling anybody anything");
        verb->footer(
            "Answers of this host itself don't count. \"Nobody seen\" is no proof: frames get lost or are "
            "dropped, and hosts can be set up not to answer (arp_ignore, an address on lo).\n"
            "Exit status: 0; with --expect 81 if it is otherwise; 69 if it could not be asked.");
        verb->add_option("address", addresses_, "IPv4 or IPv6 addresses")->required()->type_name("ADDRESS");
        verb->add_option(
                "-i,--interface", options().interface,
                "Ask on this interface (default: where the address belongs by its subnet, else on all "
                "that are up)")
            ->type_name("INTERFACE");
        verb->add_option("--expect", expect_, "Who should have each of them: nobody else, one host, this MAC")
            ->type_name("none|one|MAC");
        verb->add_option("--window", seconds_, "How long answers are collected")
            ->capture_default_str()
            ->check(CLI::Range(0.1, 60.0))
            ->type_name("SECONDS");
        verb->add_option("-s,--namespace", options().net_namespace, "Network namespace to ask in")
            ->type_name("NAME");
        verb->add_flag("--json", options().json, "Print JSON");
    }

    [[nodiscard]] CommandLine finish(std::vector<std::string> rest,
                                     const std::vector<std::string>& behind) override {
        for (const auto& text : addresses_) {
            const auto address = read_address(text);
            if (!address) {
                return UsageError{fmt::format("{} is no IP address of a host", text)};
            }
            if (std::ranges::find(options().addresses, *address) == options().addresses.end()) {
                options().addresses.push_back(*address);
            }
        }
        if (expect_) {
            options().expectation = read_expectation(*expect_);
            if (!options().expectation) {
                return UsageError{fmt::format("--expect {}: not none, one, or a MAC address", *expect_)};
            }
        }
        options().window = std::chrono::milliseconds{std::lround(seconds_ * 1000)};
        return PlainVerb::finish(std::move(rest), behind);
    }

 private:
    std::vector<std::string> addresses_{};
    std::optional<std::string> expect_{};
    double seconds_{std::chrono::duration<double>{kProbeWindow}.count()};
};

}  // namespace

std::unique_ptr<Verb> probe_verb() {
    return std::make_unique<ProbeVerb>();
}

}  // namespace vipwarden::commands
