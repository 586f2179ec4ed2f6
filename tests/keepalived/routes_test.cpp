// SPDX-License-Identifier: MIT
// What the parser makes of virtual_routes and virtual_rules is what real keepalived gives to the kernel:
// everything that keepalived has made can be deleted with what the parser says of it, and nothing is left.
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/support/ip_words.hpp"
#include "tests/support/routing_fixture.hpp"

namespace vipwarden {
namespace {

using support::config_with;
using support::Fate;
using support::route_lines;
using support::RoutingLineCase;
using support::rule_lines;
using support::text_at;

using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> texts_of(const std::vector<RoutingLineCase>& lines) {
    std::vector<std::string> texts;
    for (const RoutingLineCase& line : lines) {
        if (line.fate != Fate::dropped) {
            texts.emplace_back(line.text);
        }
    }
    return texts;
}

class VirtualRouting : public support::RoutingTest {
 protected:
    /// Runs keepalived until it has made the rule of this priority, which it does last, and kills it.
    void make_everything(const std::string& text, std::uint32_t last_priority) {
        start_keepalived(text, kConfig);
        wait_for_rule(last_priority);
        kill_everything();
    }

    template <typename Entry>
    void delete_all(const std::vector<Entry>& made, const std::string& text) {
        for (const Entry& entry : made) {
            const std::string words = support::deletion_of(entry);
            EXPECT_NO_THROW(ip(words)) << "ip " << words << "\nfor " << text_at(entry.where, text);
        }
    }

    template <typename Entry>
    static std::vector<std::string> lines_of(const std::vector<Entry>& entries, const std::string& text) {
        std::vector<std::string> lines;
        for (const Entry& entry : entries) {
            lines.push_back(text_at(entry.where, text));
        }
        return lines;
    }
};

TEST_F(VirtualRouting, IsFoundAgainByWhatTheParserSays) {
    const auto rules_before = rules();
    const std::string text = config_with(route_lines(), rule_lines());
    const auto instance = parse(text).configuration.instances.at(0);
    EXPECT_THAT(lines_of(instance.routes, text), ElementsAreArray(texts_of(route_lines())));
    EXPECT_THAT(lines_of(instance.rules, text), ElementsAreArray(texts_of(rule_lines())));

    make_everything(text, instance.rules.back().priority.value());

    EXPECT_THAT(routes(), SizeIs(instance.routes.size()));
    EXPECT_THAT(rules(), SizeIs(instance.rules.size() + rules_before.size()));
    delete_all(instance.routes, text);
    delete_all(instance.rules, text);
    EXPECT_THAT(routes(), IsEmpty());
    EXPECT_EQ(rules(), rules_before);
}

struct Mistake {
    const char* name;
    const char* block;
    const char* line;
};

class RoutingMistake : public VirtualRouting, public testing::WithParamInterface<Mistake> {};

TEST_P(RoutingMistake, MakesKeepalivedExit) {
    const std::string text = support::config_of(
        {{.vips = {"10.9.0.100/32"}, .extra = {GetParam().block, "{", GetParam().line, "}"}}});

    EXPECT_TRUE(parse(text).refused);

    const auto finished = start_keepalived(text, kConfig).wait();
    EXPECT_EQ(finished.code, 2);
    EXPECT_THAT(finished.out + finished.err, HasSubstr("missing a parameter"));
}

INSTANTIATE_TEST_SUITE_P(
    Of, RoutingMistake,
    testing::Values(Mistake{"Gateway", "virtual_routes", "10.100.1.0/24 via"},
                    Mistake{"GatewayOfAFamily", "virtual_routes", "10.100.1.0/24 via inet"},
                    Mistake{"LockedOption", "virtual_routes", "10.100.1.0/24 dev eth0 mtu lock"},
                    Mistake{"Nexthop", "virtual_routes", "10.100.1.0/24 nexthop via"},
                    Mistake{"Type", "virtual_routes", "10.100.1.0/24 blackhole"},
                    Mistake{"RuleTable", "virtual_rules", "from 10.101.0.0/16 table"},
                    Mistake{"RuleType", "virtual_rules", "table 100 type"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST_F(VirtualRouting, MayNameAnInterfaceThatIsMissedEvenOnADroppedLine) {
    const std::string text = support::config_of(
        {{.vips = {"10.9.0.100/32"}, .extra = {"virtual_routes {", "10.100.1.0/24 dev gone0 foo", "}"}}});

    const auto configuration = parse(text).configuration;
    ASSERT_THAT(configuration.named_interfaces, SizeIs(1));
    EXPECT_EQ(configuration.named_interfaces.at(0).name, "gone0");

    const auto finished = start_keepalived(text, kConfig).wait();
    EXPECT_EQ(finished.code, 2);
    EXPECT_THAT(finished.out + finished.err, HasSubstr("interface gone0 for VROUTE nexthop doesn't exist"));
}

}  // namespace
}  // namespace vipwarden
