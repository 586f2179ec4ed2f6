// SPDX-License-Identifier: MIT
#include "wrapper/commands/address_authors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vipwarden::commands {
namespace {

netlink::InterfaceAddress address(const char* text) {
    return {.ifindex = 2, .local = netlink::parse_ip_address(text).value(), .prefix_length = 32};
}

AttributedChange added(const char* text, Author author, std::uint32_t port = 1) {
    return {.change = {.address = address(text), .port = port}, .author = author};
}

AttributedChange deleted(const char* text, Author author) {
    return {.change = {.deleted = true, .address = address(text)}, .author = author};
}

const auto kVip = "10.9.0.100";

TEST(AddressAuthors, AreWhoeverAddedTheAddress) {
    AddressAuthors authors;
    authors.note(added(kVip, Author::keepalived));
    authors.note(added("10.9.0.7", Author::other));

    EXPECT_EQ(authors.author_of(address(kVip)), Author::keepalived);
    EXPECT_EQ(authors.author_of(address("10.9.0.7")), Author::other);
    EXPECT_EQ(authors.author_of(address("10.9.0.8")), Author::unknown);
}

TEST(AddressAuthors, StayWhenSomebodyElseChangesTheAddress) {
    AddressAuthors authors;
    authors.note(added(kVip, Author::keepalived));
    authors.note(added(kVip, Author::us));

    EXPECT_EQ(authors.author_of(address(kVip)), Author::keepalived);
}

TEST(AddressAuthors, AreOthersWhenTheAddressIsAddedAnew) {
    AddressAuthors authors;
    authors.note(added(kVip, Author::keepalived));
    authors.note(deleted(kVip, Author::other));
    EXPECT_EQ(authors.author_of(address(kVip)), Author::unknown);

    authors.note(added(kVip, Author::other));

    EXPECT_EQ(authors.author_of(address(kVip)), Author::other);
}

TEST(AddressAuthors, TellTheWorkOfADeadVrrpProcessFromThatOfTheLivingOne) {
    AddressAuthors authors;
    authors.note(added(kVip, Author::keepalived, 4711));
    EXPECT_TRUE(authors.may_be_of_living(address(kVip)));
    EXPECT_FALSE(authors.is_of_dead(address(kVip)));

    authors.has_ended({4711});
    authors.note(added("10.9.0.101", Author::keepalived, 4712));

    EXPECT_FALSE(authors.may_be_of_living(address(kVip)));
    EXPECT_TRUE(authors.is_of_dead(address(kVip)));
    EXPECT_TRUE(authors.may_be_of_living(address("10.9.0.101")));
    EXPECT_FALSE(authors.is_of_dead(address("10.9.0.101")));
}

TEST(AddressAuthors, TakeWhatIsAddedAnewByTheLivingOneForItsWork) {
    AddressAuthors authors;
    authors.note(added(kVip, Author::keepalived, 4711));
    authors.has_ended({4711});
    authors.note(deleted(kVip, Author::keepalived));
    authors.note(added(kVip, Author::keepalived, 4712));

    EXPECT_FALSE(authors.is_of_dead(address(kVip)));
}

TEST(AddressAuthors, TakeANumberThatIsUsedAgainForThatOfTheLivingOne) {
    AddressAuthors authors;
    authors.has_ended({4711});
    authors.lives({4711});
    authors.note(added(kVip, Author::keepalived, 4711));

    EXPECT_TRUE(authors.may_be_of_living(address(kVip)));
}

TEST(AddressAuthors, AreNeitherWhereNobodyIsNamed) {
    AddressAuthors authors;
    authors.note(added("fd00::7", Author::unknown));
    authors.note(added("10.9.0.7", Author::other, 4713));
    authors.has_ended({4711, 4713});

    EXPECT_TRUE(authors.may_be_of_living(address("fd00::7")));
    EXPECT_FALSE(authors.is_of_dead(address("fd00::7")));
    EXPECT_FALSE(authors.may_be_of_living(address("10.9.0.7")));
    EXPECT_FALSE(authors.is_of_dead(address("10.9.0.7")));
}

TEST(AddressAuthors, CannotTellWhenChangesWereMissed) {
    AddressAuthors authors;
    authors.note(added(kVip, Author::other));

    authors.forget();

    EXPECT_FALSE(authors.knows(address(kVip)));
    EXPECT_EQ(authors.author_of(address(kVip)), Author::unknown);
    EXPECT_TRUE(authors.may_be_of_living(address(kVip)));
}

}  // namespace
}  // namespace vipwarden::commands
