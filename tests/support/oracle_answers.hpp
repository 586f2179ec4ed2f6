// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tests/support/oracle.hpp"
#include "wrapper/config/machine.hpp"

namespace vipwarden::support {

/// All addresses in this network namespace.
[[nodiscard]] AddressLines addresses_here();

/// What keepalived's list comes to on the interfaces: each entry is given to the kernel, which refuses some,
/// and has nothing for an interface that does not exist (`dynamic_interfaces`). What keepalived adds at its
/// start without listing it (link-local addresses of VMAC devices; before 2.0.0 static addresses) is what was
/// not there `before`. Changes the network namespace of the run.
[[nodiscard]] AddressLines addresses_of(const OracleRun& run, const AddressLines& before);

/// Puts the strict answer of the parser in this process into `verdict`.
void answer_in_process(const OracleKeepalived& keepalived, const Trial& trial, const config::Machine& machine,
                       Verdict& verdict);

/// Puts the answer of that program into `verdict`.
void answer_by_program(const std::string& vipwarden, const OracleKeepalived& keepalived, const Trial& trial,
                       Verdict& verdict);

}  // namespace vipwarden::support
