// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/netlink_ports.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/netlink.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

constexpr std::size_t kLongestTable = std::size_t{16} * 1024 * 1024;

/// netlink_native_seq_show() in net/netlink/af_netlink.c: address, protocol, port and seven more; the last
/// word is the inode.
constexpr std::size_t kProtocol = 1;
constexpr std::size_t kPort = 2;
constexpr std::size_t kInode = 9;

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (true) {
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
        if (line.empty()) {
            return words;
        }
        words.push_back(line.substr(0, line.find(' ')));
        line.remove_prefix(words.back().size());
    }
}

template <typename Number>
std::optional<Number> number_in(std::string_view word) {
    Number number{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc{} && end == word.data() + word.size() ? std::optional{number} : std::nullopt;
}

std::optional<RouteSocket> socket_in(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() <= kInode || number_in<int>(words[kProtocol]) != NETLINK_ROUTE) {
        return std::nullopt;
    }
    const auto port = number_in<std::uint32_t>(words[kPort]);
    const auto inode = number_in<std::uint64_t>(words[kInode]);
    const bool is_the_kernels = port == 0U;
    return port && inode && !is_the_kernels ? std::optional{RouteSocket{.port = *port, .inode = *inode}}
                                            : std::nullopt;
}

std::vector<RouteSocket> sockets_seen_by(pid_t pid) {
    const UniqueFd fd{::open(fmt::format("/proc/{}/net/netlink", pid).c_str(), O_RDONLY | O_CLOEXEC)};
    const auto text = fd ? read_to_end(fd.get(), kLongestTable) : std::nullopt;
    return route_sockets(text.value_or(""));
}

/// What its descriptors refer to: "socket:[19581967]", "/dev/null".
std::set<std::string> open_files_of(pid_t pid) {
    namespace fs = std::filesystem;
    std::set<std::string> files;
    std::error_code error;
    for (fs::directory_iterator entry{fmt::format("/proc/{}/fd", pid), error}, end; !error && entry != end;
         entry.increment(error)) {
        std::error_code closed_meanwhile;
        files.insert(fs::read_symlink(entry->path(), closed_meanwhile).string());
    }
    return files;
}

std::string file_of(const RouteSocket& socket) {
    return fmt::format("socket:[{}]", socket.inode);
}

}  // namespace

std::vector<RouteSocket> route_sockets(std::string_view table) {
    std::vector<RouteSocket> sockets;
    while (!table.empty()) {
        const auto line = table.substr(0, table.find('\n'));
        table.remove_prefix(std::min(table.size(), line.size() + 1));
        if (const auto socket = socket_in(line)) {
            sockets.push_back(*socket);
        }
    }
    return sockets;
}

std::set<std::uint32_t> route_ports_of(pid_t pid) {
    std::set<std::uint32_t> ports;
    const auto files = open_files_of(pid);
    for (const auto& socket : sockets_seen_by(pid)) {
        if (files.contains(file_of(socket))) {
            ports.insert(socket.port);
        }
    }
    return ports;
}

std::optional<Process> find_holder_of_route_port(std::uint32_t port, std::uint64_t netns_inode,
                                                 const std::vector<Process>& processes) {
    const auto inhabitant = std::ranges::find(processes, netns_inode, &Process::netns_inode);
    if (inhabitant == processes.end()) {
        return std::nullopt;
    }
    const auto sockets = sockets_seen_by(inhabitant->pid);
    const auto socket = std::ranges::find(sockets, port, &RouteSocket::port);
    if (socket == sockets.end()) {
        return std::nullopt;
    }
    // A socket stays in the namespace that it was made in, wherever the process is now.
    const auto holder = std::ranges::find_if(processes, [&](const Process& process) {
        return open_files_of(process.pid).contains(file_of(*socket));
    });
    return holder == processes.end() ? std::nullopt : std::optional{*holder};
}

}  // namespace vipwarden::supervisor
