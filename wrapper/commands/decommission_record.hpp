// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "wrapper/commands/target.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::commands {

/// Remembers what is about to be released, before anything is changed: a masked unit does not say any more
/// which configuration it had, should this be interrupted. Until the release it also keeps the host's
/// addresses from going along with the VIPs that keepalived removes at its stop. Only for what nobody records
/// now; a snapshot that a release has closed is opened again. `plan`: what a release would do now. The target
/// has the snapshot from then on. Throws std::system_error.
void record_before(Target& target, const release::Plan& plan, const std::string& snapshot_dir);

/// Reads the snapshots again that the stop has changed. One that it has closed stays open here if nothing
/// else tells what the VIPs are: that they are gone is still to be verified.
void refresh_snapshot(Target& target, const std::string& snapshot_dir);

}  // namespace vipwarden::commands
