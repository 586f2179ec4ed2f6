// SPDX-License-Identifier: MIT
#include "wrapper/commands/announcer.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "systemd/notification.hpp"
#include "wrapper/commands/descendants.hpp"
#include "wrapper/commands/holding.hpp"

namespace vipwarden::commands {

namespace {

using supervisor::Event;

std::chrono::microseconds since_boot(supervisor::TimePoint at) {
    // libstdc++'s steady_clock is CLOCK_MONOTONIC.
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch());
}

std::string holding_text(const Target& target) try {
    const auto site = open_site(target.net_namespace);
    if (!site || target.declared.empty()) {
        return "no VIPs declared";
    }
    const auto present = release::Releaser{*site->addresses, *site->links}.observe();
    return to_string(holding_of(target.declared, target.snapshot, present));
} catch (const std::exception& error) {
    return fmt::format("{} VIPs declared, what is held can't be seen: {}", target.declared.size(),
                       error.what());
}

std::string words_for(const supervisor::ExitStatus& status) {
    return status.by_signal ? fmt::format("was killed by {}", signal_name(status.value))
                            : fmt::format("has ended with status {}", status.value);
}

}  // namespace

void Announcer::listen_in(const netlink::NetworkNamespace& where) {
    try {
        where.run_inside([this] { socket_.emplace(); });
        events_.watch_descriptor(socket_->fd(), [this] { return hear_keepalived(); });
    } catch (const std::exception& error) {
        spdlog::debug("{}; the service manager is told less", error.what());
    }
}

std::optional<std::string> Announcer::socket_for_keepalived() const {
    return socket_ ? std::optional{socket_->address()} : std::nullopt;
}

std::optional<Event> Announcer::hear_keepalived() {
    const auto message = socket_->receive();
    // Only keepalived, and not a script of it: what a script says concerns nobody under systemd either.
    // Whose it can't be costs no look at all processes: anybody here may send as much as he likes.
    if (!message || message->sender == 0 || !is_keepalived_of_ours(message->sender)) {
        return std::nullopt;
    }
    auto heard = systemd::read_notification(message->text);
    if (!heard.relayed.empty()) {
        notifier_.relay(heard.relayed);
    }
    const bool has_status = !heard.status.empty();
    if (has_status) {
        said_ = std::move(heard.status);
    }
    if (heard.ready) {
        return supervisor::KeepalivedUp{};
    }
    if (heard.reloading) {
        return supervisor::KeepalivedReloads{};
    }
    // As after any other change, the status is due.
    return has_status ? std::optional<Event>{supervisor::AddressesChanged{}} : std::nullopt;
}

std::string Announcer::text(const Target& target) const {
    auto text = holding_.empty() ? fmt::format("keepalived is up, {} VIPs declared", target.declared.size())
                                 : "keepalived is up: " + holding_;
    if (!refusal_.empty()) {
        text += "; the last reload was refused: " + refusal_;
    }
    if (hangs_) {
        text += "; its VRRP process hangs";
    }
    if (!said_.empty()) {
        text += "; keepalived says: " + said_;
    }
    return text;
}

void Announcer::ready(const Target& target) {
    told_ = text(target);
    notifier_.ready(told_);
}

void Announcer::status(const Target& target) {
    holding_ = holding_text(target);
    auto now = text(target);
    if (now != told_) {
        told_ = std::move(now);
        notifier_.status(told_);
    }
}

void Announcer::hangs(bool does, const Target& target) {
    hangs_ = does;
    status(target);
}

void Announcer::reloading(supervisor::TimePoint at, const Target& target) {
    refusal_.clear();
    notifier_.reloading(since_boot(at), "reloading " + target.config_path);
}

void Announcer::refused(supervisor::TimePoint at, const Target& target, const std::string& why) {
    refusal_ = why.substr(0, why.find('\n'));
    // Type=notify-reload waits for both; it knows no answer "no" (systemd.service(5)).
    notifier_.reloading(since_boot(at), "checking " + target.config_path);
    ready(target);
}

void Announcer::stopping(const std::optional<supervisor::ExitStatus>& ended, std::chrono::microseconds time) {
    notifier_.stopping(ended ? fmt::format("keepalived {}, its VIPs are released next", words_for(*ended))
                             : "keepalived is stopping, its VIPs are released next");
    notifier_.extend_timeout(time);
}

void Announcer::killing_hung(std::chrono::microseconds time) {
    notifier_.stopping("keepalived's VRRP process hangs: it is killed, its VIPs are released next");
    notifier_.extend_timeout(time);
}

void Announcer::releasing(std::chrono::microseconds time) {
    notifier_.extend_timeout(time);
    notifier_.watchdog();
}

void Announcer::released(const release::ReleaseReport& report) {
    notifier_.status(
        report.verified()
            ? "keepalived has ended, none of its VIPs is left"
            : "keepalived has ended, and addresses remain that are, or may be, its VIPs: see the log");
}

}  // namespace vipwarden::commands
