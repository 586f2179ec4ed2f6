// SPDX-License-Identifier: MIT
#pragma once

#include <cctype>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temporary_directory.hpp"
#include "wrapper/host/finding.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::host {

/// The files of a host, below a directory of the test's own.
class HostTree {
 public:
    HostTree& write(const std::string& path, const std::string& text) {
        test::write_text(make_room_for(path), text);
        return *this;
    }

    HostTree& link(const std::string& path, const std::string& target) {
        std::filesystem::create_symlink(target, make_room_for(path));
        return *this;
    }

    /// The real path of a file that may be made now.
    [[nodiscard]] std::filesystem::path make_room_for(const std::string& path) const {
        const auto real = root() / path.substr(1);
        std::filesystem::create_directories(real.parent_path());
        return real;
    }

    [[nodiscard]] const std::filesystem::path& root() const { return directory_.path(); }

 private:
    test::TemporaryDirectory directory_{};
};

/// A kind of file: a line by which it does what is looked for, and one by which it does not.
struct Kind {
    const char* path;
    const char* positive;
    const char* negative;
};

/// Its path in letters and digits.
[[nodiscard]] inline std::string test_name(const Kind& kind) {
    std::string name{kind.path};
    std::erase_if(name, [](unsigned char c) { return std::isalnum(c) == 0; });
    return name;
}

[[nodiscard]] inline Vip vip(std::string_view address, std::string where = {}) {
    return {.address = netlink::parse_ip_address(address).value(), .where = std::move(where)};
}

/// Where the findings are, in their order.
[[nodiscard]] inline std::vector<std::string> places(const std::vector<Finding>& findings) {
    std::vector<std::string> where;
    for (const auto& finding : findings) {
        where.push_back(finding.where);
    }
    return where;
}

}  // namespace vipwarden::host
