// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/keepalived_arguments.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <getopt.h>

namespace vipwarden::supervisor {

namespace {

/// keepalived's number for an option that has no letter.
constexpr int kSignum = 4;
constexpr int kWithoutMeaning = 1;

// What keepalived 2.2.7 takes, and what later versions take besides. Options of debug builds are left out:
// what is not known is skipped, while their long names would make abbreviations ambiguous that are not. Where
// $POSIXLY_CORRECT is set, getopt_long(3) stops at the first word that is no option: here and in keepalived,
// which inherits our environment.
constexpr const char* kLetters = ":vhlndu:DRS:f:p:i:es:mM::g::Gt::PCr:VXac:ITBb:xA:";

constexpr std::array kLongOptions{
    option{"use-file", required_argument, nullptr, 'f'},
    option{"vrrp", no_argument, nullptr, 'P'},
    option{"check", no_argument, nullptr, 'C'},
    option{"no_bfd", no_argument, nullptr, 'B'},
    option{"all", no_argument, nullptr, kWithoutMeaning},
    option{"log-console", no_argument, nullptr, 'l'},
    option{"log-detail", no_argument, nullptr, 'D'},
    option{"log-facility", required_argument, nullptr, 'S'},
    option{"log-file", optional_argument, nullptr, 'g'},
    option{"flush-log-file", no_argument, nullptr, kWithoutMeaning},
    option{"all-config", no_argument, nullptr, 'e'},
    option{"no-syslog", no_argument, nullptr, 'G'},
    option{"umask", required_argument, nullptr, 'u'},
    option{"release-vips", no_argument, nullptr, 'X'},
    option{"dont-release-vrrp", no_argument, nullptr, 'V'},
    option{"dont-release-ipvs", no_argument, nullptr, 'I'},
    option{"dont-respawn", no_argument, nullptr, 'R'},
    option{"dont-fork", no_argument, nullptr, 'n'},
    option{"dump-conf", no_argument, nullptr, 'd'},
    option{"pid", required_argument, nullptr, 'p'},
    option{"vrrp_pid", required_argument, nullptr, 'r'},
    option{"genhash", no_argument, nullptr, 'T'},
    option{"checkers_pid", required_argument, nullptr, 'c'},
    option{"address-monitoring", no_argument, nullptr, 'a'},
    option{"bfd_pid", required_argument, nullptr, 'b'},
    option{"snmp", no_argument, nullptr, 'x'},
    option{"snmp-agent-socket", required_argument, nullptr, 'A'},
    option{"core-dump", no_argument, nullptr, 'm'},
    option{"core-dump-pattern", optional_argument, nullptr, 'M'},
    option{"namespace", required_argument, nullptr, 's'},
    option{"config-id", required_argument, nullptr, 'i'},
    option{"signum", required_argument, nullptr, kSignum},
    option{"config-test", optional_argument, nullptr, 't'},
    option{"config-fd", required_argument, nullptr, kWithoutMeaning},
    option{"ignore-sigint", no_argument, nullptr, kWithoutMeaning},
    option{"version", no_argument, nullptr, 'v'},
    option{"help", no_argument, nullptr, 'h'},
    option{nullptr, no_argument, nullptr, 0},
};

/// Where the value of an option goes; nullptr if it has none that matters here.
std::string* value_of(int letter, KeepalivedArguments& parsed) {
    switch (letter) {
        case 'f':
            return &parsed.config_path;
        case 'i':
            return &parsed.config_id;
        case 's':
            return &parsed.net_namespace;
        case 'p':
            return &parsed.pid_file;
        case 'r':
            return &parsed.vrrp_pid_file;
        case 'c':
            return &parsed.checkers_pid_file;
        case 'b':
            return &parsed.bfd_pid_file;
        default:
            return nullptr;
    }
}

struct Subsystems {
    bool vrrp_named{false};
    bool checkers_named{false};
};

void note_flag(int letter, KeepalivedArguments& parsed, Subsystems& subsystems) {
    switch (letter) {
        case 'n':
            parsed.dont_fork = true;
            break;
        case 'V':
            parsed.dont_release_vrrp = true;
            break;
        case 'P':
            subsystems.vrrp_named = true;
            break;
        case 'C':
            subsystems.checkers_named = true;
            break;
        case 't':
        case 'v':
        case 'h':
        case 'T':
        case kSignum:
            parsed.not_a_daemon = true;
            break;
        default:
            break;
    }
}

constexpr std::string_view kRunDirectory = "/run/";
constexpr std::string_view kPidDirectory = "/run/keepalived/";

/// In a network namespace keepalived mounts /run/keepalived/NAMESPACE over /run/keepalived, in a mount
/// namespace of its own: a path below it, the operator's choice included, is another one for us.
std::string seen_from_outside(const std::string& path, const std::string& net_namespace) {
    for (const std::string_view mounted_over : {kPidDirectory, std::string_view{"/var/run/keepalived/"}}) {
        if (!net_namespace.empty() && path.starts_with(mounted_over)) {
            return fmt::format("{}{}/{}", kPidDirectory, net_namespace, path.substr(mounted_over.size()));
        }
    }
    return path;
}

}  // namespace

KeepalivedArguments parse_keepalived_arguments(const std::vector<std::string>& arguments) {
    std::vector<std::string> copy{"keepalived"};
    copy.insert(copy.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    argv.reserve(copy.size() + 1);
    for (auto& argument : copy) {
        argv.push_back(argument.data());
    }
    const int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);

    KeepalivedArguments parsed;
    Subsystems subsystems;
    optind = 0;  // glibc: start anew
    opterr = 0;  // keepalived itself will complain
    for (int letter = 0;
         (letter = ::getopt_long(argc, argv.data(), kLetters, kLongOptions.data(), nullptr)) != -1;) {
        if (std::string* value = value_of(letter, parsed)) {
            *value = optarg;
        }
        note_flag(letter, parsed, subsystems);
    }
    parsed.no_vrrp = subsystems.checkers_named && !subsystems.vrrp_named;
    return parsed;
}

std::vector<std::string> pid_files(const KeepalivedArguments& arguments, const std::string& instance_name,
                                   const std::string& net_namespace) {
    const auto& effective_namespace =
        arguments.net_namespace.empty() ? net_namespace : arguments.net_namespace;
    const bool own_directory = !instance_name.empty() || !effective_namespace.empty();
    const auto directory = own_directory ? kPidDirectory : kRunDirectory;
    const auto suffix = instance_name.empty() ? std::string{} : "_" + instance_name;

    const std::array<std::pair<const char*, const std::string*>, 4> files{
        {{"keepalived", &arguments.pid_file},
         {"vrrp", &arguments.vrrp_pid_file},
         {"checkers", &arguments.checkers_pid_file},
         {"bfd", &arguments.bfd_pid_file}}};
    std::vector<std::string> paths;
    for (const auto& [name, given] : files) {
        const auto path = given->empty() ? fmt::format("{}{}{}.pid", directory, name, suffix) : *given;
        paths.push_back(seen_from_outside(path, effective_namespace));
    }
    return paths;
}

}  // namespace vipwarden::supervisor
