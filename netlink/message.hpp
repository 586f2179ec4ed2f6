// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "netlink/nl_ptr.hpp"

namespace vipwarden::netlink {

/// Private to this folder. One or more netlink messages as they travel (netlink(7)), each padded to 4 bytes.
using Message = std::vector<std::byte>;

/// Calls `visit` for every complete message in `bytes`, in order.
void for_each_message(std::span<const std::byte> bytes, const std::function<void(const nlmsghdr&)>& visit);

/// The bytes of one message, its header included.
[[nodiscard]] std::span<const std::byte> bytes_of(const nlmsghdr& message);

/// What `decode` makes of every message in `bytes`, in order, without those that are nothing to it.
template <typename Value>
[[nodiscard]] std::vector<Value> decode_all(std::span<const std::byte> bytes,
                                            std::optional<Value> (*decode)(std::span<const std::byte>)) {
    std::vector<Value> values;
    for_each_message(bytes, [&](const nlmsghdr& message) {
        if (auto value = decode(bytes_of(message))) {
            values.push_back(*std::move(value));
        }
    });
    return values;
}

/// Builds one message over libnl. Sequence numbers and the flags of the exchange are RtnlSocket's.
class MessageBuilder {
 public:
    /// `header` is what the type prescribes: struct ifaddrmsg, struct ifinfomsg. `extra`: how many bytes of
    /// attributes there may be beyond two addresses and a dozen small ones.
    template <typename Header>
    MessageBuilder(int type, int flags, const Header& header, std::size_t extra = 0)
        : MessageBuilder{type, flags, std::as_bytes(std::span{&header, 1}), extra} {}

    MessageBuilder& put(int attribute, std::span<const std::byte> value);
    MessageBuilder& put_u8(int attribute, std::uint8_t value);
    MessageBuilder& put_u32(int attribute, std::uint32_t value);
    MessageBuilder& put_text(int attribute, const std::string& value);
    /// Everything that follows goes inside this attribute.
    MessageBuilder& nest(int attribute);

    [[nodiscard]] Message finish();

 private:
    MessageBuilder(int type, int flags, std::span<const std::byte> header, std::size_t extra);

    NlMessage message_;
    std::vector<nlattr*> open_nests_{};
};

}  // namespace vipwarden::netlink
