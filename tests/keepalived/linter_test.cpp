// SPDX-License-Identifier: MIT
// `list` for everybody: without privileges, without keepalived, without snapshots.
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::config_of;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Linter : public support::KeepalivedTest {
 protected:
    void SetUp() override {
        KeepalivedTest::SetUp();
        if (!IsSkipped()) {
            // The build directory need not be open to everybody.
            std::filesystem::copy_file(VIPWARDEN_PATH, kProgram);
            std::filesystem::permissions(kProgram, std::filesystem::perms{0755});
        }
    }

    /// `vipwarden list -f kConfig` + words, run by nobody, who finds no keepalived.
    support::Finished list_as_nobody(const support::Words& words) {
        support::Words command{"setpriv",        "--reuid",        "65534", "--regid",      "65534",
                               "--clear-groups", "--bounding-set", "-all",  "/usr/bin/env", "PATH=/nowhere",
                               kProgram,         "list",           "-f",    kConfig};
        command.insert(command.end(), words.begin(), words.end());
        return start(command).wait();
    }

    support::Finished plain(const support::Words& words = {}) {
        support::Words command{"list", "--strict", "--plain", "-f", kConfig};
        command.insert(command.end(), words.begin(), words.end());
        return vipwarden(command);
    }

 private:
    static inline const std::string kProgram{"/run/test/vipwarden"};
};

TEST_F(Linter, ShowsToAnybodyWhichVipGoesWhereAndWhy) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    const auto finished = list_as_nobody({});

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.out, testing::MatchesRegex(
                                  "[^\n]*\nINTERFACE [^\n]*\n"
                                  "eth0 +10.9.0.100/32 +V1 +- +/run/test/keepalived.conf:9 +yes +- +- +-\n"));
}

TEST_F(Linter, ShowsWhatIsPresentToo) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ip("addr add 10.9.0.100/32 dev eth0");

    EXPECT_THAT(list_as_nobody({}).out, HasSubstr("leftover: declared by instance V1"));
}

TEST_F(Linter, SaysWhatIsWrongOnStderrAndExitsZero) {
    write_config(config_of({{.vips = {"10.9.0.999", "10.9.0.100"}}}));

    const auto finished = list_as_nobody({});

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr(kConfig + ":9:9: warning: "));
    EXPECT_THAT(finished.out, HasSubstr("10.9.0.100/32"));
}

TEST_F(Linter, NeedsNotSeeTheSnapshots) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ASSERT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);

    const auto finished = list_as_nobody({});

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.out, HasSubstr("10.9.0.100/32"));
    EXPECT_THAT(finished.err, HasSubstr("going on without snapshots"));
}

TEST_F(Linter, DoesWithoutTheNamespaceThatItMayNotEnter) {
    ip("netns add blue");
    write_config("net_namespace blue\n" + config_of({{.vips = {"10.9.0.100/32"}}}));

    const auto finished = list_as_nobody({"--json"});

    EXPECT_EQ(finished.code, 0);
    const auto target = nlohmann::json::parse(finished.out).at("targets").at(0);
    EXPECT_EQ(target.at("net_namespace"), "blue");
    EXPECT_EQ(target.at("addresses").at(0).at("present"), nullptr);
}

TEST_F(Linter, TakesAFileThatCannotBeReadForAnError) {
    const auto missing = vipwarden({"list", "-f", "/run/test/missing.conf"});
    EXPECT_EQ(missing.code, 66);
    EXPECT_EQ(missing.out, "");
    EXPECT_THAT(missing.err, HasSubstr("/run/test/missing.conf: No such file or directory"));

    EXPECT_EQ(vipwarden({"list", "--strict", "-f", "/run/test/missing.conf"}).code, 66);
    EXPECT_EQ(vipwarden({"list", "--plain", "-f", "/run/test"}).code, 66);
}

TEST_F(Linter, ShowsASnapshotWhoseFileIsGoneButDoesNotCallThatClean) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ASSERT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);
    std::filesystem::remove(kConfig);

    const auto finished = vipwarden({"list", "-f", kConfig});

    EXPECT_EQ(finished.code, 66);
    EXPECT_THAT(finished.out, HasSubstr("10.9.0.100/32"));
}

TEST_F(Linter, PrintsDeclaredVipsPlainly) {
    write_config(config_of({{.vips = {"10.9.0.100", "10.9.0.10/24", "2001:DB8::1 dev eth1"}}}));

    const auto finished = list_as_nobody({"--plain"});

    EXPECT_EQ(finished.out, "eth0 10.9.0.10/24\neth0 10.9.0.100/32\n");
}

TEST_F(Linter, PrintsPlainlyAndStrictlyWhatKeepalivedConfigures) {
    write_config(config_of({{.vips = {"10.9.0.100", "10.9.0.10/24", "10.8.0.9 dev eth1"}}}));

    const auto finished = list_as_nobody({"--strict", "--plain"});

    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(finished.out, "eth0 10.9.0.10/24\neth0 10.9.0.100/32\neth1 10.8.0.9/32\n");
}

TEST_F(Linter, SelectsLinesByTheConfigurationId) {
    write_config(config_of({{.vips = {"@one 10.9.0.1", "@two 10.9.0.2"}}}));

    EXPECT_EQ(plain({"-i", "two"}).out, "eth0 10.9.0.2/32\n");
}

TEST_F(Linter, PrintsNothingStrictlyIfKeepalivedRefuses) {
    write_config(config_of({{.vips = {"10.9.0.100"}},
                            {.name = "V2", .interface = "gone0", .vrid = 52, .vips = {"10.9.0.101"}}}));

    const auto finished = plain();

    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(finished.out, "");
    EXPECT_THAT(finished.err, HasSubstr("gone0"));
    EXPECT_THAT(vipwarden({"list", "--strict", "-f", kConfig}).out, HasSubstr("configures nothing"));
    const auto document = nlohmann::json::parse(vipwarden({"list", "--strict", "--json", "-f", kConfig}).out);
    EXPECT_EQ(document.at("targets").at(0).at("refused"), true);
    EXPECT_THAT(document.at("targets").at(0).at("refusals"), Not(IsEmpty()));
}

TEST_F(Linter, LooksAtTheInterfacesOfTheNamespaceThatKeepalivedEnters) {
    ip("netns add blue");
    ip("-n blue link add wan0 type veth peer name peer0");
    const auto config = config_of({{.interface = "wan0", .vips = {"10.9.0.100"}}});
    write_config("net_namespace blue\n" + config);
    EXPECT_EQ(plain().out, "wan0 10.9.0.100/32\n");

    write_config(config);
    EXPECT_EQ(plain().out, "");
    EXPECT_EQ(plain({"-s", "blue"}).out, "wan0 10.9.0.100/32\n");
}

TEST_F(Linter, TakesThePresentInterfacesWhereItMayNotEnterTheNamespace) {
    ip("netns add blue");
    write_config("net_namespace blue\n" + config_of({{.vips = {"10.9.0.100"}}}));

    EXPECT_EQ(list_as_nobody({"--strict", "--plain"}).out, "eth0 10.9.0.100/32\n");
}

TEST_F(Linter, PrintsNothingStrictlyIfTheNamespaceDoesNotExist) {
    write_config("net_namespace red\n" + config_of({{.vips = {"10.9.0.100"}}}));

    const auto finished = plain();

    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(finished.out, "");
    EXPECT_THAT(finished.err, HasSubstr("there is no network namespace red"));
}

}  // namespace
}  // namespace vipwarden
