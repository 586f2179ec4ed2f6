// SPDX-License-Identifier: MIT
#include "wrapper/commands/installer.hpp"

#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/fake_unit_manager.hpp"
#include "tests/support/temporary_directory.hpp"
#include "wrapper/commands/drop_in_file.hpp"

namespace vipwarden::commands {
namespace {

using systemd::Mode;
using systemd::UnitProperties;
using test::FakeUnitManager;
using test::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kService = "keepalived.service";
constexpr const char* kTimer = "vipwarden-check@keepalived.service.timer";
constexpr const char* kThaw = "vipwarden-thaw@keepalived.service.service";
constexpr const char* kRelease = "vipwarden-release@keepalived.service.service";

UnitProperties debian() {
    return {.name = kService,
            .load_state = "loaded",
            .active_state = "active",
            .fragment_path = "/lib/systemd/system/keepalived.service",
            .type = "notify",
            .notify_access = "main",
            .kill_mode = "control-group",
            .timeout_stop = std::chrono::seconds{90},
            .exec_start = {{.path = "/usr/sbin/keepalived", .arguments = {"/usr/sbin/keepalived", "-n"}}},
            .exec_reload = {{.path = "/bin/kill", .arguments = {"/bin/kill", "-HUP", "$MAINPID"}}}};
}

UnitProperties with_hook(UnitProperties unit, const std::string& drop_in) {
    const auto call = [](std::vector<std::string> verb) {
        std::vector<std::string> words{"/usr/sbin/vipwarden"};
        words.insert(words.end(), verb.begin(), verb.end());
        words.insert(words.end(), {"--", "/usr/sbin/keepalived", "-n"});
        return systemd::Command{.prefix = "-", .path = "/usr/sbin/vipwarden", .arguments = std::move(words)};
    };
    unit.drop_in_paths = {drop_in};
    unit.on_failure = {kRelease};
    unit.wants = {kThaw};
    unit.exec_start_pre = {call({"release", "--recorded"}), call({"snapshot"})};
    unit.exec_reload.insert(unit.exec_reload.begin(), call({"snapshot"}));
    unit.exec_stop_post = {call({"release"})};
    return unit;
}

class InstallerTest : public testing::Test {
 protected:
    InstallerTest() {
        manager_.units[kService] = debian();
        manager_.units[kTimer] = {.name = kTimer, .load_state = "loaded", .unit_file_state = "disabled"};
        manager_.units[kRelease] = {.name = kRelease, .load_state = "loaded"};
        manager_.units[kThaw] = {.name = kThaw, .load_state = "loaded"};
        manager_.after_reload[kService] = with_hook(debian(), drop_in_.native());
    }

    PlannedInstall plan(bool dry_run = false) {
        return std::get<PlannedInstall>(
            installer_.plan(kService, {.mode = Mode::hook, .vipwarden = "/usr/sbin/vipwarden"}, dry_run));
    }

    TemporaryDirectory directory_{};
    std::filesystem::path drop_in_{directory_.path() / "keepalived.service.d/60-vipwarden.conf"};
    FakeUnitManager manager_{};
    Installer installer_{manager_, directory_.path()};
};

TEST_F(InstallerTest, TouchesNothingInADryRun) {
    const auto planned = plan(true);

    EXPECT_EQ(planned.change.before, "");
    EXPECT_THAT(planned.change.after, HasSubstr("ExecStopPost=-/usr/sbin/vipwarden release"));
    EXPECT_THAT(manager_.calls, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(drop_in_.parent_path()));
}

TEST_F(InstallerTest, WritesThenLetsSystemdReadAndStartsTheTimer) {
    manager_.after_reload[kService] = debian();
    auto planned = plan();
    manager_.after_reload[kService] = with_hook(debian(), drop_in_.native());
    manager_.calls.clear();

    installer_.install(planned);

    EXPECT_THAT(manager_.calls, ElementsAre("reload", std::string{"enable "} + kTimer, "reload",
                                            std::string{"start "} + kTimer));
    EXPECT_EQ(read_file(drop_in_), planned.change.after);
    EXPECT_THAT(planned.change.problems, IsEmpty());
    EXPECT_THAT(planned.change.remarks,
                ElementsAre("keepalived.service runs as it was started: run 'systemctl restart "
                            "keepalived.service' when it suits you"));
}

TEST_F(InstallerTest, HasNothingToDoTheSecondTime) {
    auto first = plan();
    installer_.install(first);
    manager_.units[kTimer].unit_file_state = "enabled";
    manager_.units[kTimer].active_state = "active";
    auto second = plan();
    manager_.calls.clear();

    installer_.install(second);

    EXPECT_TRUE(second.change.changes_nothing());
    EXPECT_FALSE(second.change.third_layer_changed);
    EXPECT_THAT(manager_.calls, IsEmpty());
    EXPECT_THAT(second.change.remarks, IsEmpty());
}

TEST_F(InstallerTest, SaysThatTheTimerIsToBeSetToWorkAgain) {
    auto first = plan();
    installer_.install(first);
    manager_.units[kTimer].unit_file_state = "enabled";
    manager_.units[kTimer].active_state = "inactive";

    const auto second = plan(true);

    EXPECT_TRUE(second.change.changes_nothing());
    EXPECT_TRUE(second.change.third_layer_changed);
}

TEST_F(InstallerTest, StartsWhatThawsAUnitThatRunsAlready) {
    auto first = plan();
    installer_.install(first);
    manager_.units[kTimer].unit_file_state = "enabled";
    manager_.units[kTimer].active_state = "active";
    manager_.after_reload[kService].main_pid = 42;
    auto second = plan();
    manager_.calls.clear();

    installer_.install(second);

    EXPECT_TRUE(second.change.third_layer_changed);
    EXPECT_THAT(manager_.calls, ElementsAre(std::string{"start "} + kThaw));
    manager_.units[kThaw].active_state = "active";
    EXPECT_FALSE(plan(true).change.third_layer_changed);
}

TEST_F(InstallerTest, SaysWhatIsNotAsItWasWanted) {
    auto planned = plan();
    auto overruled = with_hook(debian(), drop_in_.native());
    overruled.drop_in_paths.emplace_back("/etc/systemd/system/keepalived.service.d/90.conf");
    overruled.kill_mode = "process";
    manager_.after_reload[kService] = overruled;

    installer_.install(planned);

    EXPECT_THAT(planned.change.problems,
                ElementsAre("KillMode=control-group is wanted, but there is 'process'",
                            "these count after ours: /etc/systemd/system/keepalived.service.d/90.conf"));
}

TEST_F(InstallerTest, SaysWhenTheTimerDoesNotStart) {
    auto planned = plan();
    manager_.outcome = {.job = "done", .unit_result = "resources", .active_state = "failed"};

    installer_.install(planned);

    EXPECT_THAT(planned.change.problems,
                ElementsAre("vipwarden-check@keepalived.service.timer did not start (done, resources): "
                            "'systemctl status vipwarden-check@keepalived.service.timer' says why"));
}

TEST_F(InstallerTest, DoesWithoutTheThirdLayerWhereItsUnitsAreMasked) {
    manager_.units[kRelease].load_state = "masked";

    auto planned = plan();
    manager_.calls.clear();
    installer_.install(planned);

    EXPECT_FALSE(planned.change.third_layer);
    EXPECT_FALSE(planned.change.third_layer_changed);
    EXPECT_THAT(manager_.calls, ElementsAre("reload"));
    EXPECT_THAT(planned.change.remarks,
                testing::Contains(HasSubstr("vipwarden-release@keepalived.service.service, ")));
}

TEST_F(InstallerTest, WritesTheUnitsOfTheThirdLayerThatNobodyHasInstalled) {
    for (const auto* unit : {kRelease, kTimer, kThaw}) {
        manager_.units.erase(unit);
    }

    auto planned = std::get<PlannedInstall>(installer_.plan(
        kService, {.mode = Mode::hook, .vipwarden = "/opt/vip warden/vipwarden"}, /*dry_run=*/false));
    installer_.install(planned);

    const auto written = [&](const char* name) { return read_file(directory_.path() / name).value_or(""); };
    EXPECT_THAT(written("vipwarden-release@.service"),
                HasSubstr("\nExecStart=\"/opt/vip warden/vipwarden\" release --recorded\n"));
    EXPECT_THAT(written("vipwarden-check@.service"),
                HasSubstr("\nExecStart=\"/opt/vip warden/vipwarden\" check --recorded\n"));
    EXPECT_THAT(written("vipwarden-check@.timer"), HasSubstr("\nWantedBy=timers.target\n"));
    EXPECT_THAT(written("vipwarden-thaw@.service"),
                HasSubstr("\nExecStart=\"/opt/vip warden/vipwarden\" thaw %i\n"));
    EXPECT_TRUE(planned.change.third_layer);
    EXPECT_TRUE(planned.change.third_layer_changed);
    EXPECT_THAT(planned.change.after,
                HasSubstr("OnFailure=vipwarden-release@%n.service\nWants=vipwarden-thaw@%n.service\n"));
    EXPECT_THAT(manager_.calls, testing::Contains(std::string{"start "} + kTimer));
}

TEST_F(InstallerTest, RemovesTheUnitsOfTheThirdLayerWithTheLastDropIn) {
    for (const auto* unit : {kRelease, kTimer, kThaw}) {
        manager_.units.erase(unit);
    }
    auto planned = plan();
    installer_.install(planned);
    const auto other = directory_.path() / "other.service.d/60-vipwarden.conf";
    write_file(other, planned.change.after);
    manager_.after_reload[kService] = debian();
    const auto uninstall = [&] {
        auto change = std::get<report::UnitChange>(installer_.plan_removal(kService, /*dry_run=*/false));
        installer_.uninstall(change);
    };

    uninstall();
    EXPECT_TRUE(std::filesystem::exists(directory_.path() / "vipwarden-check@.timer"));

    remove_file(other);
    EXPECT_TRUE(std::get<report::UnitChange>(installer_.plan_removal(kService, /*dry_run=*/true))
                    .third_layer_changed);
    uninstall();
    EXPECT_THAT(std::distance(std::filesystem::directory_iterator{directory_.path()}, {}), 0);
}

TEST_F(InstallerTest, SaysWhenTheProgramStandsWhereItWillNotStay) {
    const auto planned = std::get<PlannedInstall>(installer_.plan(
        kService, {.mode = Mode::hook, .vipwarden = "/root/build/vipwarden"}, /*dry_run=*/true));

    EXPECT_THAT(planned.change.remarks,
                testing::Contains("the unit will need /root/build/vipwarden for ever: better install it to "
                                  "/usr/sbin first"));
}

TEST_F(InstallerTest, LeavesSomebodyElsesFileAlone) {
    write_file(drop_in_, "[Service]\nNice=1\n");

    const auto installing = installer_.plan(
        kService, {.mode = Mode::hook, .vipwarden = "/usr/sbin/vipwarden"}, /*dry_run=*/false);
    const auto removing = installer_.plan_removal(kService, /*dry_run=*/false);

    const auto reason =
        drop_in_.native() +
        " was not written by 'vipwarden install' and is left alone: remove or rename it first";
    EXPECT_EQ(std::get<systemd::Refusal>(installing).reason, reason);
    EXPECT_EQ(std::get<systemd::Refusal>(removing).reason, reason);
}

TEST_F(InstallerTest, RemovesExactlyWhatItWrote) {
    auto planned = plan();
    installer_.install(planned);
    manager_.units[kTimer].unit_file_state = "enabled";
    manager_.units[kTimer].active_state = "active";
    manager_.units[kThaw].active_state = "active";
    manager_.after_reload[kService] = debian();
    manager_.calls.clear();

    auto change = std::get<report::UnitChange>(installer_.plan_removal(kService, /*dry_run=*/false));
    installer_.uninstall(change);

    EXPECT_TRUE(change.third_layer_changed);
    EXPECT_THAT(manager_.calls, ElementsAre(std::string{"stop "} + kTimer, std::string{"stop "} + kThaw,
                                            std::string{"disable "} + kTimer, "reload"));
    EXPECT_FALSE(std::filesystem::exists(drop_in_.parent_path()));
    EXPECT_THAT(change.problems, IsEmpty());
}

TEST_F(InstallerTest, KeepsTheDirectoryThatOthersUse) {
    auto planned = plan();
    installer_.install(planned);
    write_file(drop_in_.parent_path() / "mine.conf", "[Service]\n");
    manager_.after_reload[kService] = debian();

    auto change = std::get<report::UnitChange>(installer_.plan_removal(kService, /*dry_run=*/false));
    installer_.uninstall(change);

    EXPECT_FALSE(std::filesystem::exists(drop_in_));
    EXPECT_TRUE(std::filesystem::exists(drop_in_.parent_path() / "mine.conf"));
}

TEST_F(InstallerTest, EndsARemovalThatWasCutOff) {
    manager_.units[kService] = with_hook(debian(), drop_in_.native());
    manager_.after_reload[kService] = debian();

    auto change = std::get<report::UnitChange>(installer_.plan_removal(kService, /*dry_run=*/false));
    installer_.uninstall(change);

    EXPECT_THAT(manager_.calls, ElementsAre("reload"));
    EXPECT_THAT(change.problems, IsEmpty());
}

TEST_F(InstallerTest, HasNothingToRemoveTheSecondTime) {
    manager_.after_reload.clear();

    auto change = std::get<report::UnitChange>(installer_.plan_removal(kService, /*dry_run=*/false));
    installer_.uninstall(change);

    EXPECT_TRUE(change.changes_nothing());
    EXPECT_FALSE(change.third_layer_changed);
    EXPECT_THAT(manager_.calls, IsEmpty());
}

TEST(DropInFile, IsReadableForAllWhateverTheUmask) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "unit.d/60-vipwarden.conf";

    write_file(file, "old\n");
    write_file(file, "new\n");

    EXPECT_EQ(read_file(file), "new\n");
    EXPECT_EQ(std::filesystem::status(file).permissions(), static_cast<std::filesystem::perms>(0644));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator{file.parent_path()}, {}), 1);
}

TEST(DropInFile, SaysWhatItCouldNotWrite) {
    try {
        write_file("/proc/nowhere/x.conf", "text");
        FAIL() << "it was written";
    } catch (const std::system_error& error) {
        EXPECT_STREQ(error.what(), "make the directory '/proc/nowhere': No such file or directory");
    }
}

}  // namespace
}  // namespace vipwarden::commands
