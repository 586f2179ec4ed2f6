// SPDX-License-Identifier: MIT
#include "wrapper/config/readings.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <tuple>
#include <utility>

namespace vipwarden::config {
namespace {

/// One for each way in which addresses and their interfaces have been read.
constexpr std::array kReadings{Version{2, 4, 0},  Version{2, 2, 7}, Version{2, 1, 5},
                               Version{2, 0, 20}, Version{1, 4, 5}, Version{1, 2, 19}};

bool is_same_line(const Version& a, const Version& b) {
    return a.major == b.major && a.minor == b.minor;
}

}  // namespace

std::vector<DoubtfulVip> doubtful_vips(const std::string& path, FileReader& files,
                                       const ParseOptions& options, std::span<const Vip> declared) {
    std::set<std::tuple<std::string, netlink::IpAddress, std::uint8_t>> known;
    for (const auto& vip : declared) {
        known.emplace(vip.interface, vip.address, vip.prefix_length);
    }
    std::vector<DoubtfulVip> doubtful;
    for (const auto& version : kReadings) {
        if (is_same_line(version, options.version)) {
            continue;
        }
        auto other = options;
        other.version = version;
        for (auto& vip : declared_vips(parse(path, files, other).configuration)) {
            if (known.emplace(vip.interface, vip.address, vip.prefix_length).second) {
                doubtful.push_back({.vip = std::move(vip), .reading = to_string(version)});
            }
        }
    }
    return doubtful;
}

}  // namespace vipwarden::config
