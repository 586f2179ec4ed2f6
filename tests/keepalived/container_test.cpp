// SPDX-License-Identifier: MIT
// vipwarden as the init of a container: orphans come to it, and no signal has a default action (signal(7),
// pid_namespaces(7)). The network is the host's, as VRRP in a container needs it, and so is /run/vipwarden.
#include <chrono>
#include <fstream>

#include <fmt/format.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using std::chrono::seconds;
using support::addresses;
using support::config_of;
using testing::ElementsAre;
using testing::IsEmpty;

/// What `docker stop` waits before it kills.
constexpr seconds kDockersPatience{10};

class ContainerInit : public support::KeepalivedTest {
 protected:
    support::Process& start_container(const std::string& config,
                                      const std::string& program = VIPWARDEN_PATH) {
        write_config(config);
        auto& outside = start({"unshare", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc",
                               program, "run", "--", "-f", kConfig, "-l", "-G", "-D", "-P"});
        return outside;
    }

    support::Process& start_master() {
        auto& outside = start_container(config_of({{.vips = {"10.9.0.100/32"}}}));
        wait_for("eth0 10.9.0.100/32");
        return outside;
    }

    [[nodiscard]] static pid_t init_of(const support::Process& outside) {
        return support::children_of(outside.pid()).at(0);
    }

    [[nodiscard]] static std::vector<pid_t> keepalived_in(pid_t init) {
        const auto parent = support::children_of(init).at(0);
        return {parent, support::children_of(parent).at(0)};
    }

    /// Stops it as docker does, and says how long that took.
    static std::chrono::milliseconds stop(support::Process& outside) {
        const auto start = std::chrono::steady_clock::now();
        kill(init_of(outside), SIGTERM);
        (void)outside.wait();
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                     start);
    }
};

TEST_F(ContainerInit, StopsInDockersTimeThoughTheVrrpProcessHangs) {
    auto& outside = start_master();
    support::freeze({keepalived_in(init_of(outside)).at(1)});

    EXPECT_LT(stop(outside), kDockersPatience);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(ContainerInit, StopsInDockersTimeThoughAllOfKeepalivedHangs) {
    auto& outside = start_master();
    support::freeze(keepalived_in(init_of(outside)));

    EXPECT_LT(stop(outside), kDockersPatience);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(ContainerInit, ForwardsAReload) {
    auto& outside = start_master();
    write_config(config_of({{.vips = {"10.9.0.101/32"}}}));

    kill(init_of(outside), SIGHUP);

    wait_for("eth0 10.9.0.101/32");
    wait_until_absent("eth0 10.9.0.100/32");
}

/// State and parent out of /proc/PID/status.
bool is_zombie_of(pid_t pid, pid_t parent) {
    const auto status = support::contents_of(fmt::format("/proc/{}/status", pid));
    return status.find("State:\tZ") != std::string::npos &&
           status.find(fmt::format("PPid:\t{}\n", parent)) != std::string::npos;
}

bool has_zombies(pid_t parent) {
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
        const auto pid = std::atoi(entry.path().filename().c_str());
        if (pid > 0 && is_zombie_of(pid, parent)) {
            return true;
        }
    }
    return false;
}

TEST_F(ContainerInit, ReapsOrphansThatAreNotKeepaliveds) {
    auto& outside = start_master();
    const auto init = init_of(outside);
    // As `docker exec` does: the shell's parent is outside, so that its orphan goes to the container's init.
    const auto orphan = kDirectory / "orphan";
    start({"nsenter", "--target", std::to_string(init), "--pid", "--mount", "sh", "-c",
           fmt::format("(while [ ! -e {0}.go ]; do :; done; awk '/^PPid/ {{ print $2 }}' /proc/self/status "
                       ">{0}) & exit",
                       orphan.string())})
        .wait();
    std::ofstream{orphan.string() + ".go"};

    support::wait_until([&] { return support::contents_of(orphan).find('\n') != std::string::npos; },
                        "the orphan's last word");
    support::wait_until([&] { return support::children_of(init).size() == 1; }, "the orphan to end");
    support::wait_until([&] { return !has_zombies(init); }, "the orphan to be reaped");
}

TEST_F(ContainerInit, ReleasesWhatAKilledContainerLeftThoughTheConfigurationIsAnotherOneByNow) {
    auto& killed = start_master();
    kill(init_of(killed), SIGKILL);
    killed.wait();
    ASSERT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32"));

    start_container(config_of({{.vips = {"10.9.0.200/32"}}}));

    wait_for("eth0 10.9.0.200/32");
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.200/32"));
}

TEST_F(ContainerInit, IsNoStrayForAReleaseOutside) {
    auto& outside = start_master();
    const auto keepalived = keepalived_in(init_of(outside));

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
    EXPECT_EQ(keepalived_in(init_of(outside)), keepalived);
}

TEST_F(ContainerInit, IsNoStrayEitherIfItIsTheProgramWithAllVerbs) {
    auto& outside =
        start_container(config_of({{.vips = {"10.9.0.100/32"}}}), std::string{VIPWARDEN_PATH} + "-all");
    wait_for("eth0 10.9.0.100/32");
    const auto keepalived = keepalived_in(init_of(outside));

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(keepalived_in(init_of(outside)), keepalived);
}

}  // namespace
}  // namespace vipwarden
