// SPDX-License-Identifier: MIT
#include "netlink/rtnl_address_table.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "netlink/address_message.hpp"
#include "netlink/rtnl_socket.hpp"

namespace vipwarden::netlink {
namespace {

/// What the kernel says when the entry, its interface, or all IPv6 of the interface is not there (any more):
/// inet_rtm_deladdr() in net/ipv4/devinet.c, inet6_addr_del() in net/ipv6/addrconf.c.
bool means_gone(const std::error_code& error) {
    return error == std::errc::address_not_available || error == std::errc::no_such_device ||
           error == std::errc::no_such_device_or_address;
}

/// What it says to a change of the lifetime of such an entry: EINVAL is the refusal to create it.
bool means_not_there(const std::error_code& error) {
    return means_gone(error) || error == std::errc::invalid_argument;
}

class RtnlAddressTable final : public AddressTable {
 public:
    explicit RtnlAddressTable(std::shared_ptr<RtnlSocket> socket) : socket_{std::move(socket)} {}

    [[nodiscard]] std::vector<InterfaceAddress> list() override {
        std::vector<InterfaceAddress> entries;
        for_each_message(socket_->dump(encode_address_dump(), "list the addresses"),
                         [&](const nlmsghdr& message) {
                             if (auto entry = decode_address(bytes_of(message))) {
                                 entries.push_back(*std::move(entry));
                             }
                         });
        // The kernel answers family by family, and its older versions in the order of a hash of the index.
        std::stable_sort(entries.begin(), entries.end(),
                         [](const auto& a, const auto& b) { return a.ifindex < b.ifindex; });
        return entries;
    }

    [[nodiscard]] std::vector<std::error_code> remove(std::span<const InterfaceAddress> entries) override {
        std::vector<Message> requests(entries.size());
        std::transform(entries.begin(), entries.end(), requests.begin(), encode_address_removal);
        auto results = socket_->transact(requests);
        std::replace_if(results.begin(), results.end(), means_gone, std::error_code{});
        return results;
    }

    [[nodiscard]] std::error_code add(const InterfaceAddress& entry) override {
        const auto error = socket_->transact(encode_address_addition(entry));
        return error == std::errc::file_exists ? std::error_code{} : error;
    }

    [[nodiscard]] std::vector<std::error_code> set_lifetime(std::span<const InterfaceAddress> entries,
                                                            std::uint32_t valid_seconds) override {
        std::vector<std::error_code> results(entries.size(), make_error_code(std::errc::not_supported));
        std::vector<Message> requests;
        std::vector<std::size_t> places;
        for (std::size_t place = 0; place < entries.size(); ++place) {
            if (auto request = encode_address_lifetime(entries[place], valid_seconds)) {
                requests.push_back(*std::move(request));
                places.push_back(place);
            }
        }
        const auto answers = socket_->transact(requests);
        for (std::size_t index = 0; index < answers.size(); ++index) {
            results[places[index]] = means_not_there(answers[index])
                                         ? make_error_code(std::errc::address_not_available)
                                         : answers[index];
        }
        return results;
    }

 private:
    std::shared_ptr<RtnlSocket> socket_;
};

}  // namespace

std::unique_ptr<AddressTable> open_address_table(const NetworkNamespace& where) {
    return make_address_table(std::make_shared<RtnlSocket>(where));
}

std::unique_ptr<AddressTable> make_address_table(std::shared_ptr<RtnlSocket> socket) {
    return std::make_unique<RtnlAddressTable>(std::move(socket));
}

}  // namespace vipwarden::netlink
