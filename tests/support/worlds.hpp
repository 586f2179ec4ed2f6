// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "wrapper/unique_fd.hpp"

namespace vipwarden::support {

/// Several sandboxes side by side (run_in_sandbox()), each made for one body and gone with it: what one
/// leaves running or on its interfaces is of no matter to the next.
class Worlds {
 public:
    using Body = std::function<std::string()>;

    /// What became of a body.
    struct Outcome {
        std::size_t number{0};  ///< As given to start().
        std::string text{};     ///< What it returned.
        std::string trouble{};  ///< Not empty: it threw this, hung, or died.
    };

    /// A body that takes longer than `limit` is ended, with everything in its world.
    explicit Worlds(std::chrono::seconds limit) : limit_{limit} {}
    Worlds(const Worlds&) = delete;
    Worlds& operator=(const Worlds&) = delete;
    ~Worlds();

    /// Throws std::system_error if no process can be made.
    void start(std::size_t number, const Body& body);

    /// Waits for the next one that ends; std::logic_error if there is none.
    [[nodiscard]] Outcome next();

    [[nodiscard]] std::size_t in_flight() const { return running_.size(); }

 private:
    struct Running {
        std::size_t number;
        pid_t pid;
        UniqueFd pipe;
        std::chrono::steady_clock::time_point deadline;
        std::string text{};
        bool is_late{false};
    };

    [[nodiscard]] Outcome outcome_of(std::size_t index);
    void end_the_late();
    [[nodiscard]] int time_left() const;

    std::chrono::seconds limit_;
    std::vector<Running> running_{};
};

/// Empty if there can be worlds with a keepalived here; else a sentence for GTEST_SKIP.
[[nodiscard]] std::string why_no_worlds();

/// How many worlds at a time: one, so that nothing but its own programs is in its way; as many as there are
/// processors, so that each gets one when it needs one, or so many that all processors are busy and nobody
/// gets what he needs when he needs it.
enum class Crowd { alone, roomy, crowded };

/// Runs body(0) … body(count - 1), several at a time, and hands on each outcome as it comes; stops starting
/// more once `take` says false.
void run_in_worlds(std::size_t count, Crowd crowd, std::chrono::seconds limit,
                   const std::function<std::string(std::size_t number)>& body,
                   const std::function<bool(const Worlds::Outcome&)>& take);

}  // namespace vipwarden::support
