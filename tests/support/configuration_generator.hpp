// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/support/generated_layout.hpp"
#include "tests/support/random_source.hpp"

namespace vipwarden::support {

/// Writes random configurations that use all of keepalived's language, rightly and wrongly: every keyword on
/// which addresses depend, layouts of blocks, quotes, comments, definitions, conditions, sequences, includes,
/// encodings, and damage to all of it. The same seed gives the same files, on every machine.
class ConfigurationGenerator {
 public:
    static constexpr const char* kTopFile = "k.conf";

    explicit ConfigurationGenerator(std::uint64_t seed) : random_{seed} {}

    /// Files by path relative to the top file; to be called once.
    [[nodiscard]] std::map<std::string, std::string> generate();

 private:
    [[nodiscard]] Lines root_block();
    [[nodiscard]] Lines instance();
    [[nodiscard]] Lines instance_body();
    [[nodiscard]] Lines instance_block();
    [[nodiscard]] Lines address_block(const std::string& keyword, bool ipv6);
    [[nodiscard]] Lines global_definitions();
    [[nodiscard]] Lines script();
    [[nodiscard]] Lines other_root_block();
    [[nodiscard]] Lines block_of(const std::string& head, std::string (*line)(RandomSource& random));
    [[nodiscard]] Lines decorated(const Lines& lines);

    RandomSource random_;
    std::map<std::string, std::string> files_{};
};

}  // namespace vipwarden::support
