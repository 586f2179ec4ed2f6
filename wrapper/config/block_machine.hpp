// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wrapper/config/diagnostic.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/keywords.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/statement_reader.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// Gets what the block machine has recognised.
class BlockHandler {
 public:
    BlockHandler() = default;
    BlockHandler(const BlockHandler&) = delete;
    BlockHandler& operator=(const BlockHandler&) = delete;
    virtual ~BlockHandler() = default;

    /// A keyword that is known at `level`, with the words of its line, itself included. Returns whether it is
    /// accepted: keepalived skips the block of a keyword that it refuses.
    virtual bool keyword(Level level, const Keyword& keyword, std::span<const Word> words,
                         const Statement& statement) = 0;

    /// A root keyword of another process, whose block is skipped.
    virtual void pass_over(const Keyword& /*keyword*/) {}

    /// One entry of the block of values that `block` has begun.
    virtual void value(const Keyword& block, std::span<const Word> words, const Statement& statement) = 0;
};

/// Follows the blocks of a configuration exactly as one of keepalived's processes does, which matters where
/// braces or keywords are wrong: an unknown keyword costs its line, but the '}' of an unknown block closes
/// the block around it, and blocks of other processes are skipped by counting braces.
class BlockMachine {
 public:
    BlockMachine(Process process, const Dialect& dialect, const Keywords& keywords, BlockHandler& handler,
                 Remarks& remarks)
        : process_{process}, dialect_{dialect}, keywords_{keywords}, handler_{handler}, remarks_{remarks} {}

    void feed(const Statement& statement);

    /// What the next statement is to it.
    [[nodiscard]] Wants wants() const;

    /// At the end of all files.
    void finish();

 private:
    /// Where something began, to be named when it turns out at the end that it does not stop.
    struct Place {
        SourceLine line{};
        int column{0};
    };
    struct Values {
        const Keyword* block{nullptr};
        bool needs_brace{false};
        Place began{};
    };
    struct Frame {
        Level level{Level::root};
        bool needs_brace{false};
        Place began{};
        bool is_unknown{false};             ///< A block that no keepalived knows, in a lenient reading.
        bool is_file{false};                ///< An included file that is a world of its own.
        std::optional<Values> suspended{};  ///< The block of values that it stands in.
    };

    void begin_file();
    void end_file();
    bool skip(const Statement& statement);
    void feed_value(const Statement& statement);
    bool take_opening_brace(const Statement& statement);
    void take_closing_brace(const Statement& statement);
    void take_keyword(const Statement& statement);
    void open_block(const Keyword& keyword, bool accepted, const Statement& statement);
    static Place place_of(const Statement& statement);
    bool has_parameter(const Keyword& keyword, std::span<const Word> words, const Statement& statement);
    void remark(Severity severity, const Statement& statement, std::size_t offset, std::string message);
    [[nodiscard]] bool speaks_here() const;

    Process process_;
    const Dialect& dialect_;
    const Keywords& keywords_;
    BlockHandler& handler_;
    Remarks& remarks_;
    std::vector<Frame> frames_{Frame{}};
    std::optional<Values> values_{};
    int skipping_{0};  ///< Braces still to be closed; kAwaitsBrace before the first is open.
    Place skip_began_{};
    int ignored_files_{0};  ///< Of files whose rest is not read: the innermost one, and those in it.
};

}  // namespace vipwarden::config
