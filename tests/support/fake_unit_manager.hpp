// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "systemd/unit_manager.hpp"

namespace vipwarden::test {

/// Knows units by name and writes down what is asked of it. It reads no files: what a unit becomes by a
/// stop or a reload is said by the test.
class FakeUnitManager final : public systemd::UnitManager {
 public:
    systemd::UnitProperties load(const std::string& unit) override {
        const auto found = units.find(unit);
        return found != units.end() ? found->second
                                    : systemd::UnitProperties{.name = unit, .load_state = "not-found"};
    }
    void reload() override {
        note("reload");
        become(after_reload);
    }
    systemd::JobOutcome start(const std::string& unit, std::chrono::seconds) override {
        note("start " + unit);
        return outcome;
    }
    systemd::JobOutcome stop(const std::string& unit, std::chrono::seconds patience) override {
        note("stop " + unit);
        while_stopping(patience);
        become(after_stop);
        return outcome;
    }
    void enable(const std::string& unit) override { note("enable " + unit); }
    void disable(const std::string& unit) override { note("disable " + unit); }
    void mask(const std::string& unit) override { note("mask " + unit); }
    void reset_failed(const std::string& unit) override {
        note("reset-failed " + unit);
        become(after_reset);
    }

    using Units = std::map<std::string, systemd::UnitProperties>;
    Units units{};
    Units after_stop{};
    Units after_reload{};
    Units after_reset{};
    std::vector<std::string> calls{};
    systemd::JobOutcome outcome{.job = "done", .unit_result = "success", .active_state = "active"};
    std::optional<std::errc> refusal{};  ///< Of whatever is asked for, but load().
    std::function<void(std::chrono::seconds patience)> while_stopping{[](std::chrono::seconds) {}};

 private:
    void note(const std::string& call) {
        calls.push_back(call);
        if (refusal) {
            throw std::system_error{std::make_error_code(*refusal), call};
        }
    }
    void become(const Units& later) {
        for (const auto& [name, unit] : later) {
            units[name] = unit;
        }
    }
};

}  // namespace vipwarden::test
