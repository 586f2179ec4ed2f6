// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/keepalived_fixture.hpp"
#include "wrapper/config/parser.hpp"

namespace vipwarden::support {

/// What becomes of a line of virtual_routes or virtual_rules.
enum class Fate : std::uint8_t {
    made,      ///< keepalived makes it, and marks it as its own.
    unmarked,  ///< keepalived makes it, under another mark.
    dropped,   ///< keepalived or the kernel does not take it.
};

struct RoutingLineCase {
    const char* text;
    Fate fate{Fate::made};
};

/// Lines of every kind.
[[nodiscard]] const std::vector<RoutingLineCase>& route_lines();
[[nodiscard]] const std::vector<RoutingLineCase>& rule_lines();

/// Those of that fate only.
[[nodiscard]] std::vector<RoutingLineCase> only(const std::vector<RoutingLineCase>& lines, Fate fate);

/// An instance with these in virtual_routes and virtual_rules, each on a line of its own.
[[nodiscard]] std::string config_with(const std::vector<RoutingLineCase>& routes,
                                      const std::vector<RoutingLineCase>& rules);

/// The line where an entry stands, without its indentation.
[[nodiscard]] std::string text_at(const config::Position& where, const std::string& config);

/// A host with IPv6 addresses, too, and an eye on its routes and rules.
class RoutingTest : public KeepalivedTest {
 protected:
    void SetUp() override;

    /// As the installed keepalived reads it.
    config::ParseResult parse(const std::string& text);

    /// What `ip -j WORDS` shows, for both families, without what the kernel has made by itself.
    std::vector<std::string> entries(const Words& words);
    std::vector<std::string> routes() { return entries({"route", "show", "table", "all"}); }
    std::vector<std::string> rules() { return entries({"rule"}); }

    /// Until there is a rule of this priority: keepalived makes rules last.
    void wait_for_rule(std::uint32_t priority);
};

}  // namespace vipwarden::support
