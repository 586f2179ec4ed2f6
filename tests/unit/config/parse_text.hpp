// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "memory_file_reader.hpp"
#include "wrapper/config/parser.hpp"

namespace vipwarden::config {

using Files = std::map<std::string, MemoryFileReader::Entry>;

/// Parses `text` as the file "k.conf" on the machine "node1".
inline ParseResult parse_text(const std::string& text, Files files = {}) {
    files["k.conf"] = text;
    MemoryFileReader reader{std::move(files)};
    return parse("k.conf", reader, {.config_id = "node1"});
}

/// "INTERFACE ADDRESS/PREFIX" for each declared address, in order.
inline std::vector<std::string> declared_by(const ParseResult& result) {
    std::vector<std::string> lines;
    for (const Vip& vip : declared_vips(result.configuration)) {
        lines.push_back(vip.interface + ' ' + netlink::to_string(vip.address) + '/' +
                        std::to_string(vip.prefix_length));
    }
    return lines;
}

inline std::vector<std::string> declared_in(const std::string& text, Files files = {}) {
    return declared_by(parse_text(text, std::move(files)));
}

/// Every diagnostic as the operator sees it.
inline std::vector<std::string> remarks_by(const ParseResult& result) {
    std::vector<std::string> messages;
    for (const Diagnostic& diagnostic : result.diagnostics) {
        messages.push_back(format(diagnostic));
    }
    return messages;
}

inline std::vector<std::string> remarks_on(const std::string& text, Files files = {}) {
    return remarks_by(parse_text(text, std::move(files)));
}

/// A good instance V1 on eth0 with `lines` in its block; the first of them is line 4 of the file.
inline std::string instance_with(std::string_view lines) {
    return "vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\n" + std::string{lines} + "\n}\n";
}

/// The same with `lines` in its virtual_ipaddress, the first of them on line 5.
inline std::string addresses_with(std::string_view lines) {
    return instance_with("virtual_ipaddress {\n" + std::string{lines} + "\n}");
}

}  // namespace vipwarden::config
