// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <unordered_set>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/statement_reader.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// Reads the lines of use_vmac and use_ipvlan, instance after instance.
class DeviceReader {
 public:
    DeviceReader(const Dialect& dialect, Remarks& remarks) : dialect_{dialect}, remarks_{remarks} {}

    /// `words` begin with the keyword.
    void read_vmac(Instance& instance, std::span<const Word> words, const Statement& statement);
    void read_ipvlan(Instance& instance, std::span<const Word> words, const Statement& statement);

    /// At the end of the instance.
    void finish(Instance& instance);

 private:
    void read_words(VirtualDevice& device, std::span<const Word> words, const Statement& statement);
    void take_parameter(VirtualDevice& device, std::span<const Word> words, const Statement& statement);
    void take_name(VirtualDevice& device, const Word& name, const Statement& statement);
    void take_mac(VirtualDevice& device, const Word& mac, const Statement& statement);
    void take_ipvlan_word(Instance& instance, const Word& word, const Statement& statement);
    void take_ipvlan_address(Instance& instance, const Word& word, const Statement& statement);
    void ignore(const Statement& statement, const Word& word, const std::string& why);

    const Dialect& dialect_;
    Remarks& remarks_;
    std::unordered_set<std::string> names_{};
    bool mac_ends_in_vrid_{false};  ///< Of the present instance.
};

}  // namespace vipwarden::config
