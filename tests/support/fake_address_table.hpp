// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <system_error>
#include <vector>

#include "netlink/address_table.hpp"
#include "netlink/link_table.hpp"

namespace vipwarden::support {

class FakeKernel;

/// The addresses of a FakeKernel. Passes the contract suite that the kernel passes (tests/contract).
class FakeAddressTable final : public netlink::AddressTable {
 public:
    explicit FakeAddressTable(FakeKernel& kernel) : kernel_{kernel} {}

    [[nodiscard]] std::vector<netlink::InterfaceAddress> list() override;
    [[nodiscard]] std::vector<netlink::InterfaceAddress> list_on(int ifindex,
                                                                 netlink::Family family) override;
    [[nodiscard]] std::vector<std::error_code> remove(
        std::span<const netlink::InterfaceAddress> entries) override;
    void silence(std::span<const netlink::InterfaceAddress> entries) override;
    [[nodiscard]] std::error_code add(const netlink::InterfaceAddress& entry) override;
    [[nodiscard]] std::vector<std::error_code> set_lifetime(
        std::span<const netlink::InterfaceAddress> entries, std::uint32_t valid_seconds) override;

 private:
    FakeKernel& kernel_;
};

/// The links of a FakeKernel.
class FakeLinkTable final : public netlink::LinkTable {
 public:
    explicit FakeLinkTable(FakeKernel& kernel) : kernel_{kernel} {}

    [[nodiscard]] std::vector<netlink::Link> list() override;
    [[nodiscard]] std::error_code set_promote_secondaries(int ifindex, bool on) override;
    [[nodiscard]] std::error_code remove(int ifindex) override;

 private:
    FakeKernel& kernel_;
};

/// One network namespace in memory, which decides as Linux does (net/ipv4/devinet.c, net/ipv6/addrconf.c):
/// who becomes a secondary, what a primary takes along, who is promoted, what is refused.
///
///     FakeKernel kernel{{{.index = 2, .name = "eth0", .kind = "veth"}}};
///     kernel.put({.ifindex = 2, .local = ..., .prefix_length = 24});
///     Releaser releaser{kernel.addresses(), kernel.links()};
///
/// As with Linux, list() reports what was added with the kernel's own additions: an IPv4 address without a
/// label gets its interface's name, one that lives forever gets IFA_F_PERMANENT (0x80), IFA_F_SECONDARY is
/// decided anew, and the scope of an IPv6 address follows from its bytes. IPv6 comes with IFA_F_NODAD (0x02),
/// as RtnlAddressTable asks for it. Time stands still: no lifetime ever ends.
class FakeKernel {
 public:
    explicit FakeKernel(std::vector<netlink::Link> links);
    FakeKernel(const FakeKernel&) = delete;
    FakeKernel& operator=(const FakeKernel&) = delete;
    ~FakeKernel() = default;

    [[nodiscard]] FakeAddressTable& addresses() { return addresses_; }
    [[nodiscard]] FakeLinkTable& links() { return links_; }

    /// Adds an address as somebody else would; throws std::system_error if Linux would refuse it.
    void put(const netlink::InterfaceAddress& entry);

    /// What was asked to be silenced, in that order.
    std::vector<netlink::InterfaceAddress> silenced{};
    /// Asked before each removal; an error that it gives is the result, and the entry stays.
    std::function<std::error_code(const netlink::InterfaceAddress&)> before_remove{};
    /// Told after each removal that took an entry away, e.g. to put() it back.
    std::function<void(const netlink::InterfaceAddress&)> after_remove{};
    /// Asked before each change of a lifetime; an error that it gives is the result, and nothing changes.
    std::function<std::error_code(const netlink::InterfaceAddress&)> before_set_lifetime{};
    /// If set, every change of a link is refused with it.
    std::error_code refuse_link_changes{};

 private:
    friend class FakeAddressTable;
    friend class FakeLinkTable;

    using List = std::vector<netlink::InterfaceAddress>;

    [[nodiscard]] netlink::Link* find(int ifindex);
    [[nodiscard]] std::error_code add(const netlink::InterfaceAddress& entry);
    [[nodiscard]] std::error_code add_ipv4(netlink::InterfaceAddress entry);
    [[nodiscard]] std::error_code add_ipv6(netlink::InterfaceAddress entry);
    [[nodiscard]] std::error_code remove(const netlink::InterfaceAddress& entry);
    [[nodiscard]] std::error_code set_lifetime(const netlink::InterfaceAddress& entry,
                                               std::uint32_t valid_seconds);
    bool remove_ipv4(const netlink::InterfaceAddress& entry);
    bool remove_ipv6(const netlink::InterfaceAddress& entry);
    void remove_link(int ifindex);

    std::vector<netlink::Link> link_list_;
    std::map<int, List> ipv4_{};
    std::map<int, List> ipv6_{};
    FakeAddressTable addresses_{*this};
    FakeLinkTable links_{*this};
};

}  // namespace vipwarden::support
