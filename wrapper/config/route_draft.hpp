// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/routing_values.hpp"
#include "wrapper/config/routing_words.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// A route while its line is read, in the parts that only mean something together.
struct RouteDraft {
    VirtualRoute route{};
    std::optional<netlink::Family> family{};
    std::optional<RoutePrefix> destination{};
    std::optional<std::uint8_t> protocol{};
    std::optional<std::uint32_t> metric{};
    Nexthop single{};  ///< From `via` and `dev`.
    bool untracked{false};
};

/// The route as the kernel keeps it. Nothing, with a remark on the word `first`, if keepalived drops the
/// draft, or if the kernel is sure to refuse it.
[[nodiscard]] std::optional<VirtualRoute> finish_route(RouteDraft draft, const Word& first,
                                                       const Dialect& dialect, RoutingWords& words);

}  // namespace vipwarden::config
