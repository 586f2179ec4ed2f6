// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vipwarden::report {

/// One measured value of a gauge.
struct Sample {
    std::vector<std::pair<std::string, std::string>> labels{};  ///< Names and values.
    long value{0};
};

/// A gauge with its samples, which differ in their labels.
struct Gauge {
    std::string name{};
    std::string help{};  ///< One line.
    std::vector<Sample> samples{};
};

/// Prometheus' text format ("Text-based format" in its documentation), without times. Of samples with the
/// same labels, which would make the whole text invalid, the highest value is shown. Label values may hold
/// anything; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string exposition(const std::vector<Gauge>& gauges);

}  // namespace vipwarden::report
