// SPDX-License-Identifier: MIT
#include "wrapper/commands/frozen_cgroup.hpp"

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::commands {

namespace {

/// The cgroup may be removed at any moment: opening its files fails with the first, reading them with the
/// second.
bool is_gone() {
    return errno == ENOENT || errno == ENODEV;
}

[[noreturn]] void fail(const char* action, const std::filesystem::path& file) {
    throw std::system_error{errno, std::generic_category(), fmt::format("{} '{}'", action, file.native())};
}

std::string read_or_nothing(const std::filesystem::path& file) {
    const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    auto text = fd ? read_to_end(fd.get()) : std::nullopt;
    if (!text && !is_gone()) {
        fail("read", file);
    }
    return text.value_or("");
}

}  // namespace

Thawing thaw_cgroup(const std::filesystem::path& directory) {
    const auto freeze = directory / "cgroup.freeze";
    if (!read_or_nothing(freeze).starts_with('1')) {
        const auto events = read_or_nothing(directory / "cgroup.events");
        return events.find("frozen 1") == std::string::npos ? Thawing::not_needed : Thawing::from_above;
    }
    const UniqueFd fd{::open(freeze.c_str(), O_WRONLY | O_CLOEXEC)};
    if (fd && ::write(fd.get(), "0", 1) == 1) {
        return Thawing::done;
    }
    if (!is_gone()) {
        fail("write", freeze);
    }
    return Thawing::not_needed;
}

}  // namespace vipwarden::commands
