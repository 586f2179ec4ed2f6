// SPDX-License-Identifier: MIT
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <net/if.h>

#include "netlink/packet_neighbour_prober.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/fake_neighbour_prober.hpp"
#include "tests/support/two_hosts.hpp"

namespace vipwarden::contract {
namespace {

using netlink::Answer;
using netlink::MacAddress;
using netlink::Obstacle;
using netlink::ProbeResult;
using netlink::ProbeTarget;
using netlink::Unasked;
using support::ip;
using ::testing::ElementsAre;

constexpr int kLo = 1;
constexpr int kNoSuchLink = 4242;
constexpr MacAddress kThere{0x02, 0, 0, 0, 0, 2};
constexpr MacAddress kElsewhere{0x02, 0, 0, 0, 0, 3};

/// A host "here" that asks on eth0, and two others on the same Ethernet.
class Neighbourhood {
 public:
    Neighbourhood() = default;
    Neighbourhood(const Neighbourhood&) = delete;
    Neighbourhood& operator=(const Neighbourhood&) = delete;
    virtual ~Neighbourhood() = default;

    [[nodiscard]] virtual netlink::NeighbourProber& prober() = 0;
    [[nodiscard]] virtual int eth0() const = 0;
    /// Gives the host with that MAC address this one too.
    virtual void give(const MacAddress& to, const std::string& address) = 0;
};

class FakeNeighbourhood final : public Neighbourhood {
 public:
    FakeNeighbourhood() {
        prober_.obstacles = {{.target = {.ifindex = kLo}, .obstacle = Obstacle::no_neighbours},
                             {.target = {.ifindex = kNoSuchLink}, .obstacle = Obstacle::no_interface}};
    }
    [[nodiscard]] netlink::NeighbourProber& prober() override { return prober_; }
    [[nodiscard]] int eth0() const override { return 2; }
    void give(const MacAddress& to, const std::string& address) override {
        prober_.neighbours.push_back({.address = ip(address), .ifindex = eth0(), .mac = to});
    }

 private:
    support::FakeNeighbourProber prober_{};
};

class KernelNeighbourhood final : public Neighbourhood {
 public:
    [[nodiscard]] netlink::NeighbourProber& prober() override { return *prober_; }
    [[nodiscard]] int eth0() const override {
        unsigned index = 0;
        lan_.run_inside("here", [&] { index = if_nametoindex("eth0"); });
        return static_cast<int>(index);
    }
    void give(const MacAddress& to, const std::string& address) override {
        const bool ipv6 = address.find(':') != std::string::npos;
        lan_.ip(to == kThere ? "there" : "elsewhere",
                "addr add " + address + (ipv6 ? "/128 dev eth0 nodad" : "/32 dev eth0"));
    }

 private:
    support::PrivateNamespace host_{};
    support::TwoHosts lan_{host_, {"here", "there", "elsewhere"}};
    std::unique_ptr<netlink::NeighbourProber> prober_{
        netlink::open_neighbour_prober(support::TwoHosts::namespace_of("here"))};
};

struct Maker {
    std::string_view name;
    std::unique_ptr<Neighbourhood> (*make)();
};

void PrintTo(const Maker& maker, std::ostream* out) {
    *out << maker.name;
}

class NeighbourProberContract : public ::testing::TestWithParam<Maker> {
 protected:
    void SetUp() override {
        try {
            world_ = GetParam().make();
        } catch (const support::MissingCapability& missing) {
            GTEST_SKIP() << missing.what();
        }
    }

    [[nodiscard]] ProbeTarget on_eth0(const char* address) const {
        return {.address = ip(address), .ifindex = world_->eth0()};
    }

    [[nodiscard]] Answer answer(const char* address, const MacAddress& mac) const {
        return {.address = ip(address), .ifindex = world_->eth0(), .mac = mac};
    }

    [[nodiscard]] ProbeResult ask(const std::vector<ProbeTarget>& targets) const {
        return world_->prober().ask(targets, std::chrono::milliseconds{150});
    }

    std::unique_ptr<Neighbourhood> world_{};
};

INSTANTIATE_TEST_SUITE_P(, NeighbourProberContract,
                         ::testing::Values(Maker{"Fake",
                                                 []() -> std::unique_ptr<Neighbourhood> {
                                                     return std::make_unique<FakeNeighbourhood>();
                                                 }},
                                           Maker{"Kernel",
                                                 []() -> std::unique_ptr<Neighbourhood> {
                                                     return std::make_unique<KernelNeighbourhood>();
                                                 }}),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST_P(NeighbourProberContract, TellsEachWhoHasWhatWasAskedFor) {
    world_->give(kElsewhere, "10.0.0.5");
    world_->give(kThere, "10.0.0.5");
    world_->give(kThere, "2001:db8::5");
    world_->give(kThere, "10.0.0.6");

    EXPECT_EQ(ask({on_eth0("2001:db8::5"), on_eth0("10.0.0.5"), on_eth0("10.0.0.4")}),
              (ProbeResult{.answers = {answer("10.0.0.5", kThere), answer("10.0.0.5", kElsewhere),
                                       answer("2001:db8::5", kThere)}}));
}

TEST_P(NeighbourProberContract, AsksAQuestionThatIsPutTwiceOnce) {
    world_->give(kThere, "10.0.0.5");

    EXPECT_EQ(ask({on_eth0("10.0.0.5"), on_eth0("10.0.0.5")}),
              (ProbeResult{.answers = {answer("10.0.0.5", kThere)}}));
}

TEST_P(NeighbourProberContract, SaysWhereNobodyCanBeAskedAndAsksTheRest) {
    world_->give(kThere, "10.0.0.5");
    const ProbeTarget nowhere{.address = ip("10.0.0.5"), .ifindex = kNoSuchLink};
    const ProbeTarget on_lo{.address = ip("10.0.0.5"), .ifindex = kLo};

    EXPECT_EQ(ask({nowhere, on_eth0("10.0.0.5"), on_lo}),
              (ProbeResult{.answers = {answer("10.0.0.5", kThere)},
                           .unasked = {Unasked{.target = on_lo, .obstacle = Obstacle::no_neighbours},
                                       Unasked{.target = nowhere, .obstacle = Obstacle::no_interface}}}));
}

TEST_P(NeighbourProberContract, AsksNothingWithoutAQuestion) {
    EXPECT_EQ(ask({}), ProbeResult{});
}

}  // namespace
}  // namespace vipwarden::contract
