// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vrrp_sockets.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

constexpr std::size_t kLongestTable = std::size_t{16} * 1024 * 1024;

/// raw_sock_seq_show() in net/ipv4/raw.c: the protocol stands where other tables have the local port, in
/// hexadecimal; the inode is the tenth word.
constexpr std::string_view kVrrp = ":0070";
constexpr std::size_t kLocalAddress = 1;
constexpr std::size_t kInode = 9;

std::string_view next_word(std::string_view& line) {
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    return word;
}

std::optional<std::uint64_t> inode_in(std::string_view line) {
    std::array<std::string_view, kInode + 1> words{};
    for (auto& word : words) {
        word = next_word(line);
    }
    std::uint64_t inode = 0;
    const auto text = words[kInode];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), inode);
    const bool is_vrrp =
        words[kLocalAddress].ends_with(kVrrp) && error == std::errc{} && end == text.data() + text.size();
    return is_vrrp ? std::optional{inode} : std::nullopt;
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
    std::set<std::uint64_t> inodes;
    while (!table.empty()) {
        const auto line = table.substr(0, table.find('\n'));
        table.remove_prefix(std::min(table.size(), line.size() + 1));
        if (const auto inode = inode_in(line)) {
            inodes.insert(*inode);
        }
    }
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
