// SPDX-License-Identifier: MIT
#include "tests/support/oracle_world.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/capability.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "netlink/network_namespace.hpp"
#include "netlink/rtnl_address_table.hpp"
#include "netlink/rtnl_link_table.hpp"
#include "tests/support/oracle_names.hpp"
#include "tests/support/temporary_directory.hpp"
#include "wrapper/commands/machine.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::support {
namespace {

namespace fs = std::filesystem;
using netlink::NetworkNamespace;

void check(int result, const std::string& what) {
    if (result != 0) {
        throw std::system_error{errno, std::generic_category(), what};
    }
}

// ---- the trial's files

NamedThings names_in(const Trial& trial) {
    NamedThings names;
    for (const auto& [path, text] : trial.files) {
        find_names(text, trial.config_id, names);
    }
    if (!trial.directory.empty()) {
        for (const fs::path& file : files_of(trial)) {
            find_names(test::read_text(file), trial.config_id, names);
        }
    }
    return names;
}

void write_files(const std::map<std::string, std::string>& files) {
    for (const auto& [path, text] : files) {
        const fs::path file = fs::path{kTrialDirectory} / path;
        fs::create_directories(file.parent_path());
        test::write_text(file, text);
    }
}

// ---- file systems

void cover_with_tmpfs(const std::string& directory, const char* mode) {
    check(mount("tmpfs", directory.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, mode), "mount " + directory);
}

void make_everything_read_only() {
    check(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make all mounts private");
    mount_attr attributes{};
    attributes.attr_set = MOUNT_ATTR_RDONLY;
    check(mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &attributes, sizeof attributes),
          "make all mounts read-only");
    check(mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr), "mount /proc");
}

/// A directory from before anything covered it, or none.
UniqueFd open_directory(const fs::path& path) {
    if (path.empty()) {
        return {};
    }
    UniqueFd directory{open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    check(directory ? 0 : -1, "open " + path.native());
    return directory;
}

void show(const std::string& what, const std::string& where) {
    check(mount(what.c_str(), where.c_str(), nullptr, MS_BIND | MS_REC, nullptr),
          "show " + what + " as " + where);
}

void show(const UniqueFd& directory, const std::string& where) {
    show("/proc/self/fd/" + std::to_string(directory.get()), where);
}

void show_trial(const Trial& trial, const UniqueFd& directory) {
    fs::create_directories(kTrialDirectory);
    if (directory) {
        show(directory, kTrialDirectory);
    } else {
        write_files(trial.files);
    }
}

/// Last, because it takes what is mounted below along.
void show_below(const std::string& root) {
    for (const char* directory : {"/proc", "/dev", "/sys", "/run", "/tmp"}) {
        show(directory, root + directory);
    }
}

/// As service managers set it: keepalived reads on in a file that includes itself until it can open no more.
void limit_open_files() {
    constexpr rlim_t kUsual = 1024;
    const rlimit limit{.rlim_cur = kUsual, .rlim_max = kUsual};
    check(setrlimit(RLIMIT_NOFILE, &limit), "limit open files");
}

/// What a script of a stranger's configuration should not be able to do to the machine.
void drop_capabilities() {
    for (const int capability :
         {CAP_SYS_BOOT, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_TIME, CAP_MKNOD, CAP_SYSLOG}) {
        check(prctl(PR_CAPBSET_DROP, capability, 0, 0, 0), "drop a capability");
    }
}

// ---- interfaces

void run_ip(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "ip");
    std::vector<char*> words;
    for (std::string& argument : arguments) {
        words.push_back(argument.data());
    }
    words.push_back(nullptr);
    pid_t pid = -1;
    if (const int error = posix_spawnp(&pid, "ip", nullptr, nullptr, words.data(), environ)) {
        throw std::system_error{error, std::generic_category(), "start ip"};
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) {
        throw std::runtime_error{fmt::format("ip {} failed", arguments.back())};
    }
}

struct Interface {
    std::string name{};
    std::string ipv4{};
};

/// Those that everybody has come first; their addresses are in documentation networks (RFC 5737).
std::vector<Interface> interfaces_for(const NamedThings& names) {
    std::vector<Interface> interfaces{{"eth0", "192.0.2.1/24"},
                                      {"eth1", "198.51.100.1/24"},
                                      {"eth2", "203.0.113.1/24"},
                                      {"eno1", "172.31.160.5/20"}};
    const std::set<std::string> known{"eth0", "eth1", "eth2", "eno1"};
    for (const std::string& name : names.interfaces) {
        if (!known.contains(name)) {
            interfaces.push_back({name, fmt::format("100.127.{}.1/24", interfaces.size())});
        }
    }
    return interfaces;
}

/// One line of `ip -batch` for each change.
std::string batch_for(const std::vector<Interface>& interfaces) {
    std::string batch = "link set lo up\n";
    for (std::size_t number = 0; number < interfaces.size(); ++number) {
        batch += fmt::format(
            "link add name {0} address 02:00:00:00:00:{1:02x} type veth peer name far{2} address "
            "02:00:00:00:01:{1:02x}\naddr add {3} dev {0}\naddr add fe80::ff:fe00:{1:x}/64 dev {0} nodad\n"
            "link set dev {0} up\nlink set dev far{2} up\n",
            interfaces[number].name, 0x10 + number, number, interfaces[number].ipv4);
    }
    return batch;
}

void set_ipv6(const char* name, const char* value) {
    for (const char* of : {"all", "default"}) {
        std::ofstream{fmt::format("/proc/sys/net/ipv6/conf/{}/{}", of, name)} << value;
    }
}

/// Nothing here may wait or come later by itself: no duplicate address detection, and link-local addresses
/// are given instead of made by the kernel. Devices that keepalived makes are as the kernel makes them.
void furnish(const std::vector<Interface>& interfaces) {
    set_ipv6("accept_dad", "0");
    set_ipv6("addr_gen_mode", "1");  // IN6_ADDR_GEN_MODE_NONE of linux/if_link.h.
    const std::string file = "/run/oracle/interfaces";
    test::write_text(file, batch_for(interfaces));
    run_ip({"-batch", file});
    std::ofstream{"/proc/sys/net/ipv6/conf/default/addr_gen_mode"} << '0';
}

}  // namespace

std::vector<fs::path> files_of(const Trial& trial) {
    const fs::path top{trial.name};
    std::vector<fs::path> files{trial.directory / top};
    for (const auto& entry : fs::directory_iterator{trial.directory}) {
        const fs::path& path = entry.path();
        const bool of_another = path.extension() == ".d" && path.stem() != top.stem() &&
                                fs::exists(fs::path{path}.replace_extension(".conf"));
        if (!entry.is_directory() || of_another) {
            continue;
        }
        for (const auto& below : fs::recursive_directory_iterator{path}) {
            if (below.is_regular_file()) {
                files.push_back(below.path());
            }
        }
    }
    return files;
}

std::string trial_file(const OracleKeepalived& keepalived, const Trial& trial) {
    const bool relative = keepalived.version >= config::Version{2, 0, 0};
    return relative ? trial.name : std::string{kTrialDirectory} + '/' + trial.name;
}

void build_world(const OracleKeepalived& keepalived, const Trial& trial) {
    const NamedThings names = names_in(trial);
    const UniqueFd directory = open_directory(trial.directory);
    const UniqueFd root = open_directory(keepalived.root);
    make_everything_read_only();
    cover_with_tmpfs("/run", "mode=0755");
    show_trial(trial, directory);
    cover_with_tmpfs("/tmp", "mode=1777");
    fs::create_directories("/run/keepalived");
    const auto interfaces = interfaces_for(names);
    furnish(interfaces);
    for (const std::string& name : names.namespaces) {
        run_ip({"netns", "add", name});
        NetworkNamespace::named(name).run_inside([&] { furnish(interfaces); });
    }
    if (root) {
        show(root, kRootDirectory);
        show_below(kRootDirectory);
    }
    limit_open_files();
    drop_capabilities();
}

config::Machine machine_here() {
    const auto here = NetworkNamespace::current();
    return commands::machine_of({.addresses = netlink::open_address_table(here)->list(),
                                 .links = netlink::open_link_table(here)->list()});
}

}  // namespace vipwarden::support
