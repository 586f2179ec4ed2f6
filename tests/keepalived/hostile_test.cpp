// SPDX-License-Identifier: MIT
// What SECURITY.md promises, on the whole program: other users of the host, and names that nobody expects.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

namespace fs = std::filesystem;
using support::addresses;
using support::config_of;
using support::Words;
using testing::ElementsAre;
using testing::HasSubstr;

class Hostile : public support::KeepalivedTest {
 protected:
    /// As any user of the host would start it.
    support::Process& start_as_nobody(Words command) {
        Words words{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
        words.insert(words.end(), command.begin(), command.end());
        return start(words);
    }

    /// A program of that name that does nothing, and waits until it runs.
    void start_false_keepalived(Words before = {}) {
        const auto program = kDirectory / "keepalived";
        fs::copy_file("/bin/sleep", program, fs::copy_options::skip_existing);
        before.insert(before.end(), {program, "600"});
        start_as_nobody(std::move(before));
        const auto runs_it = [&](pid_t pid) {
            std::error_code error;
            return fs::read_symlink(fmt::format("/proc/{}/exe", pid), error) == program;
        };
        support::wait_until([&] { return std::ranges::any_of(support::other_processes(), runs_it); },
                            "the false keepalived");
    }

    void leave_a_vip() {
        write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
        ip("addr add 10.9.0.100/32 dev eth0");
    }
};

// ---- processes ----

TEST_F(Hostile, AProcessOfAnyUserThatIsCalledKeepalivedHoldsNothing) {
    leave_a_vip();
    start_false_keepalived();

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Hostile, NorDoesOneThatIsRootInAUserNamespaceOfItsOwn) {
    leave_a_vip();
    start_false_keepalived({"unshare", "--user", "--map-root-user"});

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Hostile, AProcessThatBearsTheMarkOfARunButIsNoKeepalivedIsNotEnded) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    const auto snapshot =
        nlohmann::json::parse(support::contents_of(fs::directory_iterator { kSnapshots } -> path()));
    const auto mark = "VIPWARDEN_RUN_ID=" + snapshot.at("run_id").get<std::string>();
    kill_everything();
    run.wait();
    auto& marked = start({"env", mark, "sleep", "600"});

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(::kill(marked.pid(), 0), 0);
    EXPECT_THAT(support::other_processes(), ElementsAre(marked.pid()));
}

// ---- files ----

TEST_F(Hostile, ASnapshotThatIsNotRootsRemovesNothing) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ASSERT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);
    const auto file = fs::directory_iterator {
        kSnapshots
        } -> path();
    write_config(config_of({{.vips = {"10.9.0.200/32"}}}));
    ip("addr add 10.9.0.100/32 dev eth0");
    ASSERT_EQ(::chown(file.c_str(), 65534, 65534), 0);

    const auto finished = release();

    EXPECT_THAT(finished.err, HasSubstr("belongs to uid 65534 and is ignored"));
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
    ASSERT_EQ(::chown(file.c_str(), 0, 0), 0);
    EXPECT_EQ(release().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0) << "the test is to fail for its owner only";
}

TEST_F(Hostile, SnapshotDirectoriesThatAreNoneKeepNoReleaseFromItsWork) {
    fs::create_directory(kDirectory / "users");
    ASSERT_EQ(::chown((kDirectory / "users").c_str(), 65534, 65534), 0);
    const auto be_a_file = [] { ASSERT_EQ(::mknod(kSnapshots.c_str(), S_IFREG | 0600, 0), 0); };
    const auto be_a_fifo = [] { ASSERT_EQ(::mkfifo(kSnapshots.c_str(), 0600), 0); };
    const auto be_a_circle = [] { fs::create_symlink("vipwarden", kSnapshots); };
    const auto be_a_link = [] { fs::create_symlink("test/users", kSnapshots); };
    for (const std::function<void()>& arrange :
         {std::function<void()>{be_a_file}, {be_a_fifo}, {be_a_circle}, {be_a_link}}) {
        arrange();
        leave_a_vip();

        EXPECT_EQ(release().code, 0);
        EXPECT_NE(vipwarden({"snapshot", "-f", kConfig}).code, 0);

        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
        EXPECT_TRUE(fs::is_empty(kDirectory / "users"));
        fs::remove(kSnapshots);
    }
}

TEST_F(Hostile, FilesThatHaveNoEndAreNotReadToIt) {
    ASSERT_EQ(::mkfifo((kDirectory / "fifo").c_str(), 0600), 0);
    std::ofstream{kDirectory / "sparse"};
    fs::resize_file(kDirectory / "sparse", std::uintmax_t{1} << 40);
    fs::create_symlink("/dev/zero", kDirectory / "zero.conf");
    leave_a_vip();
    write_config(
        "include fifo\ninclude sparse\ninclude zero.conf\ninclude /dev/stdin\ninclude keepalived.conf\n" +
        support::contents_of(kConfig));

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    for (const auto* name : {"fifo", "sparse", "zero.conf"}) {
        EXPECT_EQ(vipwarden({"list", "-f", kDirectory / name}).code, 66) << name;
    }
}

TEST_F(Hostile, MetricsGoToNoFileThatALinkOfAnotherUserNames) {
    leave_a_vip();
    const auto directory = kDirectory / "metrics";
    fs::create_directory(directory);
    ASSERT_EQ(::chown(directory.c_str(), 65534, 65534), 0);
    std::ofstream{kDirectory / "precious"} << "precious";
    fs::create_symlink(kDirectory / "precious", directory / "vipwarden.prom");

    EXPECT_EQ(vipwarden({"check", "--unit", "", "-f", kConfig, "--textfile", directory}).code, 2);

    EXPECT_EQ(support::contents_of(kDirectory / "precious"), "precious");
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(directory / "vipwarden.prom")));
    EXPECT_THAT(support::contents_of(directory / "vipwarden.prom"), HasSubstr("vipwarden_check_status 2\n"));
}

// ---- names ----

/// ESC, BEL, a C1 control, right-to-left, no UTF-8, printf's: 14 bytes, as an interface may have. And what
/// means something to JSON, Prometheus, plugins and shells.
constexpr const char* kName = "a\x1b[2J\x07\xC2\x9B\xE2\x80\xAE\xFF%s";
constexpr const char* kSigns = "\\|'$(id)";

bool is_clean(std::string_view text) {
    return std::ranges::none_of(
               text, [](unsigned char c) { return c != '\n' && (c < ' ' || c == 0x7f || c == 0xff); }) &&
           text.find("\xC2\x9B") == text.npos && text.find("\xE2\x80\xAE") == text.npos;
}

/// A configuration in which everything that may have a name has that one, in a file that has one too.
class HostileNames : public Hostile {
 protected:
    void SetUp() override {
        Hostile::SetUp();
        if (IsSkipped()) {
            return;
        }
        write_config(config_of({{.name = std::string{kName} + kSigns,
                                 .vips = {"10.9.0.100/32", fmt::format("10.9.0.101/32 dev {}", kName),
                                          fmt::format("10.9.0.102/32 label {}", kName)}}}) +
                         fmt::format("{} {{\n}}\n", kName),
                     kFile);
        ip("addr add 10.9.0.100/32 dev eth0");
    }

    const std::string kFile{kDirectory / "x\n<0>%s'|\x1b[31m.conf"};
};

TEST_F(HostileNames, ReachNoTerminalAndNoJournalAsTheyAre) {
    for (const Words& words : {Words{"list"},
                               {"list", "--plain"},
                               {"list", "--strict"},
                               {"list", "--strict", "--plain"},
                               {"release", "--dry-run"},
                               {"check", "--unit", ""},
                               {"check", "--unit", "", "--format", "nagios"},

                               {"release"},
                               {"snapshot"}}) {
        auto command = words;
        command.insert(command.end(), {"-f", kFile});

        const auto finished = vipwarden(command);

        EXPECT_TRUE(is_clean(finished.out)) << finished.out;
        EXPECT_TRUE(is_clean(finished.err)) << finished.err;
        EXPECT_EQ(("\n" + finished.out + "\n" + finished.err).find("\n<0>"), std::string::npos);
    }
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(HostileNames, AreStringsInJson) {
    for (const Words& words : {Words{"list"},
                               {"list", "--strict"},
                               {"check", "--unit", ""},
                               {"release", "--dry-run"},
                               {"snapshot"},
                               {"release"}}) {
        auto command = words;
        command.insert(command.end(), {"--json", "-f", kFile});

        const auto out = vipwarden(command).out;

        EXPECT_TRUE(nlohmann::json::accept(out)) << out;
    }
}

TEST_F(HostileNames, AreOneLineEachForPrometheusAndPlugins) {
    const auto metrics = vipwarden({"check", "--unit", "", "--format", "prometheus", "-f", kFile}).out;
    const auto plugin = vipwarden({"check", "--unit", "", "--format", "nagios", "-f", kFile}).out;

    std::istringstream lines{metrics};
    for (std::string line; std::getline(lines, line);) {
        EXPECT_THAT(line, testing::AnyOf(testing::StartsWith("# "),
                                         testing::MatchesRegex("vipwarden_[a-z_]+(\\{.*\"\\})? -?[0-9]+")));
    }
    EXPECT_THAT(metrics, HasSubstr("%s\\\\|'$(id)\""));
    EXPECT_EQ(std::ranges::count(plugin.substr(0, plugin.find('\n')), '|'), 1);
    EXPECT_EQ(std::ranges::count(plugin, '|'), 1);
}

TEST_F(Hostile, ANameOfAMegabyteIsNoTrouble) {
    write_config(config_of({{.name = std::string(1'000'000, 'x'), .vips = {"10.9.0.100/32"}}}));
    ip("addr add 10.9.0.100/32 dev eth0");

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Hostile, ANamespaceIsANameAndNoPath) {
    write_config("net_namespace ../../run/test\n" + config_of({{.vips = {"10.9.0.100/32"}}}));
    ip("addr add 10.9.0.100/32 dev eth0");

    const auto finished = release();

    EXPECT_NE(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("network namespace '../../run/test': not a name"));
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

}  // namespace
}  // namespace vipwarden
