// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vrrp_sockets.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

constexpr std::size_t kLongestTable = std::size_t{16} * 1024 * 1024;

/// What a line of a table of sockets has at which place.
struct Column {
    std::size_t protocol{0};
    std::size_t inode{0};
};

/// raw_sock_seq_show() in net/ipv4/raw.c: the protocol stands where other tables have the local port, behind
/// the address, in hexadecimal.
constexpr Column kRaw{.protocol = 1, .inode = 9};
/// packet_seq_show() in net/packet/af_packet.c.
constexpr Column kPacket{.protocol = 3, .inode = 8};

using Protocols = std::span<const std::string_view>;
constexpr std::array<std::string_view, 2> kVrrp{":0070", ":0033"};
constexpr std::array<std::string_view, 1> kIcmpv6{":003A"};
constexpr std::array<std::string_view, 3> kAnnouncing{"0806", "8035", "86dd"};

std::string_view next_word(std::string_view& line) {
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    return word;
}

std::optional<std::uint64_t> inode_in(std::string_view line, const Column& column, Protocols protocols) {
    std::array<std::string_view, kRaw.inode + 1> words{};
    for (auto& word : words) {
        word = next_word(line);
    }
    std::uint64_t inode = 0;
    const auto text = words.at(column.inode);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), inode);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    const bool is_wanted = std::ranges::any_of(
        protocols, [&](std::string_view protocol) { return words.at(column.protocol).ends_with(protocol); });
    return is_number && is_wanted ? std::optional{inode} : std::nullopt;
}

std::set<std::uint64_t> inodes_in(std::string_view table, const Column& column, Protocols protocols) {
    std::set<std::uint64_t> inodes;
    while (!table.empty()) {
        const auto line = table.substr(0, table.find('\n'));
        table.remove_prefix(std::min(table.size(), line.size() + 1));
        if (const auto inode = inode_in(line, column, protocols)) {
            inodes.insert(*inode);
        }
    }
    return inodes;
}

/// None if the kernel has no such table.
UniqueFd open_table(const char* name) {
    const auto path = fmt::format("/proc/thread-self/net/{}", name);
    UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!fd && errno != ENOENT) {
        throw std::system_error{errno, std::generic_category(), fmt::format("open '{}'", path)};
    }
    return fd;
}

/// From its beginning.
std::string read_again(const UniqueFd& table) {
    if (!table) {
        return {};
    }
    auto text = ::lseek(table.get(), 0, SEEK_SET) == 0 ? read_to_end(table.get()) : std::nullopt;
    if (!text) {
        throw std::system_error{errno, std::generic_category(), "read a table of sockets"};
    }
    return *std::move(text);
}

std::set<std::uint64_t> inodes_seen_by(pid_t pid) {
    std::set<std::uint64_t> inodes;
    for (const char* table : {"raw", "raw6"}) {
        const UniqueFd fd{::open(fmt::format("/proc/{}/net/{}", pid, table).c_str(), O_RDONLY | O_CLOEXEC)};
        const auto text = fd ? read_to_end(fd.get(), kLongestTable) : std::nullopt;
        inodes.merge(vrrp_socket_inodes(text.value_or("")));
    }
    return inodes;
}

}  // namespace

std::set<std::uint64_t> vrrp_socket_inodes(std::string_view table) {
    return inodes_in(table, kRaw, kVrrp);
}

std::set<std::uint64_t> arp_socket_inodes(std::string_view table) {
    return inodes_in(table, kPacket, kAnnouncing);
}

std::set<std::uint64_t> icmpv6_socket_inodes(std::string_view table) {
    return inodes_in(table, kRaw, kIcmpv6);
}

VrrpSocketTable VrrpSocketTable::open() {
    VrrpSocketTable table;
    table.raw_ = open_table("raw");
    table.raw6_ = open_table("raw6");
    table.packet_ = open_table("packet");
    if (!table.raw_) {
        throw std::system_error{ENOENT, std::generic_category(),
                                "open the table of raw sockets (is /proc mounted?)"};
    }
    return table;
}

std::set<std::uint64_t> VrrpSocketTable::inodes() const {
    auto inodes = vrrp_socket_inodes(read_again(raw_));
    const auto raw6 = read_again(raw6_);
    inodes.merge(vrrp_socket_inodes(raw6));
    inodes.merge(icmpv6_socket_inodes(raw6));
    inodes.merge(arp_socket_inodes(read_again(packet_)));
    return inodes;
}

bool takes_part_in_vrrp(pid_t pid) {
    const auto inodes = inodes_seen_by(pid);
    if (inodes.empty()) {
        return false;
    }
    std::set<std::string> sockets;
    for (const auto inode : inodes) {
        sockets.insert(fmt::format("socket:[{}]", inode));
    }
    namespace fs = std::filesystem;
    std::error_code error;
    for (fs::directory_iterator entry{fmt::format("/proc/{}/fd", pid), error}, end; !error && entry != end;
         entry.increment(error)) {
        std::error_code closed_meanwhile;
        if (sockets.contains(fs::read_symlink(entry->path(), closed_meanwhile).string())) {
            return true;
        }
    }
    return false;
}

std::optional<Process> find_vrrp_process(const std::vector<Process>& processes) {
    const auto found = std::ranges::find_if(
        processes, [](const Process& process) { return takes_part_in_vrrp(process.pid); });
    return found == processes.end() ? std::nullopt : std::optional{*found};
}

}  // namespace vipwarden::supervisor
