// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "wrapper/unique_fd.hpp"

// Private to this folder: what starting a program needs before the fork. After it, only async-signal-safe
// calls may be made (signal-safety(7)).

namespace vipwarden::supervisor {

struct Pipe {
    UniqueFd read_end;
    UniqueFd write_end;
};

/// Close-on-exec. Throws std::system_error.
inline Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error{errno, std::system_category(), "pipe2"};
    }
    return {.read_end = UniqueFd{ends[0]}, .write_end = UniqueFd{ends[1]}};
}

/// The null-terminated array that exec wants. Points into `strings`.
inline std::vector<char*> pointers_to(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (std::string& string : strings) {
        pointers.push_back(string.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

inline std::vector<std::string> command_line(const std::string& program,
                                             const std::vector<std::string>& arguments) {
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

}  // namespace vipwarden::supervisor
