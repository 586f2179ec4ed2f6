// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string_view>

#include <sys/utsname.h>

namespace vipwarden::bench {

/// Throws std::logic_error outside of the namespaces that tests/bench/table makes. Their mark is a host name
/// that only their UTS namespace has.
inline void require_sandbox() {
    utsname name{};
    if (uname(&name) != 0 || std::string_view{name.nodename} != "vipwarden-bench") {
        throw std::logic_error{
            "not in the namespaces that tests/bench/table makes: refusing to change anything"};
    }
}

}  // namespace vipwarden::bench
