// SPDX-License-Identifier: MIT
#include "tests/fuzz/read_bytes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string>

#include "tests/unit/config/memory_file_reader.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/plain_text.hpp"
#include "wrapper/config/readings.hpp"
#include "wrapper/config/strict.hpp"

namespace vipwarden::fuzz {
namespace {

using namespace config;

/// One for each way in which something is read.
constexpr std::array kVersions{Version{1, 2, 9}, Version{1, 2, 19}, Version{1, 2, 24}, Version{1, 3, 5},
                               Version{1, 3, 9}, Version{1, 4, 5},  Version{2, 0, 7},  Version{2, 0, 19},
                               Version{2, 1, 0}, Version{2, 1, 5},  Version{2, 2, 4},  Version{2, 2, 7},
                               Version{2, 2, 8}, Version{2, 3, 1},  Version{2, 3, 4},  Version{2, 4, 3}};

constexpr std::array kNames{"k.conf", "a.conf", "b.conf", "d/c.conf"};
constexpr char kSeparator = '\xff';

std::map<std::string, MemoryFileReader::Entry> files_in(std::string_view bytes) {
    std::map<std::string, MemoryFileReader::Entry> files;
    for (const char* name : kNames) {
        const std::string_view content = bytes.substr(0, bytes.find(kSeparator));
        files[name] = std::string{content};
        bytes.remove_prefix(std::min(content.size() + 1, bytes.size()));
    }
    return files;
}

Machine machine() {
    return {.interfaces = {{.name = "lo", .loopback = true},
                           {.name = "eth0", .mac = {2, 0, 0, 0, 0, 1}},
                           {.name = "eth1", .mac = {2, 0, 0, 0, 0, 2}}}};
}

void expect(bool holds, const char* promise) {
    if (!holds) {
        throw std::logic_error{promise};
    }
}

/// A plain text is read once; behind a comment that is not plain, the same text is read through its copy.
void expect_the_same_as_through_a_copy(const ParseResult& result, const ParseOptions& options,
                                       std::string_view text) {
    if (options.loaded || !is_plain(text)) {
        return;
    }
    MemoryFileReader files{{{"k.conf", std::string{text} + "\n# a\\b\n"}}};
    const ParseResult copied = parse("k.conf", files, options);
    expect(result.configuration == copied.configuration && result.diagnostics == copied.diagnostics,
           "what is plain is read as any other");
}

}  // namespace

void read_bytes(std::string_view bytes) {
    if (bytes.size() < 2) {
        return;
    }
    MemoryFileReader files{files_in(bytes.substr(2))};
    const ParseOptions options{
        .config_id = "node1",
        .version = kVersions.at(static_cast<unsigned char>(bytes[0]) % kVersions.size()),
        .loaded = (static_cast<unsigned char>(bytes[1]) & 1U) != 0};
    const ParseResult result = parse("k.conf", files, options);
    const ParseResult again = parse("k.conf", files, options);
    expect(result.configuration == again.configuration && result.diagnostics == again.diagnostics,
           "the same text is read the same twice");
    expect(declared_vips(result.configuration) == declared_vips(again.configuration),
           "the same configuration declares the same");
    expect(!result.undoubted ||
               doubtful_vips("k.conf", files, options, declared_vips(result.configuration)).empty(),
           "what is undoubted leaves no doubt");
    expect_the_same_as_through_a_copy(result, options, bytes.substr(2, bytes.find(kSeparator, 2) - 2));
    const StrictAnswer strict = strict_addresses(result, machine());
    expect(strict.addresses.empty() || !result.refused, "what is refused configures nothing");
    for (const Diagnostic& diagnostic : result.diagnostics) {
        expect(format(diagnostic).find('\x1b') == std::string::npos, "no diagnostic writes to the terminal");
    }
}

}  // namespace vipwarden::fuzz
