// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "netlink/interface_address.hpp"
#include "wrapper/release/interfaces.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {

/// A VIP that may be the reason for a present address.
struct Candidate {
    const Vip* vip{nullptr};
    bool declared{false};  ///< By the configuration as it is now; else only by the snapshot.
};

/// Whose an address was before keepalived started.
enum class Before {
    unknown,     ///< There is no baseline, or it lacks entries that could not be read.
    absent,      ///< It was not there.
    host,        ///< It was there, and it was not keepalived's.
    keepalived,  ///< It was there, marked by an earlier keepalived as its own.
};

/// The input of a plan, indexed by IP, so that a plan takes time in proportion to what it looks at. Answers
/// questions, decides nothing.
class Facts {
 public:
    /// Keeps a reference: `input` must outlive this.
    explicit Facts(const PlanInput& input);
    Facts(const Facts&) = delete;
    Facts& operator=(const Facts&) = delete;
    ~Facts() = default;

    [[nodiscard]] const PlanInput& input() const { return input_; }
    [[nodiscard]] const Interfaces& interfaces() const { return interfaces_; }

    /// Every VIP that was ever ours: those of the configuration first, then those of the snapshot.
    [[nodiscard]] std::span<const Candidate> candidates() const { return candidates_; }
    /// Those with this IP, in the same order.
    [[nodiscard]] std::span<const Candidate> candidates(const netlink::IpAddress& ip) const;

    /// The doubtful VIP that spells this address on this interface in full, or nullptr.
    [[nodiscard]] const DoubtfulVip* doubtful(const netlink::InterfaceAddress& address) const;

    /// The learnt address that this entry is, or nullptr.
    [[nodiscard]] const snapshot::LearntAddress* learnt(const netlink::InterfaceAddress& address) const;

    [[nodiscard]] Before before(const netlink::InterfaceAddress& address) const;

    /// The live keepalived that declares exactly this address on this interface, or nullptr.
    [[nodiscard]] const Holder* holder_of(const netlink::InterfaceAddress& address) const;
    /// The live keepalived that holds the same IP there now under the prefix that it declares, or nullptr.
    [[nodiscard]] const Holder* holder_beside(const netlink::InterfaceAddress& address) const;
    /// The live keepalived that may hold what was learnt, or nullptr.
    [[nodiscard]] const Holder* holder_of_learnt() const;
    /// A live keepalived that may hold anything, or nullptr.
    [[nodiscard]] const Holder* unknown_holder() const;

 private:
    struct HeldVip {
        const Vip* vip{nullptr};
        const Holder* holder{nullptr};
        std::optional<int> present_on{};  ///< Index of the interface that it is on.
    };
    void add_candidates(const std::vector<Vip>& vips, bool declared);
    void index_doubtful();
    void index_learnt();
    void index_baseline();
    void index_holders();
    [[nodiscard]] bool is_spelt(const Vip& vip, const netlink::InterfaceAddress& address) const;

    const PlanInput& input_;
    Interfaces interfaces_;
    std::vector<Vip> recorded_{};
    std::vector<Candidate> candidates_{};
    // Each sorted by IP, and else in the order of the input.
    std::vector<Candidate> candidates_by_ip_{};
    std::vector<const DoubtfulVip*> doubtful_by_ip_{};
    std::vector<const snapshot::LearntAddress*> learnt_by_ip_{};
    std::vector<const snapshot::BaselineAddress*> baseline_by_ip_{};
    std::vector<HeldVip> held_by_ip_{};
};

}  // namespace vipwarden::release
