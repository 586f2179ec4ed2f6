// SPDX-License-Identifier: MIT
#include "wrapper/config/readings.hpp"

#include <array>
#include <utility>

#include "wrapper/address_numbers.hpp"
#include "wrapper/config/dialect.hpp"

namespace vipwarden::config {
namespace {

/// One for each way in which addresses and their interfaces have been read.
constexpr std::array kReadings{Version{2, 4, 0},  Version{2, 2, 7}, Version{2, 1, 5},
                               Version{2, 0, 20}, Version{1, 4, 5}, Version{1, 2, 19}};

class Doubts {
 public:
    explicit Doubts(std::span<const Vip> declared) {
        for (const Vip& vip : declared) {
            (void)known_.add(vip.interface, vip.address, vip.prefix_length);
        }
    }

    void add(std::vector<Vip> vips, const std::string& reading) {
        for (Vip& vip : vips) {
            if (known_.add(vip.interface, vip.address, vip.prefix_length).second) {
                found_.push_back({.vip = std::move(vip), .reading = reading});
            }
        }
    }

    [[nodiscard]] std::vector<DoubtfulVip> take() { return std::move(found_); }

 private:
    AddressNumbers known_{};
    std::vector<DoubtfulVip> found_{};
};

}  // namespace

std::vector<DoubtfulVip> doubtful_vips(const std::string& path, FileReader& files,
                                       const ParseOptions& options, std::span<const Vip> declared) {
    Doubts doubts{declared};
    ParseOptions other = options;
    other.lenient = true;
    doubts.add(declared_vips(parse(path, files, other).configuration), "");
    other.lenient = false;
    for (const Version& version : kReadings) {
        if (dialect_of(version) != dialect_of(options.version)) {
            other.version = version;
            doubts.add(declared_vips(parse(path, files, other).configuration), to_string(version));
        }
    }
    return doubts.take();
}

}  // namespace vipwarden::config
