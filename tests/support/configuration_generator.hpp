// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

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
    using Lines = std::vector<std::string>;

    // ---- blocks of the language
    [[nodiscard]] Lines root_block();
    [[nodiscard]] Lines instance();
    [[nodiscard]] Lines instance_body();
    [[nodiscard]] Lines address_block(const std::string& keyword, bool ipv6);
    [[nodiscard]] Lines instance_block();
    [[nodiscard]] std::string instance_line(bool ipv6);
    [[nodiscard]] std::string odd_instance_line(bool ipv6);
    [[nodiscard]] Lines global_definitions();
    [[nodiscard]] Lines skipped_block();

    /// `body` between braces behind `head`, in one of the ways that people write it.
    [[nodiscard]] Lines block(const std::string& head, Lines body);
    [[nodiscard]] Lines odd_block(const std::string& head, Lines body);

    // ---- what may be done to lines
    /// Comments, conditions, definitions, sequences, includes.
    [[nodiscard]] Lines decorated(Lines lines);
    [[nodiscard]] std::string commented(const std::string& line);
    [[nodiscard]] Lines defined(const std::string& line);
    void define_together(Lines& lines);
    void move_to_file(Lines& lines);
    [[nodiscard]] std::string name_of_definition();

    RandomSource random_;
    std::map<std::string, std::string> files_{};
};

}  // namespace vipwarden::support
