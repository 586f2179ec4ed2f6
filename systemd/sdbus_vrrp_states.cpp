// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>
#include <sdbus-c++/sdbus-c++.h>

#include "systemd/sdbus_seam.hpp"
#include "systemd/vrrp_states.hpp"
#include "systemd/within.hpp"

namespace vipwarden::systemd {

namespace {

using Clock = std::chrono::steady_clock;
using Properties = std::map<std::string, sdbus::Variant>;

constexpr const char* kBus = "org.freedesktop.DBus";
constexpr const char* kBusPath = "/org/freedesktop/DBus";
constexpr const char* kKeepalived = "org.keepalived.Vrrp1";  ///< Unless dbus_service_name says otherwise.
constexpr const char* kRoot = "/org/keepalived/Vrrp1";
constexpr const char* kInstance = "org.keepalived.Vrrp1.Instance";

/// Below the root: a network namespace, an instance name, "Instance", interface, VRID, family.
constexpr int kDeepest = 6;

struct OutOfTime : std::runtime_error {
    OutOfTime() : std::runtime_error{"out of time"} {}
};

/// The names of the nodes right below, out of what Introspect answers (D-Bus specification, "Introspection
/// Data Format"). keepalived's are made by GLib: one element a line, and nothing in a name to be escaped.
std::vector<std::string> children_in(std::string_view xml) {
    constexpr std::string_view kNode = "<node name=\"";
    std::vector<std::string> names;
    for (auto at = xml.find(kNode); at != std::string_view::npos; at = xml.find(kNode, at)) {
        at += kNode.size();
        names.emplace_back(xml.substr(at, xml.find('"', at) - at));
    }
    return names;
}

/// A string until 2.2, a structure around one later.
std::string name_in(const sdbus::Variant& value) {
    return value.containsValueOfType<std::string>() ? value.get<std::string>()
                                                    : std::get<0>(value.get<sdbus::Struct<std::string>>());
}

VrrpState state_in(const Properties& properties) {
    return {.instance = name_in(properties.at("Name")),
            .state = std::get<1>(properties.at("State").get<sdbus::Struct<std::uint32_t, std::string>>())};
}

/// One conversation with the bus, which ends when the time is over.
class Conversation {
 public:
    explicit Conversation(std::chrono::milliseconds patience)
        : deadline_{Clock::now() + patience}, connection_{sdbus::createSystemBusConnection()} {}

    /// keepalived's name on the bus; empty if it has none.
    std::string find(const std::function<bool(pid_t)>& is_it) {
        const auto bus = seam::make_proxy(*connection_, kBus, kBusPath);
        std::vector<std::string> names;
        bus->callMethod("ListNames").onInterface(kBus).withTimeout(rest()).storeResultsTo(names);
        std::erase_if(names, [](const std::string& name) { return name.starts_with(':'); });
        // The usual one first, as it is the right one as a rule.
        std::stable_partition(names.begin(), names.end(),
                              [](const std::string& name) { return name == kKeepalived; });
        const auto found = std::ranges::find_if(
            names, [&](const std::string& name) { return is_it(process_of(*bus, name)); });
        return found == names.end() ? std::string{} : *found;
    }

    std::vector<VrrpState> states(const std::string& name) {
        std::vector<VrrpState> found;
        walk(name, kRoot, kDeepest, found);
        return found;
    }

 private:
    std::chrono::microseconds rest() const {
        const auto left = std::chrono::duration_cast<std::chrono::microseconds>(deadline_ - Clock::now());
        if (left.count() <= 0) {
            throw OutOfTime{};
        }
        return left;
    }

    /// 0 for a name that has gone meanwhile.
    pid_t process_of(sdbus::IProxy& bus, const std::string& name) try {
        std::uint32_t pid = 0;
        bus.callMethod("GetConnectionUnixProcessID")
            .onInterface(kBus)
            .withTimeout(rest())
            .withArguments(name)
            .storeResultsTo(pid);
        return static_cast<pid_t>(pid);
    } catch (const sdbus::Error&) {
        return 0;
    }

    /// How its paths are made depends on the configuration (`dbus_no_interface_name`, a network namespace);
    /// keepalived shows them itself.
    void walk(const std::string& name, const std::string& path, int depth, std::vector<VrrpState>& found) {
        const auto proxy = seam::make_proxy(*connection_, name, path);
        std::string xml;
        proxy->callMethod("Introspect")
            .onInterface("org.freedesktop.DBus.Introspectable")
            .withTimeout(rest())
            .storeResultsTo(xml);
        if (xml.find(kInstance) != std::string::npos) {
            Properties properties;
            proxy->callMethod("GetAll")
                .onInterface("org.freedesktop.DBus.Properties")
                .withTimeout(rest())
                .withArguments(std::string{kInstance})
                .storeResultsTo(properties);
            found.push_back(state_in(properties));
        }
        for (const auto& child : depth > 0 ? children_in(xml) : std::vector<std::string>{}) {
            walk(name, fmt::format("{}/{}", path, child), depth - 1, found);
        }
    }

    Clock::time_point deadline_;
    std::unique_ptr<sdbus::IConnection> connection_;
};

using Answer = std::optional<std::vector<VrrpState>>;

Answer converse(const std::function<bool(pid_t)>& is_it, std::chrono::milliseconds patience) try {
    Conversation conversation{patience};
    const auto name = conversation.find(is_it);
    return name.empty() ? std::nullopt : std::optional{conversation.states(name)};
} catch (const sdbus::Error&) {
    return std::nullopt;  // no bus, no answer, or not one that keepalived gives
} catch (const std::out_of_range&) {
    return std::nullopt;  // likewise: without a name, or a state
} catch (const OutOfTime&) {
    return std::nullopt;
}

}  // namespace

Answer ask_vrrp_states(const std::function<bool(pid_t)>& is_it, std::chrono::milliseconds patience) {
    return within<Answer>(patience, [is_it, patience] { return converse(is_it, patience); })
        .value_or(std::nullopt);
}

}  // namespace vipwarden::systemd
