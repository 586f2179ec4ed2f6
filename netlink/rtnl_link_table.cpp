// SPDX-License-Identifier: MIT
#include "netlink/rtnl_link_table.hpp"

#include <algorithm>
#include <utility>

#include "netlink/link_message.hpp"
#include "netlink/rtnl_socket.hpp"

namespace vipwarden::netlink {
namespace {

class RtnlLinkTable final : public LinkTable {
 public:
    explicit RtnlLinkTable(std::shared_ptr<RtnlSocket> socket) : socket_{std::move(socket)} {}

    [[nodiscard]] std::vector<Link> list() override {
        auto links = decode_all(socket_->dump(encode_link_dump(), "list the interfaces"), decode_link);
        std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.index < b.index; });
        return links;
    }

    [[nodiscard]] std::error_code set_promote_secondaries(int ifindex, bool on) override {
        return socket_->transact(encode_promote_secondaries(ifindex, on));
    }

    [[nodiscard]] std::error_code remove(int ifindex) override {
        const auto error = socket_->transact(encode_link_removal(ifindex));
        return error == std::errc::no_such_device ? std::error_code{} : error;
    }

 private:
    std::shared_ptr<RtnlSocket> socket_;
};

}  // namespace

std::unique_ptr<LinkTable> open_link_table(const NetworkNamespace& where) {
    return make_link_table(std::make_shared<RtnlSocket>(where));
}

std::unique_ptr<LinkTable> make_link_table(std::shared_ptr<RtnlSocket> socket) {
    return std::make_unique<RtnlLinkTable>(std::move(socket));
}

}  // namespace vipwarden::netlink
