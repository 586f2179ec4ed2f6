// SPDX-License-Identifier: MIT
#include "netlink/message.hpp"

#include <array>
#include <vector>

#include <gmock/gmock.h>

namespace vipwarden::netlink {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::uint16_t> types_in(const Message& messages) {
    std::vector<std::uint16_t> types;
    for_each_message(messages, [&](const nlmsghdr& message) { types.push_back(message.nlmsg_type); });
    return types;
}

Message joined(const Message& first, const Message& second) {
    auto both = first;
    both.insert(both.end(), second.begin(), second.end());
    return both;
}

TEST(Message, IsPaddedSoThatTheNextOneFollowsAligned) {
    const auto odd = MessageBuilder{20, 0, std::uint32_t{0}}.put_text(1, "ab").finish();
    const auto even = MessageBuilder{21, 0, std::uint32_t{0}}.finish();

    EXPECT_THAT(odd, SizeIs(16 + 4 + 8));
    EXPECT_THAT(types_in(joined(odd, even)), ElementsAre(20, 21));
}

TEST(Message, IsWrittenAsNetlinkPrescribes) {
    const auto message = MessageBuilder{20, 0x600, std::uint32_t{0x01020304}}.nest(2).put_u8(3, 5).finish();

    std::array<std::uint16_t, 10> halves{};
    ASSERT_THAT(message, SizeIs(16 + 4 + 4 + 8));
    const nlmsghdr header{
        .nlmsg_len = 32, .nlmsg_type = 20, .nlmsg_flags = 0x600, .nlmsg_seq = 0, .nlmsg_pid = 0};
    const auto expected_header = std::as_bytes(std::span{&header, 1});
    EXPECT_TRUE(std::equal(expected_header.begin(), expected_header.end(), message.begin()));
    std::copy(message.begin() + 20, message.end(), std::as_writable_bytes(std::span{halves}).begin());
    EXPECT_THAT(std::span{halves}.first(4), ElementsAre(12, 2 | NLA_F_NESTED, 5, 3));
    EXPECT_EQ(message[28], std::byte{5});
}

TEST(ForEachMessage, StopsAtWhatIsCutShort) {
    const auto whole = MessageBuilder{20, 0, std::uint32_t{0}}.finish();
    auto both = joined(whole, whole);
    both.resize(both.size() - 1);

    EXPECT_THAT(types_in(both), ElementsAre(20));
    EXPECT_THAT(types_in({}), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::netlink
