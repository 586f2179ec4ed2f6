// SPDX-License-Identifier: MIT
#include "netlink/nl_error.hpp"

#include <netlink/errno.h>

namespace vipwarden::netlink {
namespace {

class NlCategory final : public std::error_category {
 public:
    [[nodiscard]] const char* name() const noexcept override { return "libnl"; }
    [[nodiscard]] std::string message(int code) const override { return nl_geterror(code); }

    [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
        switch (code) {
            case NLE_PERM:
                return std::errc::operation_not_permitted;
            case NLE_NOACCESS:
                return std::errc::permission_denied;
            case NLE_NOMEM:
                return std::errc::not_enough_memory;
            case NLE_AF_NOSUPPORT:
            case NLE_PROTO_MISMATCH:
                return std::errc::address_family_not_supported;
            default:
                return {code, *this};
        }
    }
};

}  // namespace

const std::error_category& nl_category() noexcept {
    static const NlCategory category;
    return category;
}

void check_nl(int result, const std::string& what_was_tried) {
    if (result < 0) {
        throw std::system_error{-result, nl_category(), what_was_tried};
    }
}

}  // namespace vipwarden::netlink
