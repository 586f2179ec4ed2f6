// SPDX-License-Identifier: MIT
#include "netlink/rtnl_routing_table.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "netlink/route_message.hpp"
#include "netlink/rtnl_socket.hpp"
#include "netlink/rule_message.hpp"

namespace vipwarden::netlink {
namespace {

/// What the kernel says when there is no such route (ESRCH: fib_table_delete() in net/ipv4/fib_trie.c,
/// ip6_route_del() in net/ipv6/route.c), no such rule (ENOENT: fib_nl_delrule() in net/core/fib_rules.c), or
/// no such interface (any more).
bool means_gone(const std::error_code& error) {
    return error == std::errc::no_such_process || error == std::errc::no_such_file_or_directory ||
           error == std::errc::no_such_device;
}

/// The kernel was built without IPv6 or without policy rules: then there are none.
bool means_unknown(const std::error_code& error) {
    return error == std::errc::operation_not_supported || error == std::errc::address_family_not_supported;
}

Message encode_removal(const Route& route) {
    return encode_route_removal(route);
}
Message encode_removal(const Rule& rule) {
    return encode_rule_removal(rule);
}

class RtnlRoutingTable final : public RoutingTable {
 public:
    explicit RtnlRoutingTable(std::shared_ptr<RtnlSocket> socket) : socket_{std::move(socket)} {}

    [[nodiscard]] std::vector<RoutingEntry> list(std::span<const std::uint8_t> protocols) override {
        std::vector<RoutingEntry> entries;
        if (protocols.empty()) {
            return entries;
        }
        for (const auto family : {Family::ipv4, Family::ipv6}) {
            const auto wanted = [&](const auto& entry) {
                return std::ranges::find(protocols, entry.protocol) != protocols.end();
            };
            collect(encode_rule_dump(family), decode_rule, wanted, entries);
            for (const auto protocol : protocols) {
                if (protocol != 0) {  // To the kernel that is no filter at all.
                    const auto made_by_it = [&](const Route& route) { return route.protocol == protocol; };
                    collect(encode_route_dump(family, protocol), decode_route, made_by_it, entries);
                }
            }
        }
        std::ranges::sort(entries);
        return entries;
    }

    [[nodiscard]] std::vector<std::error_code> remove(std::span<const RoutingEntry> entries) override {
        std::vector<Message> requests(entries.size());
        std::ranges::transform(entries, requests.begin(), [](const RoutingEntry& entry) {
            return std::visit([](const auto& one) { return encode_removal(one); }, entry);
        });
        auto results = socket_->transact(requests);
        std::ranges::replace_if(results, means_gone, std::error_code{});
        return results;
    }

 private:
    template <typename Decode, typename Wanted>
    void collect(const Message& request, const Decode& decode, const Wanted& wanted,
                 std::vector<RoutingEntry>& entries) {
        Message answer;
        try {
            answer = socket_->dump(request, "list the routes and rules");
        } catch (const std::system_error& error) {
            if (!means_unknown(error.code())) {
                throw;
            }
        }
        for_each_message(answer, [&](const nlmsghdr& message) {
            if (auto entry = decode(bytes_of(message)); entry && wanted(*entry)) {
                entries.emplace_back(*std::move(entry));
            }
        });
    }

    std::shared_ptr<RtnlSocket> socket_;
};

}  // namespace

std::unique_ptr<RoutingTable> open_routing_table(const NetworkNamespace& where) {
    return make_routing_table(std::make_shared<RtnlSocket>(where));
}

std::unique_ptr<RoutingTable> make_routing_table(std::shared_ptr<RtnlSocket> socket) {
    return std::make_unique<RtnlRoutingTable>(std::move(socket));
}

}  // namespace vipwarden::netlink
