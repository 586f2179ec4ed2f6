// SPDX-License-Identifier: MIT
#include "tests/support/oracle_answers.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "netlink/network_namespace.hpp"
#include "netlink/rtnl_address_table.hpp"
#include "netlink/rtnl_link_table.hpp"
#include "tests/support/oracle_dump.hpp"
#include "tests/support/oracle_world.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/posix_file_reader.hpp"
#include "wrapper/config/strict.hpp"

namespace vipwarden::support {
namespace {

namespace fs = std::filesystem;
using netlink::InterfaceAddress;
using netlink::NetworkNamespace;

std::string line_of(const std::string& interface, const netlink::IpAddress& address, int prefix_length) {
    return fmt::format("{} {}/{}", interface, netlink::to_string(address), prefix_length);
}

/// "NAME:" for one of /run/netns, "" for the one that everything began in.
std::string prefix_of(const NetworkNamespace& where) {
    const fs::path directory{"/run/netns"};
    if (!fs::exists(directory)) {
        return {};
    }
    for (const auto& entry : fs::directory_iterator{directory}) {
        const std::string name = entry.path().filename();
        if (NetworkNamespace::named(name).inode() == where.inode()) {
            return name + ':';
        }
    }
    return {};
}

/// keepalived switches IPv6 off on devices that it makes for IPv4, and on again when it needs it.
void allow_ipv6(const std::string& interface) {
    const std::string path = "/proc/sys/net/ipv6/conf/" + interface + "/disable_ipv6";
    char value = '0';
    if (std::ifstream{path} >> value && value != '0') {
        std::ofstream{path} << '0';
    }
}

/// A network namespace that keepalived worked in.
class Kernel {
 public:
    explicit Kernel(const NetworkNamespace& where)
        : where_{where},
          table_{netlink::open_address_table(where)},
          links_{netlink::open_link_table(where)->list()} {}

    [[nodiscard]] AddressLines addresses() {
        AddressLines lines;
        for (const InterfaceAddress& entry : table_->list()) {
            if (const auto* link = netlink::find_link(links_, entry.ifindex)) {
                lines.insert(line_of(link->name, entry.local, entry.prefix_length));
            }
        }
        return lines;
    }

    /// Those that the kernel takes.
    [[nodiscard]] AddressLines add(std::vector<DumpedAddress> dumped) {
        for (DumpedAddress& address : dumped) {
            if (const auto* link = netlink::find_link(links_, address.interface)) {
                where_.run_inside([&] { allow_ipv6(link->name); });
                address.entry.ifindex = link->index;
                (void)table_->add(address.entry);  // What it refuses is not there afterwards.
            }
        }
        const auto present = table_->list();
        AddressLines lines;
        for (const DumpedAddress& address : dumped) {
            const auto same = [&](const InterfaceAddress& entry) {
                return entry.ifindex == address.entry.ifindex && entry.local == address.entry.local &&
                       entry.prefix_length == address.entry.prefix_length;
            };
            if (std::ranges::any_of(present, same)) {
                lines.insert(line_of(address.interface, address.entry.local, address.entry.prefix_length));
            }
        }
        return lines;
    }

 private:
    const NetworkNamespace& where_;
    std::unique_ptr<netlink::AddressTable> table_;
    std::vector<netlink::Link> links_;
};

AddressLines with_prefix(const std::string& prefix, const AddressLines& lines) {
    AddressLines result;
    for (const std::string& line : lines) {
        result.insert(prefix + line);
    }
    return result;
}

/// For what reads the trial's files as keepalived saw them.
void enter(const OracleKeepalived& keepalived) {
    if ((!keepalived.root.empty() && chroot(kRootDirectory) != 0) || chdir(kTrialDirectory) != 0) {
        throw std::system_error{errno, std::generic_category(), "go where keepalived was"};
    }
}

void add_fatal(const std::vector<config::Diagnostic>& diagnostics, Verdict& verdict) {
    for (const config::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == config::Severity::fatal) {
            verdict.reasons.push_back(config::format(diagnostic));
        }
    }
}

/// Whether the reader says that keepalived alone knows what something stands for.
bool is_guess(const std::vector<config::Diagnostic>& diagnostics) {
    return std::ranges::any_of(diagnostics, [](const config::Diagnostic& diagnostic) {
        return diagnostic.message.find("can't be known here") != std::string::npos;
    });
}

}  // namespace

AddressLines addresses_here() {
    const auto here = NetworkNamespace::current();
    return Kernel{here}.addresses();
}

AddressLines addresses_of(const OracleRun& run, const AddressLines& before) {
    if (run.outcome != OracleRun::Outcome::running || !run.where) {
        return {};
    }
    Kernel kernel{*run.where};
    AddressLines lines;
    std::ranges::set_difference(kernel.addresses(), before, std::inserter(lines, lines.end()));
    lines.merge(kernel.add(addresses_in_dump(run.dump)));
    return with_prefix(prefix_of(*run.where), lines);
}

void answer_in_process(const OracleKeepalived& keepalived, const Trial& trial, const config::Machine& machine,
                       Verdict& verdict) {
    enter(keepalived);
    config::PosixFileReader files;
    const auto parsed = config::parse(trial_file(keepalived, trial), files,
                                      {.config_id = trial.config_id, .version = keepalived.version});
    const auto answer = config::strict_addresses(parsed, machine);
    AddressLines lines;
    for (const auto& address : answer.addresses) {
        lines.insert(line_of(address.interface, address.address, address.prefix_length));
    }
    const auto& name = parsed.configuration.net_namespace;
    verdict.vipwarden = with_prefix(name ? *name + ':' : "", lines);
    verdict.refused = parsed.refused || !answer.refusals.empty();
    add_fatal(parsed.diagnostics, verdict);
    add_fatal(answer.refusals, verdict);
    if (is_guess(parsed.diagnostics) && verdict.keepalived != verdict.vipwarden) {
        verdict.outcome = OracleRun::Outcome::unanswered;
        verdict.detail = "its addresses depend on $_RANDOM or $_ENV";
    }
}

void answer_by_program(const std::string& vipwarden, const OracleKeepalived& keepalived, const Trial& trial,
                       Verdict& verdict) {
    enter(keepalived);
    const std::string command =
        fmt::format("'{}' list --strict --plain -f '{}' -i '{}' --keepalived-version {}", vipwarden,
                    trial.name, trial.config_id, config::to_string(keepalived.version));
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "re"), pclose};
    std::array<char, 1024> line{};
    while (pipe != nullptr && fgets(line.data(), line.size(), pipe.get()) != nullptr) {
        std::string text{line.data()};
        text.erase(text.find_last_not_of('\n') + 1);
        verdict.vipwarden.insert(text);
    }
    verdict.refused = verdict.outcome != OracleRun::Outcome::running;  // Not part of its plain answer.
}

}  // namespace vipwarden::support
