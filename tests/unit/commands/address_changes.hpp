// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tests/unit/config/memory_file_reader.hpp"
#include "tests/unit/release/builders.hpp"
#include "wrapper/commands/address_authors.hpp"
#include "wrapper/commands/address_news.hpp"
#include "wrapper/config/parser.hpp"

// The shorthand of the tests that say what changes of addresses mean.

namespace vipwarden::commands {

using release::ip;
using release::on;
using release::vip;

inline constexpr int kEth0 = 2;

inline AttributedChange added(std::string_view cidr, Author author, int ifindex = kEth0,
                              std::string who = {}) {
    return {.change = {.address = on(ifindex, cidr)}, .author = author, .who = std::move(who)};
}

inline AttributedChange removed(std::string_view cidr, Author author, std::string who = {}) {
    auto news = added(cidr, author, kEth0, std::move(who));
    news.change.deleted = true;
    return news;
}

/// As keepalived 2.3.2 and later marks what it adds.
inline AttributedChange marked(AttributedChange news) {
    news.change.address = release::marked(news.change.address);
    return news;
}

inline snapshot::LearntAddress learnt(std::string_view cidr) {
    return snapshot::as_learnt(on(kEth0, cidr), "eth0");
}

inline config::ParseResult config_with(const std::string& text) {
    config::MemoryFileReader files{{{"k.conf", text}}};
    return config::parse("k.conf", files, {});
}

/// "eth0 10.0.0.1/24" for each.
inline std::vector<std::string> texts(const std::vector<snapshot::LearntAddress>& learnt) {
    std::vector<std::string> texts;
    for (const auto& one : learnt) {
        texts.push_back(
            fmt::format("{} {}/{}", one.interface, netlink::to_string(one.address), one.prefix_length));
    }
    return texts;
}

/// "warning: 10.0.0.1/24 ..." for each.
inline std::vector<std::string> texts(const std::vector<AddressLine>& lines) {
    std::vector<std::string> texts;
    for (const auto& line : lines) {
        texts.push_back((line.warning ? "warning: " : "info: ") + line.text);
    }
    return texts;
}

/// A keepalived that declares nothing, with a snapshot whose baseline is empty, while it runs.
struct Scene {
    AddressNews interpreted(const std::vector<AttributedChange>& changes) {
        for (const auto& news : changes) {
            authors.note(news);
        }
        return interpret(changes, target, {.links = links, .authors = authors, .alone = [this] {
                                               ++asked;
                                               return alone;
                                           }});
    }

    Target target{.config_path = "/etc/k.conf",
                  .snapshot = snapshot::Snapshot{.baseline = std::vector<snapshot::BaselineAddress>{}}};
    std::vector<netlink::Link> links = release::eth0_and_eth1();
    AddressAuthors authors{};
    bool alone{true};
    int asked{0};  ///< How often somebody wanted to know whether it is alone.
};

}  // namespace vipwarden::commands
