// SPDX-License-Identifier: MIT
#include "wrapper/report/finding.hpp"

namespace vipwarden::report {

namespace {

int rank(Severity severity) {
    switch (severity) {
        case Severity::ok:
            return 0;
        case Severity::unknown:
            return 1;
        case Severity::warning:
            return 2;
        case Severity::critical:
            return 3;
    }
    return 0;
}

}  // namespace

std::string_view name(Severity severity) {
    switch (severity) {
        case Severity::ok:
            return "ok";
        case Severity::warning:
            return "warning";
        case Severity::critical:
            return "critical";
        case Severity::unknown:
            return "unknown";
    }
    return "unknown";
}

Severity worse(Severity a, Severity b) {
    return rank(a) < rank(b) ? b : a;
}

std::string_view name(FindingKind kind) {
    switch (kind) {
        case FindingKind::leftover:
            return "leftover";
        case FindingKind::suspect:
            return "suspect";
        case FindingKind::host_address:
            return "host-address";
        case FindingKind::missing:
            return "missing";
        case FindingKind::duplicate:
            return "duplicate";
        case FindingKind::snapshot:
            return "snapshot";
        case FindingKind::drop_in:
            return "drop-in";
        case FindingKind::unit:
            return "unit";
        case FindingKind::release:
            return "release";
        case FindingKind::not_looked:
            return "not-looked";
    }
    return "unknown";
}

Severity worst(const std::vector<Finding>& findings) {
    auto result = Severity::ok;
    for (const auto& finding : findings) {
        result = worse(result, finding.severity);
    }
    return result;
}

std::string sentence(const Finding& finding) {
    return finding.advice.empty() ? finding.message : finding.message + "; " + finding.advice;
}

}  // namespace vipwarden::report
