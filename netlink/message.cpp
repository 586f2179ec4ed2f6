// SPDX-License-Identifier: MIT
#include "netlink/message.hpp"

#include <new>

#include <netlink/attr.h>

#include "netlink/nl_error.hpp"

namespace vipwarden::netlink {
namespace {

/// More than most of our requests need: headers, two addresses and a dozen small attributes.
constexpr std::size_t kRoom = 512;

}  // namespace

void for_each_message(std::span<const std::byte> bytes, const std::function<void(const nlmsghdr&)>& visit) {
    // The buffers come from operator new, and messages are padded to 4 bytes: always aligned.
    const auto* message = reinterpret_cast<const nlmsghdr*>(bytes.data());
    auto remaining = static_cast<int>(bytes.size());
    while (nlmsg_ok(message, remaining) != 0) {
        visit(*message);
        message = nlmsg_next(const_cast<nlmsghdr*>(message), &remaining);
    }
}

std::span<const std::byte> bytes_of(const nlmsghdr& message) {
    return {reinterpret_cast<const std::byte*>(&message), message.nlmsg_len};
}

MessageBuilder::MessageBuilder(int type, int flags, std::span<const std::byte> header, std::size_t extra)
    : message_{nlmsg_alloc_size(kRoom + extra)} {
    if (!message_ || nlmsg_put(message_.get(), 0, 0, type, 0, flags) == nullptr) {
        throw std::bad_alloc{};
    }
    check_nl(
        nlmsg_append(message_.get(), const_cast<std::byte*>(header.data()), header.size(), NLMSG_ALIGNTO),
        "build a netlink message");
}

MessageBuilder& MessageBuilder::put(int attribute, std::span<const std::byte> value) {
    check_nl(nla_put(message_.get(), attribute, static_cast<int>(value.size()), value.data()),
             "build a netlink message");
    return *this;
}

MessageBuilder& MessageBuilder::put_u8(int attribute, std::uint8_t value) {
    return put(attribute, std::as_bytes(std::span{&value, 1}));
}

MessageBuilder& MessageBuilder::put_u32(int attribute, std::uint32_t value) {
    return put(attribute, std::as_bytes(std::span{&value, 1}));
}

MessageBuilder& MessageBuilder::put_text(int attribute, const std::string& value) {
    return put(attribute, std::as_bytes(std::span{value.c_str(), value.size() + 1}));
}

MessageBuilder& MessageBuilder::nest(int attribute) {
    auto* opened = nla_nest_start(message_.get(), attribute);
    if (opened == nullptr) {
        throw std::bad_alloc{};
    }
    open_nests_.push_back(opened);
    return *this;
}

Message MessageBuilder::finish() {
    for (; !open_nests_.empty(); open_nests_.pop_back()) {
        check_nl(nla_nest_end(message_.get(), open_nests_.back()), "build a netlink message");
    }
    const auto bytes = bytes_of(*nlmsg_hdr(message_.get()));
    Message message{bytes.begin(), bytes.end()};
    message.resize(NLMSG_ALIGN(message.size()));
    return message;
}

}  // namespace vipwarden::netlink
