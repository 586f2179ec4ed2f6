// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "systemd/drop_in.hpp"
#include "systemd/unit_manager.hpp"
#include "systemd/unit_templates.hpp"
#include "wrapper/report/unit_change.hpp"

namespace vipwarden::commands {

/// Where the operator's own unit files and drop-ins are (systemd.unit(5)).
inline constexpr const char* kUnitDirectory = "/etc/systemd/system";

/// A change that was thought through and can be carried out.
struct PlannedInstall {
    report::UnitChange change{};
    systemd::Effect effect{};
    std::vector<systemd::UnitFile> unit_files{};  ///< Of the third layer: to be written.
};

/// Makes vipwarden part of units, and takes it out again. Everything throws std::system_error.
class Installer {
 public:
    Installer(systemd::UnitManager& manager, std::filesystem::path unit_directory)
        : manager_{manager}, unit_directory_{std::move(unit_directory)} {}

    /// What installing would do; whether there is a third layer is found out. Writes nothing; only lets
    /// systemd read its unit files again first, unless it is a dry run.
    [[nodiscard]] std::variant<PlannedInstall, systemd::Refusal> plan(const std::string& service,
                                                                      systemd::DropInRequest request,
                                                                      bool dry_run);

    /// Writes the drop-in unless it is there already, sets the third layer to work, and looks whether the
    /// unit is now as it was wanted. Idempotent.
    void install(PlannedInstall& planned);

    /// What uninstalling would do.
    [[nodiscard]] std::variant<report::UnitChange, systemd::Refusal> plan_removal(const std::string& service,
                                                                                  bool dry_run);

    /// Removes the drop-in and ends what runs beside it. Idempotent.
    void uninstall(report::UnitChange& change);

 private:
    systemd::UnitProperties load_afresh(const std::string& service, bool dry_run,
                                        std::vector<std::string>& remarks);
    bool prepare_third_layer(const std::string& service, const std::string& vipwarden,
                             PlannedInstall& planned);
    [[nodiscard]] std::vector<std::filesystem::path> useless_unit_files() const;
    [[nodiscard]] bool is_thaw_missing(const systemd::UnitProperties& unit);
    void start(const std::string& name, report::UnitChange& change);
    void stop_if_active(const std::string& name, report::UnitChange& change);
    void start_third_layer(report::UnitChange& change);
    void verify(PlannedInstall& planned);

    systemd::UnitManager& manager_;
    std::filesystem::path unit_directory_;
};

/// The drop-in's path for a service, and its text now: empty if there is none. A refusal if the file there is
/// somebody else's.
struct ExistingDropIn {
    std::filesystem::path path{};
    std::string text{};
    std::optional<systemd::Refusal> refusal{};
};
[[nodiscard]] ExistingDropIn find_drop_in(const std::filesystem::path& unit_directory,
                                          const std::string& service);

}  // namespace vipwarden::commands
