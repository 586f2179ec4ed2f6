// SPDX-License-Identifier: MIT
#include "wrapper/config/parser.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "wrapper/config/block_machine.hpp"
#include "wrapper/config/expansion.hpp"
#include "wrapper/config/global_reader.hpp"
#include "wrapper/config/instance_checks.hpp"
#include "wrapper/config/instance_reader.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/source_reader.hpp"
#include "wrapper/config/statement_reader.hpp"

namespace vipwarden::config {
namespace {

/// An advertisement has room for so many; keepalived treats the rest as excluded ones, and sets them all.
constexpr std::size_t kMaxAdvertised = 255;

Instance finish(InstanceDraft draft) {
    Instance result = std::move(draft.instance);
    result.family = draft.family.value_or(netlink::Family::ipv4);
    std::vector<VirtualAddress>& vips = result.addresses;
    const auto surplus = vips.begin() + static_cast<std::ptrdiff_t>(std::min(vips.size(), kMaxAdvertised));
    std::move(surplus, vips.end(), std::back_inserter(draft.excluded));
    vips.erase(surplus, vips.end());
    for (VirtualAddress& address : draft.excluded) {
        address.excluded = true;
        vips.push_back(std::move(address));
    }
    return result;
}

Configuration configuration_of(std::vector<InstanceDraft> drafts, const Globals& globals) {
    Configuration result{.net_namespace = globals.net_namespace,
                         .instance_name = globals.instance_name,
                         .vmac_prefix = globals.vmac_prefix.value_or("vrrp"),
                         .dynamic_interfaces = globals.dynamic_interfaces};
    result.vmac_addr_prefix = globals.vmac_addr_prefix.value_or(result.vmac_prefix);
    result.instances.reserve(drafts.size());
    for (InstanceDraft& draft : drafts) {
        result.instances.push_back(finish(std::move(draft)));
    }
    return result;
}

}  // namespace

ParseResult parse(const std::string& path, FileReader& files, const ParseOptions& options) {
    ParseResult result;
    Remarks remarks;
    SourceReader source{files, remarks};
    result.unreadable = source.open(path);
    if (!result.unreadable) {
        Expansion expansion{options.config_id, source, remarks};
        StatementReader statements{source, expansion, remarks};
        GlobalReader globals{source, remarks};
        InstanceReader instances{remarks};
        // Both processes of keepalived read everything, and see the braces of a faulty file differently.
        BlockMachine parent{Process::parent, globals, remarks};
        BlockMachine vrrp{Process::vrrp, instances, remarks};
        while (const Statement* statement = statements.next()) {
            parent.feed(*statement);
            vrrp.feed(*statement);
        }
        vrrp.finish();
        std::vector<InstanceDraft> drafts = instances.take_drafts();
        if (!expansion.has_gaps()) {
            check_instances(drafts, globals.globals(), remarks);
        }
        result.configuration = configuration_of(std::move(drafts), globals.globals());
    }
    result.diagnostics = remarks.take();
    result.files = source.take_paths();
    return result;
}

}  // namespace vipwarden::config
