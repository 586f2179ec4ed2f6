// SPDX-License-Identifier: MIT
//
// Which time counts towards the timeout, from one look to the next, while the SIGCHLD stays pending:
//
//  main thread                                   | what counts
// -----------------------------------------------+---------------------------------------------------------
//  is stopped (T), traced (t) or sleeps (S, D),  | all: it waits for something else than its event loop does
//  and has not waked up since                    |
//  likewise, but has waked up since              | a sixth, or as in the next row if that is more: it works
//  wants to run (R)                              | twice the processor time that it got: who gets none is
//                                                | starved by others; who gets much and never returns to its
//                                                | event loop runs in circles. But of the time that it spends
//                                                | in system calls a sixth: it works
//
// It never counts more than the time that was to be waited for the look. A look that comes late says that we
// ourselves did not run (load, a paused virtual machine), and then the process did not, either.
//
// keepalived does long work at one go. Measured with 2.2.7: to become MASTER with 10,000 VIPs takes it 2 s,
// with 1.2 s of processor time; to remove 199 VMACs in a reload 5.3 s, with 0.14 s: each waits for the kernel
// (synchronize_rcu()), and does wake up in between. To log (-D) what it announces for 2,000 VIPs takes it 5 s
// of processor time, 98 % of it in the kernel, where nobody reads the log quickly. So the sixth, and so a
// default of 5 s, though after 3.6 s (advert_int 1) another node has taken over.
//
// A loop that waits in each turn is recognised after six times the timeout. In keepalived 1.x a signal
// handler takes the SIGCHLD, also in the midst of an endless loop: there only who is stopped or waits is
// recognised.

#include "wrapper/supervisor/hang_detector.hpp"

#include <algorithm>
#include <utility>

namespace vipwarden::supervisor {
namespace {

using std::chrono::milliseconds;

/// A probe costs us 0.5 ms of processor time, and keepalived 0.04 ms.
constexpr milliseconds kLongestRest{1000};
/// Who is well has answered by then.
constexpr milliseconds kFirstGap{5};
constexpr milliseconds kLongestGap{500};
constexpr int kPatienceWithWork = 6;

bool is_same_process(const Vitals& a, const Vitals& b) {
    return a.pid == b.pid && a.start_time == b.start_time;
}

bool is_dead(const Vitals& vitals) {
    return vitals.state == 'Z' || vitals.state == 'X' || vitals.state == 'x';
}

}  // namespace

HangDetector::HangDetector(milliseconds timeout) : timeout_{timeout} {}

void HangDetector::begin(TimePoint now) {
    rest(now);
}

void HangDetector::forget(TimePoint now) {
    if (due_) {
        *this = HangDetector{timeout_};
        begin(now);
    }
}

void HangDetector::rest(TimePoint now) {
    at_probe_.reset();
    due_ = now + std::min(timeout_ / 5, kLongestRest);
}

void HangDetector::probe_by(TimePoint at) {
    const bool rests = due_ && !at_probe_;
    if (rests) {
        due_ = std::min(*due_, at);
    }
}

HangDetector::Step HangDetector::take_step(TimePoint now) {
    if (!due_ || now < *due_) {
        return Step::none;
    }
    probing_ = !at_probe_;
    if (probing_) {
        probed_at_ = now;
        rest(now);  // should nothing be seen
        return Step::probe;
    }
    due_ = now + gap_;
    return Step::look;
}

HangDetector::Verdict HangDetector::seen(const std::optional<Vitals>& vitals, TimePoint now) {
    if (!due_) {
        return Verdict::open;
    }
    const bool is_probed = std::exchange(probing_, false);
    if (!vitals || is_dead(*vitals)) {
        forget(now);
        return Verdict::open;
    }
    if (!is_same_process(*vitals, evidence_.vitals)) {
        const auto probed_at = probed_at_;
        forget(now);
        probed_at_ = probed_at;
        evidence_.vitals = *vitals;
    }
    if (is_probed) {
        at_probe_ = vitals;
        looked_at_ = now;
        gap_ = {};
        stuck_ = {};
        evidence_.vitals = *vitals;
    }
    if (!at_probe_) {
        return Verdict::open;
    }
    return vitals->sigchld_pending ? not_answered(*vitals, now) : answered(now);
}

HangDetector::Verdict HangDetector::answered(TimePoint now) {
    hung_ = false;
    rest(now);
    return Verdict::responsive;
}

HangDetector::Verdict HangDetector::not_answered(const Vitals& vitals, TimePoint now) {
    stuck_ += counted(vitals, now);
    looked_at_ = now;
    gap_ = std::clamp<Clock::duration>(2 * gap_, kFirstGap, std::min(timeout_ / 10, kLongestGap));
    due_ = now + gap_;
    evidence_ = {.vitals = vitals,
                 .pending = std::chrono::duration_cast<milliseconds>(now - probed_at_),
                 .cpu = vitals.cpu - at_probe_->cpu};
    if (stuck_ < timeout_) {
        return Verdict::open;
    }
    stuck_ = {};
    hung_ = true;
    return Verdict::hung;
}

Clock::duration HangDetector::counted(const Vitals& vitals, TimePoint now) const {
    const Clock::duration waited = std::min(now - looked_at_, gap_);
    const bool wants_to_run = vitals.state == 'R';
    const bool has_waked_up = vitals.voluntary_switches != evidence_.vitals.voluntary_switches;
    if (!wants_to_run && !has_waked_up) {
        return waited;
    }
    const Clock::duration in_kernel = vitals.in_kernel - evidence_.vitals.in_kernel;
    const Clock::duration run =
        2 * (vitals.cpu - evidence_.vitals.cpu - in_kernel) + in_kernel / kPatienceWithWork;
    const Clock::duration worked = wants_to_run ? Clock::duration{} : waited / kPatienceWithWork;
    return std::min(waited, std::max(run, worked));
}

}  // namespace vipwarden::supervisor
