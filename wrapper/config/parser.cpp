// SPDX-License-Identifier: MIT
#include "wrapper/config/parser.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <variant>

#include "wrapper/config/block_machine.hpp"
#include "wrapper/config/copy_source.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/expansion.hpp"
#include "wrapper/config/file_source.hpp"
#include "wrapper/config/global_reader.hpp"
#include "wrapper/config/instance_checks.hpp"
#include "wrapper/config/instance_reader.hpp"
#include "wrapper/config/loaded_source.hpp"
#include "wrapper/config/plain_text.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/statement_reader.hpp"
#include "wrapper/config/texts.hpp"

namespace vipwarden::config {
namespace {

Configuration configuration_of(InstanceReader::Result& read, const Globals& globals) {
    Configuration result{.instances = std::move(read.instances),
                         .static_addresses = std::move(read.static_addresses),
                         .named_interfaces = std::move(read.named_interfaces)};
    globals.write_to(result);
    return result;
}

// So many bytes of text has a plain instance: a guess that makes room for most of them at once.
constexpr std::size_t kUsualInstance = 400;

/// One process of keepalived on its way through its lines.
class Pass {
 public:
    Pass(LineSource& source, const Dialect& dialect, const ParseOptions& options, Remarks& remarks,
         std::uint32_t sequence_count)
        : expansion_{source, dialect, options, remarks, sequence_count},
          statements_{expansion_, dialect, remarks} {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    [[nodiscard]] const Statement* next(Wants wants) { return statements_.next(wants); }

    /// False at the end.
    bool step(BlockMachine& machine) {
        const Statement* statement = next(machine.wants());
        if (statement != nullptr) {
            machine.feed(*statement);
        }
        return statement != nullptr;
    }

    [[nodiscard]] std::uint32_t sequence_count() { return expansion_.sequence_count(); }

 private:
    Expansion expansion_;
    StatementReader statements_;
};

/// The processes of keepalived that read the configuration, each of which sees the braces of a faulty file in
/// its own way.
class Reading {
 public:
    /// `inherited`: the sequence_count() of the parent, which forks the VRRP process when it has read all.
    Reading(Texts& texts, const Dialect& dialect, const ParseOptions& options, Remarks& remarks,
            std::uint32_t inherited)
        : texts_{texts}, dialect_{dialect}, options_{options}, remarks_{remarks}, inherited_{inherited} {}

    /// Returns why nothing can be read.
    std::error_code read(const std::string& path) {
        const std::error_code error = options_.loaded         ? read_loaded(path)
                                      : dialect_.consolidates ? read_consolidated(path)
                                                              : read_separately(path);
        parent_.finish();
        vrrp_.finish();
        return error;
    }

    [[nodiscard]] const Globals& globals() const { return globals_.globals(); }
    [[nodiscard]] bool starts_vrrp() const { return !dialect_.parent_starts_vrrp || globals_.needs_vrrp(); }
    [[nodiscard]] InstanceReader& instances() { return instances_; }
    [[nodiscard]] std::uint32_t sequence_count() const { return sequence_count_; }
    /// False for a loaded copy, in which marks look like comments.
    [[nodiscard]] bool is_plain_text() const { return is_plain_; }

 private:
    /// Since 2.2.0: the parent reads the files, and the VRRP process its copy of them.
    std::error_code read_consolidated(const std::string& path) {
        std::unique_ptr<Pass> parent;
        CopySource copy{[&] { return parent->step(parent_); }, texts_, dialect_, remarks_};
        FileSource files{texts_, dialect_, checks_, &copy, remarks_};
        parent = std::make_unique<Pass>(files, dialect_, options_, remarks_, 0);
        const std::error_code error = files.open(path);
        instances_.expect(texts_.bytes() / kUsualInstance);
        is_plain_ = has_plain_text();
        if (is_plain_) {
            files.stop_copying();
            read_once_for_both(*parent);
            return error;
        }
        Pass vrrp{copy, dialect_, options_, remarks_, inherited_};
        while (!error && vrrp.step(vrrp_)) {
        }
        sequence_count_ = parent->sequence_count();
        return error;
    }

    /// The copy of a plain text is the text.
    [[nodiscard]] bool has_plain_text() const {
        const Text* text = texts_.only();
        return text != nullptr && config::is_plain(text->content);
    }

    void read_once_for_both(Pass& pass) {
        while (const Statement* statement = pass.next(Wants::keywords)) {
            parent_.feed(*statement);
            vrrp_.feed(*statement);
        }
    }

    std::error_code read_separately(const std::string& path) {
        for (BlockMachine* machine : {&parent_, &vrrp_}) {
            FileSource files{texts_, dialect_, checks_, nullptr, remarks_};
            Pass pass{files, dialect_, options_, remarks_, machine == &parent_ ? 0 : inherited_};
            if (const std::error_code error = files.open(path)) {
                return error;
            }
            while (pass.step(*machine)) {
            }
            if (machine == &parent_) {
                sequence_count_ = pass.sequence_count();
            }
        }
        is_plain_ = has_plain_text();
        return {};
    }

    /// All that is in the copy concerns both processes.
    std::error_code read_loaded(const std::string& path) {
        const auto text = texts_.open(path);
        if (const auto* error = std::get_if<std::error_code>(&text)) {
            return *error;
        }
        std::unique_ptr<LoadedSource> loaded;
        CopySource copy{[&] { return loaded->read_on(); }, texts_, dialect_, remarks_};
        loaded = std::make_unique<LoadedSource>(*std::get<const Text*>(text), texts_, copy);
        Pass pass{copy, dialect_, options_, remarks_, inherited_};
        read_once_for_both(pass);
        sequence_count_ = pass.sequence_count() - inherited_;
        return {};
    }

    Texts& texts_;
    const Dialect& dialect_;
    const ParseOptions& options_;
    Remarks& remarks_;
    std::uint32_t inherited_;
    std::uint32_t sequence_count_{0};
    bool is_plain_{false};
    IncludeChecks checks_{};
    GlobalReader globals_{checks_, remarks_};
    InstanceReader instances_{dialect_, globals_.globals(), remarks_};
    Keywords keywords_{options_.version};
    BlockMachine parent_{Process::parent, dialect_, keywords_, globals_, remarks_};
    BlockMachine vrrp_{Process::vrrp, dialect_, keywords_, instances_, remarks_};
};

/// Where the parent, which counts braces where the VRRP process reads, has skipped everything.
void remark_on_unseen_instance(const Configuration& configuration,
                               std::span<const std::string_view> head_lines, Remarks& remarks) {
    const bool has_instance = !configuration.instances.empty();
    if (!has_instance && configuration.static_addresses.empty()) {
        return;
    }
    const Position& where =
        has_instance ? configuration.instances.front().where : configuration.static_addresses.front().where;
    remarks.add(Severity::fatal,
                {.file = configuration.files.at(where.file), .line = where.line, .column = where.column},
                has_instance ? head_lines.front() : std::string_view{},
                "a block before this one has more '{' than '}': keepalived's parent process skips all that "
                "follows, sees no vrrp_instance and starts no VRRP process");
}

/// `sequence_count`: what the VRRP process inherits, and on return what it should have inherited.
ParseResult read_once(const std::string& path, FileReader& files, const ParseOptions& options,
                      std::uint32_t& sequence_count) {
    ParseResult result;
    Remarks remarks;
    Texts texts{files};
    Dialect dialect = dialect_of(options.version);
    dialect.undefined_is_empty = options.lenient;
    dialect.skips_unknown_blocks = options.lenient;
    Reading reading{texts, dialect, options, remarks, sequence_count};
    result.unreadable = reading.read(path);
    sequence_count = reading.sequence_count();
    if (!result.unreadable) {
        result.undoubted = reading.is_plain_text() && remarks.empty();
        InstanceReader::Result read = reading.instances().take();
        result.configuration = configuration_of(read, reading.globals());
        result.configuration.files = texts.take_paths();
        result.configuration.version = options.version;
        check_instances(result.configuration, read.head_lines, remarks);
        if (!reading.starts_vrrp()) {
            remark_on_unseen_instance(result.configuration, read.head_lines, remarks);
        }
    }
    result.diagnostics = remarks.take();
    result.refused = std::ranges::any_of(result.diagnostics, [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Severity::fatal;
    });
    return result;
}

}  // namespace

ParseResult parse(const std::string& path, FileReader& files, const ParseOptions& options) {
    // Both processes are followed line by line; what the parent hands down is known when all is read.
    std::uint32_t sequence_count = 0;
    ParseResult result = read_once(path, files, options, sequence_count);
    if (sequence_count != 0) {
        result = read_once(path, files, options, sequence_count);
    }
    return result;
}

}  // namespace vipwarden::config
