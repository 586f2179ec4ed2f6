// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>

#include "wrapper/supervisor/clock.hpp"
#include "wrapper/supervisor/vitals.hpp"

namespace vipwarden::supervisor {

/// What speaks for a hang.
struct HangEvidence {
    Vitals vitals{};                       ///< As they were seen last.
    std::chrono::milliseconds pending{0};  ///< How long ago the SIGCHLD was sent that is still not taken.
    std::chrono::milliseconds cpu{0};      ///< Processor time consumed since then.

    bool operator==(const HangEvidence&) const = default;
};

/// Tells whether a process still runs its event loop: it is sent SIGCHLD, which does no more to keepalived
/// than wake it up, and looked at until it has taken that. Pure: whoever owns this sends, looks and knows the
/// time. By which rules time counts stands at the top of hang_detector.cpp.
class HangDetector {
 public:
    enum class Step { none, probe, look };
    enum class Verdict {
        open,        ///< Nothing new is known.
        responsive,  ///< The probe was answered.
        hung,        ///< It was not, for the whole timeout; or for another timeout since this was said last.
    };

    /// `timeout`: how long a process may leave a probe unanswered.
    explicit HangDetector(std::chrono::milliseconds timeout);

    /// Probes from now on.
    void begin(TimePoint now);
    /// The process is gone: nothing is known of the next one.
    void forget(TimePoint now);

    /// Probes at this time already, or before: somebody needs to know.
    void probe_by(TimePoint at);

    /// When take_step() is due; nothing while it does not probe.
    [[nodiscard]] std::optional<TimePoint> deadline() const { return due_; }
    /// What is to be done now; `probe`: send SIGCHLD, then look.
    [[nodiscard]] Step take_step(TimePoint now);
    /// What the look showed; nothing if there is no such process: who has died does not hang.
    Verdict seen(const std::optional<Vitals>& vitals, TimePoint now);

    /// The verdict was `hung`, and the process has not answered since.
    [[nodiscard]] bool is_hung() const { return hung_; }
    /// As of the last look at a process that does not answer.
    [[nodiscard]] const HangEvidence& evidence() const { return evidence_; }

 private:
    Verdict answered(TimePoint now);
    Verdict not_answered(const Vitals& vitals, TimePoint now);
    [[nodiscard]] Clock::duration counted(const Vitals& vitals, TimePoint now) const;
    void rest(TimePoint now);

    std::chrono::milliseconds timeout_;
    std::optional<TimePoint> due_{};
    bool probing_{false};               ///< The step that was taken last is a probe.
    std::optional<Vitals> at_probe_{};  ///< As they were when the probe was sent that is not answered yet.
    TimePoint probed_at_{};
    TimePoint looked_at_{};
    Clock::duration gap_{};    ///< To be waited from then to the next look.
    Clock::duration stuck_{};  ///< What counts of the time since the probe, or since the last verdict.
    bool hung_{false};
    HangEvidence evidence_{};
};

}  // namespace vipwarden::supervisor
