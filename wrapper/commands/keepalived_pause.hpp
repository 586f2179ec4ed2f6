// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/supervisor/process_handle.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

/// Stops keepalived below us (SIGSTOP) for as long as this lives: nothing adds an address meanwhile, and no
/// process is forked that could. One that was stopped already is left as it is. Should we be killed
/// meanwhile, keepalived stays stopped, without its VRRP process; a release then ends it.
class KeepalivedPause {
 public:
    /// `parent`: keepalived's first process, which is stopped first. It must outlive this. Throws
    /// std::system_error without /proc; then nothing stays stopped.
    explicit KeepalivedPause(const supervisor::ProcessHandle& parent);
    KeepalivedPause(const KeepalivedPause&) = delete;
    KeepalivedPause& operator=(const KeepalivedPause&) = delete;
    /// They go on.
    ~KeepalivedPause();

    /// Every one of them does nothing now. If not, one could not be stopped, or takes too long.
    [[nodiscard]] bool is_complete() const { return complete_; }

    /// The living ones, the parent included.
    [[nodiscard]] const std::vector<supervisor::Process>& processes() const { return processes_; }

 private:
    void stop_the_others();
    void go_on() const;

    const supervisor::ProcessHandle& parent_;
    bool parent_is_stopped_;  ///< By us.
    std::vector<supervisor::Process> processes_{};
    std::vector<supervisor::ProcessHandle> stopped_{};  ///< Children of it.
    bool complete_{true};
};

}  // namespace vipwarden::commands
