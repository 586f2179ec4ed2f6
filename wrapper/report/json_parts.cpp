// SPDX-License-Identifier: MIT
#include "wrapper/report/json_parts.hpp"

namespace vipwarden::report {

Json envelope(const char* verb, Json targets) {
    return {{"version", kJsonVersion}, {"verb", verb}, {"targets", std::move(targets)}};
}

std::string dump(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string document(const char* verb, Json targets) {
    return dump(envelope(verb, std::move(targets)));
}

}  // namespace vipwarden::report
