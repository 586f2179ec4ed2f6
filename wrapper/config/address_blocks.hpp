// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "wrapper/config/address_line.hpp"
#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/global_reader.hpp"
#include "wrapper/config/known_addresses.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/statement_reader.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// Gathers the addresses of one instance after the other, and the static ones: what keepalived decides about
/// an address when it has read its line.
class AddressBlocks {
 public:
    /// `interfaces` gets those that dropped addresses name.
    AddressBlocks(const Dialect& dialect, const Globals& globals, std::vector<NamedInterface>& interfaces,
                  Remarks& remarks)
        : dialect_{dialect},
          globals_{globals},
          interfaces_{interfaces},
          remarks_{remarks},
          reader_{dialect, interfaces, remarks} {}

    /// At each virtual_ipaddress.
    void begin_virtual_block() { lines_ = 0; }

    void take_virtual(Instance& instance, std::span<const Word> words, const Statement& statement);
    void take_excluded(const Instance& instance, std::span<const Word> words, const Statement& statement);
    void take_static(std::span<const Word> words, const Statement& statement);

    /// Gives the instance its addresses; what follows belongs to another one.
    void finish(Instance& instance);

    [[nodiscard]] std::vector<VirtualAddress> take_static_addresses();

 private:
    bool is_one_too_many(const Statement& statement);
    void settle_device(const Instance& instance, VirtualAddress& address) const;
    void keep(std::vector<VirtualAddress>& list, VirtualAddress&& address, const Statement& statement);
    void drop(VirtualAddress address, const Statement& statement, std::string message);

    const Dialect& dialect_;
    const Globals& globals_;
    std::vector<NamedInterface>& interfaces_;
    Remarks& remarks_;
    AddressReader reader_;
    int lines_{0};  ///< Of the present virtual_ipaddress.
    // Collected here, so that the list of an instance is allocated once and not larger than need be.
    std::vector<VirtualAddress> virtual_{};
    std::vector<VirtualAddress> excluded_{};
    std::vector<VirtualAddress> static_{};
    KnownAddresses known_{};
};

/// An instance has one family: that of the first thing which says so. False if `family` is the other one.
[[nodiscard]] bool settle_family(Instance& instance, netlink::Family family);

}  // namespace vipwarden::config
