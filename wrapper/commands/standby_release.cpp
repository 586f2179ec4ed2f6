// SPDX-License-Identifier: MIT
#include "wrapper/commands/standby_release.hpp"

#include <algorithm>
#include <utility>

#include "wrapper/commands/descendants.hpp"
#include "wrapper/commands/release_target.hpp"

namespace vipwarden::commands {

namespace {

supervisor::VrrpSocketTable open_sockets(const Site& site) {
    std::optional<supervisor::VrrpSocketTable> table;
    site.where.run_inside([&] { table = supervisor::VrrpSocketTable::open(); });
    return *std::move(table);
}

}  // namespace

StandbyRelease::StandbyRelease(const Site& site)
    : site_{site}, releaser_{*site.addresses, *site.links}, sockets_{open_sockets(site)} {}

void StandbyRelease::prepare(const Target& target) {
    if (!others_ || !nobody_has_come()) {
        look_for_others(target);
        current_ = false;
    }
    if (!current_) {
        plan(target);
    }
}

std::optional<release::Struck> StandbyRelease::strike(const Target& target) {
    if (!others_) {
        return std::nullopt;
    }
    if (!current_) {
        plan(target);
    }
    current_ = false;
    if (!nobody_has_come()) {  // asked after the dump: what is in it and came before, was by a known one
        return std::nullopt;
    }
    return releaser_.strike(std::move(prepared_));
}

bool StandbyRelease::nobody_has_come() const {
    return std::ranges::includes(known_sockets_, sockets_.inodes());
}

void StandbyRelease::look_for_others(const Target& target) {
    others_.reset();
    auto sockets = sockets_.inodes();  // first: who comes while it is looked is not known
    auto others = holders_without(site_, target, {});
    if (!others.empty()) {  // rarely: to tell its own ones takes a look at every process of the machine
        others = holders_without(site_, target, keepalived_descendants());
    }
    others_ = std::move(others);
    known_sockets_ = std::move(sockets);
}

void StandbyRelease::plan(const Target& target) {
    auto input = plan_input(target, *others_, {});
    prepared_ = releaser_.prepare([&input](const release::KernelState& present) {
        input.present = present;
        return release::plan(input);
    });
    current_ = true;
}

}  // namespace vipwarden::commands
