// SPDX-License-Identifier: MIT
// I4: what counts is what keepalived has loaded, not what its files said a moment before or say by now.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;

std::string with_vip(const std::string& vip) {
    return config_of({{.vips = {vip}}});
}

/// The one snapshot's text.
std::string snapshot_text(const std::string& directory) {
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
        if (entry.path().extension() == ".json") {
            return support::contents_of(entry.path());
        }
    }
    return {};
}

class Loaded : public support::KeepalivedTest {
 protected:
    static inline const std::string kProgram{"/run/test/keepalived-that-comes-late"};
    static inline const std::string kNext{"/run/test/next"};

    /// `run` reads `file`; what keepalived finds there a moment later is `next`.
    support::Process& start_run_while_it_changes(const std::string& file, const std::string& next) {
        write_config(next, kNext);
        std::ofstream{kProgram} << fmt::format(
            "#!/bin/sh\n[ \"$1\" = --version ] || cp {} {}\nexec {} \"$@\"\n", kNext, file, KEEPALIVED_PATH);
        std::filesystem::permissions(kProgram, std::filesystem::perms::owner_all);
        return start_run_with({"--keepalived", kProgram, "--", "-f", kConfig});
    }

    static void wait_until_recorded(const std::string& address) {
        support::wait_until([&] { return snapshot_text(kSnapshots).find(address) != std::string::npos; },
                            address + " to be recorded");
    }

    void expect_released() {
        kill_everything();

        EXPECT_EQ(release().code, 0);

        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    }
};

TEST_F(Loaded, AFileThatChangesBetweenOurReadingAndKeepalivedsIsNoGap) {
    write_config(with_vip("10.9.0.100/32"));
    start_run_while_it_changes(kConfig, with_vip("10.9.0.101/32"));
    wait_for("eth0 10.9.0.101/32");
    wait_until_recorded("10.9.0.101");
    write_config(with_vip("10.9.0.102/32"));

    expect_released();
}

TEST_F(Loaded, AnIncludeThatChangesBetweenOurReadingAndKeepalivedsIsNoGap) {
    const std::string include{"/run/test/vips.inc"};
    write_config("10.9.0.100/32\n", include);
    write_config(with_vip("include " + include));
    start_run_while_it_changes(include, "10.9.0.101/32\n");
    wait_for("eth0 10.9.0.101/32");
    wait_until_recorded("10.9.0.101");
    write_config("", include);

    expect_released();
}

TEST_F(Loaded, AnIncludeThatChangesAfterTheStartIsNoGap) {
    const std::string include{"/run/test/vips.inc"};
    write_config("10.9.0.100/32\n", include);
    start_run(with_vip("include " + include));
    wait_for("eth0 10.9.0.100/32");
    write_config("10.9.0.101/32\n", include);

    expect_released();
}

TEST_F(Loaded, AFileThatIsEditedWhileKeepalivedStartsIsNoGapWhicheverItRead) {
    const auto& run = start_run(with_vip("10.9.0.100/32"));
    wait_for_keepalived_of(run);
    write_config(with_vip("10.9.0.101/32"));
    std::string loaded;
    changes().wait_until(
        [&] {
            for (const auto* vip : {"10.9.0.100", "10.9.0.101"}) {
                loaded = addresses("eth0").contains(fmt::format("{}/32", vip)) ? vip : loaded;
            }
            return !loaded.empty();
        },
        "either VIP to appear", support::kPatience);
    wait_until_recorded(loaded);
    write_config(with_vip("10.9.0.102/32"));

    expect_released();
}

TEST_F(Loaded, AFileThatChangesBetweenAReloadAndKeepalivedsReadingIsNoGap) {
    auto& run = start_run(with_vip("10.9.0.100/32"));
    wait_for("eth0 10.9.0.100/32");
    support::freeze({keepalived_of(run)});
    write_config(with_vip("10.9.0.101/32"));
    run.signal(SIGHUP);
    wait_until_recorded("10.9.0.101");
    write_config(with_vip("10.9.0.102/32"));
    kill(keepalived_of(run), SIGCONT);
    wait_for("eth0 10.9.0.102/32");
    wait_until_recorded("10.9.0.102");
    write_config(with_vip("10.9.0.103/32"));

    expect_released();
}

TEST_F(Loaded, ACopyInADirectoryIsFoundToo) {
    const std::string directory{"global_defs {\n    tmp_config_directory /run/test\n}\n"};
    write_config(directory + with_vip("10.9.0.100/32"));
    start_run_while_it_changes(kConfig, directory + with_vip("10.9.0.101/32"));
    wait_for("eth0 10.9.0.101/32");
    wait_until_recorded("10.9.0.101");
    write_config(with_vip("10.9.0.102/32"));

    expect_released();
}

TEST_F(Loaded, AStartWritesNoGenerationThatSaysNothingNew) {
    auto& run = start_run(with_vip("10.9.0.100/32"));
    wait_for("eth0 10.9.0.100/32");
    const auto before = snapshot_text(kSnapshots);

    run.signal(SIGUSR2);  // keepalived writes its statistics; we have looked at least once by then
    support::wait_until([] { return std::filesystem::exists("/run/test/keepalived.stats"); }, "statistics");

    EXPECT_EQ(snapshot_text(kSnapshots), before);
    EXPECT_EQ(before.find("10.9.0.100"), before.rfind("10.9.0.100"));
}

TEST_F(Loaded, ASnapshotBeforeAReloadRecordsWhatRunsAndWhatComes) {
    start_keepalived(with_vip("10.9.0.100/32"), kConfig);
    wait_for("eth0 10.9.0.100/32");
    write_config(with_vip("10.9.0.101/32"));

    EXPECT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);

    const auto text = snapshot_text(kSnapshots);
    EXPECT_THAT(text, testing::HasSubstr("10.9.0.100"));
    EXPECT_THAT(text, testing::HasSubstr("10.9.0.101"));
    write_config(with_vip("10.9.0.102/32"));
    expect_released();
}

}  // namespace
}  // namespace vipwarden
