// SPDX-License-Identifier: MIT
#include "systemd/sdbus_unit_manager.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>
#include <system_error>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "systemd/sdbus_seam.hpp"
#include "systemd/unit_decoding.hpp"

namespace vipwarden::systemd {

namespace {

// org.freedesktop.systemd1(5)
constexpr const char* kService = "org.freedesktop.systemd1";
constexpr const char* kRoot = "/org/freedesktop/systemd1";
constexpr const char* kManager = "org.freedesktop.systemd1.Manager";
constexpr const char* kUnit = "org.freedesktop.systemd1.Unit";
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";

std::errc code_of(std::string_view name) {
    if (name.ends_with(".AccessDenied") || name.ends_with(".InteractiveAuthorizationRequired")) {
        return std::errc::permission_denied;
    }
    if (name.ends_with(".NoReply") || name.ends_with(".Timeout") || name.ends_with(".TimedOut") ||
        name.ends_with(".ETIMEDOUT")) {
        return std::errc::timed_out;
    }
    if (name.ends_with(".UnitExists")) {
        return std::errc::file_exists;
    }
    if (name.ends_with(".EROFS")) {
        return std::errc::read_only_file_system;
    }
    // The bus is gone, or nobody on it is systemd.
    constexpr std::array<std::string_view, 9> kGone{".NoServer",       ".Disconnected", ".ServiceUnknown",
                                                    ".NameHasNoOwner", ".ChildExited",  ".ECONNRESET",
                                                    ".ENOTCONN",       ".EPIPE",        ".ECONNREFUSED"};
    if (std::ranges::any_of(kGone, [name](std::string_view gone) { return name.ends_with(gone); })) {
        return std::errc::not_connected;
    }
    return std::errc::io_error;
}

/// No sdbus::Error leaves this room.
template <typename Action>
auto attempt(const std::string& what, Action action) try {
    return action();
} catch (const sdbus::Error& error) {
    throw std::system_error{std::make_error_code(code_of(std::string{error.getName()})),
                            fmt::format("{}: {}", what, error.getMessage())};
}

/// The interface with the properties of a unit's own kind; empty for kinds that nothing is asked of.
std::string kind_of(std::string_view unit) {
    if (unit.ends_with(".service")) {
        return "org.freedesktop.systemd1.Service";
    }
    return unit.ends_with(".timer") ? "org.freedesktop.systemd1.Timer" : "";
}

class SdbusUnitManager final : public UnitManager {
 public:
    explicit SdbusUnitManager(std::chrono::seconds call_timeout)
        : call_timeout_{call_timeout},
          connection_{sdbus::createSystemBusConnection()},
          manager_{seam::make_proxy(*connection_, kService, kRoot)} {
        manager_->uponSignal("JobRemoved")
            .onInterface(kManager)
            .call([this](std::uint32_t, const sdbus::ObjectPath& job, const std::string&,
                         const std::string& result) { note_end(job, result); });
        seam::start_listening(*manager_);
        connection_->enterEventLoopAsync();
    }

    [[nodiscard]] UnitProperties load(const std::string& unit) override {
        return attempt("load the unit " + unit, [&] {
            // LoadUnit, because GetUnit does not know units that are stopped and were forgotten.
            sdbus::ObjectPath path;
            manager_->callMethod("LoadUnit")
                .onInterface(kManager)
                .withTimeout(call_timeout_)
                .withArguments(unit)
                .storeResultsTo(path);
            const auto proxy = seam::make_proxy(*connection_, kService, path);
            const auto kind = kind_of(unit);
            return decode_unit(all(*proxy, kUnit), kind.empty() ? Properties{} : all(*proxy, kind));
        });
    }

    void reload() override {
        attempt("let systemd read its unit files again",
                [&] { manager_->callMethod("Reload").onInterface(kManager).withTimeout(call_timeout_); });
    }

    [[nodiscard]] JobOutcome start(const std::string& unit, std::chrono::seconds patience) override {
        return carry_out("StartUnit", "start " + unit, unit, patience);
    }

    [[nodiscard]] JobOutcome stop(const std::string& unit, std::chrono::seconds patience) override {
        return carry_out("StopUnit", "stop " + unit, unit, patience);
    }

    void enable(const std::string& unit) override {
        attempt("enable " + unit, [&] {
            bool has_install_section{};
            Changes changes;
            manager_->callMethod("EnableUnitFiles")
                .onInterface(kManager)
                .withTimeout(call_timeout_)
                .withArguments(std::vector<std::string>{unit}, false, false)
                .storeResultsTo(has_install_section, changes);
        });
    }

    void disable(const std::string& unit) override {
        attempt("disable " + unit, [&] {
            Changes changes;
            manager_->callMethod("DisableUnitFiles")
                .onInterface(kManager)
                .withTimeout(call_timeout_)
                .withArguments(std::vector<std::string>{unit}, false)
                .storeResultsTo(changes);
        });
    }

    void mask(const std::string& unit) override {
        attempt("mask " + unit, [&] {
            Changes changes;
            manager_->callMethod("MaskUnitFiles")
                .onInterface(kManager)
                .withTimeout(call_timeout_)
                .withArguments(std::vector<std::string>{unit}, false, false)
                .storeResultsTo(changes);
        });
    }

    void reset_failed(const std::string& unit) override {
        attempt("reset the failed state of " + unit, [&] {
            manager_->callMethod("ResetFailedUnit")
                .onInterface(kManager)
                .withTimeout(call_timeout_)
                .withArguments(unit);
        });
    }

 private:
    using Changes = std::vector<sdbus::Struct<std::string, std::string, std::string>>;

    [[nodiscard]] Properties all(sdbus::IProxy& proxy, const std::string& interface) const {
        Properties properties;
        proxy.callMethod("GetAll")
            .onInterface(kProperties)
            .withTimeout(call_timeout_)
            .withArguments(interface)
            .storeResultsTo(properties);
        return properties;
    }

    void note_end(const std::string& job, const std::string& result) {
        const std::lock_guard lock{mutex_};
        ended_[job] = result;
        somebody_ended_.notify_all();
    }

    /// JobRemoved may come before the reply is read here; it is noted all the same.
    JobOutcome carry_out(const char* method, const std::string& what, const std::string& unit,
                         std::chrono::seconds patience) {
        const std::string job = attempt(what, [&] {
            sdbus::ObjectPath path;
            manager_->callMethod(method)
                .onInterface(kManager)
                .withTimeout(call_timeout_)
                .withArguments(unit, std::string{"replace"})
                .storeResultsTo(path);
            return path;
        });
        std::unique_lock lock{mutex_};
        if (!somebody_ended_.wait_for(lock, patience, [&] { return ended_.contains(job); })) {
            throw std::system_error{std::make_error_code(std::errc::timed_out),
                                    fmt::format("{}: still not done after {} s", what, patience.count())};
        }
        const auto result = ended_.extract(job).mapped();
        lock.unlock();
        const auto now = load(unit);
        return {.job = result, .unit_result = now.result, .active_state = now.active_state};
    }

    std::chrono::seconds call_timeout_;
    std::mutex mutex_;
    std::condition_variable somebody_ended_;
    std::map<std::string, std::string> ended_{};
    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IProxy> manager_;
};

}  // namespace

std::unique_ptr<UnitManager> open_unit_manager(std::chrono::seconds call_timeout) {
    try {
        return std::make_unique<SdbusUnitManager>(call_timeout);
    } catch (const sdbus::Error& error) {
        // Whatever is wrong with it (no socket, nobody listening): there is no bus.
        const auto denied = code_of(std::string{error.getName()}) == std::errc::permission_denied;
        throw std::system_error{
            std::make_error_code(denied ? std::errc::permission_denied : std::errc::not_connected),
            fmt::format("connect to the system bus: {}", error.getMessage())};
    }
}

}  // namespace vipwarden::systemd
