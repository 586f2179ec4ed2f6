// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace vipwarden::fuzz {

/// Reads any bytes as a configuration and asks for all its answers. The first byte chooses the version of
/// keepalived, the second whether the text is a loaded copy; the rest are files, separated by 0xff, the first
/// of them the one that is read. Throws std::logic_error if an answer contradicts what is promised about any
/// input.
void read_bytes(std::string_view bytes);

}  // namespace vipwarden::fuzz
