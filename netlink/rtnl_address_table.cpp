// SPDX-License-Identifier: MIT
#include "netlink/rtnl_address_table.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "netlink/address_message.hpp"
#include "netlink/own_route_message.hpp"
#include "netlink/route_message.hpp"
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

constexpr auto kList = "list the addresses";

std::vector<Message> encode_all(std::span<const InterfaceAddress> entries,
                                Message (*encode)(const InterfaceAddress&)) {
    std::vector<Message> requests(entries.size());
    std::ranges::transform(entries, requests.begin(), encode);
    return requests;
}

class RtnlAddressTable final : public AddressTable {
 public:
    explicit RtnlAddressTable(std::shared_ptr<RtnlSocket> socket) : socket_{std::move(socket)} {}

    [[nodiscard]] std::vector<InterfaceAddress> list() override {
        auto entries = decode_all(socket_->dump(encode_address_dump(), kList), decode_address);
        // The kernel answers family by family, and its older versions in the order of a hash of the index.
        std::stable_sort(entries.begin(), entries.end(),
                         [](const auto& a, const auto& b) { return a.ifindex < b.ifindex; });
        return entries;
    }

    [[nodiscard]] std::vector<InterfaceAddress> list_on(int ifindex, Family family) override try {
        auto entries =
            decode_all(socket_->dump(encode_address_dump_of(ifindex, family), kList), decode_address);
        std::erase_if(entries, [ifindex](const auto& entry) { return entry.ifindex != ifindex; });
        return entries;
    } catch (const std::system_error& error) {
        if (error.code() == std::errc::no_such_device) {
            return {};
        }
        throw;
    }

    [[nodiscard]] std::vector<std::error_code> remove(std::span<const InterfaceAddress> entries) override {
        return send(encode_all(entries, encode_address_removal));
    }

    [[nodiscard]] std::function<std::vector<std::error_code>()> removal_of(
        std::vector<InterfaceAddress> entries) override {
        auto requests = encode_all(entries, encode_address_removal);
        rehearse(requests);
        return [this, requests = std::move(requests)] { return send(requests); };
    }

    void silence(std::span<const InterfaceAddress> entries) override {
        drop_routes(encode_all(entries, encode_local_route_removal), entries);
    }

    [[nodiscard]] std::function<void()> silencing_of(std::vector<InterfaceAddress> entries) override {
        auto requests = encode_all(entries, encode_local_route_removal);
        return [this, requests = std::move(requests), vips = std::move(entries)] {
            drop_routes(requests, vips);
        };
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
    /// Has the kernel acknowledge as many bytes of nothing (NLMSG_NOOP), so that code and buffers are in
    /// memory when it counts.
    void rehearse(std::vector<Message> requests) {
        for (auto& request : requests) {
            reinterpret_cast<nlmsghdr*>(request.data())->nlmsg_type = NLMSG_NOOP;
        }
        (void)socket_->transact(requests);
    }

    [[nodiscard]] std::vector<std::error_code> send(const std::vector<Message>& removals) {
        auto results = socket_->transact(removals);
        std::ranges::replace_if(results, means_gone, std::error_code{});
        return results;
    }

    void drop_routes(const std::vector<Message>& local_routes,
                     std::span<const InterfaceAddress> entries) try {
        (void)socket_->transact(local_routes);
        (void)socket_->transact(encode_host_route_removals(entries, routes_of_interfaces(entries)));
    } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch): the removal tells what is wrong.
    }

    /// All that encode_host_route_removals() has to know.
    [[nodiscard]] std::vector<Route> routes_of_interfaces(std::span<const InterfaceAddress> entries) {
        std::set<int> interfaces;
        for (const auto& entry : entries) {
            if (has_host_route(entry)) {
                interfaces.insert(entry.ifindex);
            }
        }
        std::vector<Route> routes;
        for (const auto ifindex : interfaces) {
            std::ranges::move(
                decode_all(socket_->dump(encode_interface_route_dump(ifindex), "list the routes"),
                           decode_route),
                std::back_inserter(routes));
        }
        return routes;
    }

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
