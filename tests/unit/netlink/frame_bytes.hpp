// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace vipwarden::netlink {

using Bytes = std::vector<std::byte>;

/// "00 01 ff": each byte as two hexadecimal digits; blanks and line ends between them.
inline Bytes bytes(std::string_view text) {
    Bytes result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != ' ' && text[at] != '\n') {
            result.push_back(static_cast<std::byte>(std::stoi(std::string{text.substr(at, 2)}, nullptr, 16)));
            ++at;
        }
    }
    return result;
}

/// The same with other bytes from an offset on.
inline Bytes with(Bytes frame, std::size_t offset, std::initializer_list<unsigned> values) {
    for (const auto value : values) {
        frame.at(offset++) = static_cast<std::byte>(value);
    }
    return frame;
}

}  // namespace vipwarden::netlink
