// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "netlink/link_table.hpp"
#include "wrapper/commands/address_authors.hpp"
#include "wrapper/commands/address_lines.hpp"
#include "wrapper/commands/attributed_change.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/snapshot/snapshot.hpp"

namespace vipwarden::commands {

/// What a batch of changes means.
struct AddressNews {
    /// Added by keepalived, and declared by nothing: not in the configuration, not in the snapshot.
    std::vector<snapshot::LearntAddress> learnt{};
    /// Learnt earlier, but somebody else has added them since: theirs by now.
    std::vector<snapshot::LearntAddress> forgotten{};
    std::vector<AddressLine> lines{};

    /// The snapshot has to be written.
    [[nodiscard]] bool changes_record() const { return !learnt.empty() || !forgotten.empty(); }
};

/// What the world looks like after the changes.
struct AfterChanges {
    const std::vector<netlink::Link>& links;
    const AddressAuthors& authors;
    /// Whether no other keepalived lives in the network namespace. Asked only where keepalived's mark
    /// (IFA_PROTO 18) has to prove what the kernel does not tell, and then once: it takes a look at all
    /// processes.
    std::function<bool()> alone{};
};

/// Pure. Time in proportion to what the target declares and records, not to its product with the changes.
[[nodiscard]] AddressNews interpret(const std::vector<AttributedChange>& changes, const Target& target,
                                    const AfterChanges& after);

/// What is there now, for interpret() where changes were missed: nobody can say who added it.
[[nodiscard]] std::vector<AttributedChange> as_changes(const std::vector<netlink::InterfaceAddress>& present);

/// Whether the operator is going to read who changed this address.
[[nodiscard]] bool is_of_interest(const Target& target, const netlink::InterfaceAddress& address);

}  // namespace vipwarden::commands
