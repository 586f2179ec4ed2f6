// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/oracle_run.hpp"
#include "tests/support/oracle_trial.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::support {

/// "INTERFACE ADDRESS/PREFIX", with "NAMESPACE:" before it for a network namespace of that name.
using AddressLines = std::set<std::string>;

/// What keepalived and vipwarden made of one configuration.
struct Verdict {
    std::string name{};  ///< Of the trial.
    OracleRun::Outcome outcome{OracleRun::Outcome::hung};
    std::string detail{};       ///< How keepalived ended, if it did.
    AddressLines keepalived{};  ///< What it would put on the interfaces; nothing unless it is running.
    AddressLines vipwarden{};   ///< The strict answer.
    bool refused{false};        ///< vipwarden says that keepalived refuses the configuration.
    std::vector<std::string> reasons{};  ///< Its fatal remarks.
    std::string log{};                   ///< keepalived's.
    std::string trouble{};               ///< Why there is no verdict; empty = there is one.

    [[nodiscard]] bool is_answered() const { return outcome != OracleRun::Outcome::unanswered; }
    [[nodiscard]] bool agrees() const {
        return trouble.empty() && (keepalived == vipwarden || !is_answered());
    }
    /// keepalived does not run on it, and vipwarden does not say so, or the other way round.
    [[nodiscard]] bool refusal_differs() const {
        return trouble.empty() && is_answered() && refused == (outcome == OracleRun::Outcome::running);
    }
};

/// One line for people: "agree", "DISAGREE", …; then each address that only one of the two has.
[[nodiscard]] std::string to_string(const Verdict& verdict);

/// $VIPWARDEN_ORACLE_KEEPALIVED in $VIPWARDEN_ORACLE_ROOT, or what the build has found, with the version that
/// it tells. Nothing if it can't be started.
[[nodiscard]] std::optional<OracleKeepalived> oracle_keepalived(const std::string& built_in_program);

/// Empty where worlds can be made; else a sentence for GTEST_SKIP.
[[nodiscard]] std::string why_no_oracle();

/// Asks real keepalived and vipwarden about configurations, each in a world of its own (build_world()): a
/// child process makes it, compares there, and tells; several at a time. Whatever runs in a world dies with
/// it, also when this process is killed.
class Oracle {
 public:
    explicit Oracle(OracleKeepalived keepalived) : keepalived_{std::move(keepalived)} {}

    /// Starts a trial.
    void ask(const Trial& trial);
    [[nodiscard]] std::size_t in_flight() const { return children_.size(); }
    /// Waits for the next verdict, in no particular order. There has to be one in flight.
    [[nodiscard]] Verdict next();

    /// Everything, `side_by_side` at a time; verdicts in the order of the trials.
    [[nodiscard]] std::vector<Verdict> ask_all(const std::vector<Trial>& trials, std::size_t side_by_side);

    [[nodiscard]] const OracleKeepalived& keepalived() const { return keepalived_; }

    /// Let `vipwarden list --strict --plain` answer instead of the parser in this process.
    void ask_program(std::string vipwarden) { vipwarden_ = std::move(vipwarden); }

 private:
    struct Child {
        std::string name{};
        pid_t pid{-1};
        UniqueFd answer{};
        std::string text{};
    };

    [[nodiscard]] bool read_from(Child& child) const;

    OracleKeepalived keepalived_;
    std::string vipwarden_{};
    std::list<Child> children_{};
};

}  // namespace vipwarden::support
