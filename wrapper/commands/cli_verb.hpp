// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wrapper/commands/cli.hpp"

// Not CLI/CLI.hpp: each file that includes that has a dozen objects to be made before main().
namespace CLI {  // NOLINT(readability-identifier-naming): not our name
class App;
}

namespace vipwarden::commands {

/// One verb on the command line. CLI11 writes what it reads into this object, which has to outlive the
/// parsing.
class Verb {
 public:
    explicit Verb(std::string name) : name_{std::move(name)} {}
    Verb(const Verb&) = delete;
    Verb& operator=(const Verb&) = delete;
    virtual ~Verb() = default;

    [[nodiscard]] const std::string& name() const { return name_; }

    /// Adds the verb with its options to the program.
    virtual void add(CLI::App& program) = 0;

    /// Whether keepalived's own command line may stand behind "--".
    [[nodiscard]] virtual bool takes_keepalived() const { return false; }

    /// Once everything is read. `rest`: what CLI11 left over of our words. `behind`: from "--" on, itself
    /// included; empty unless the verb takes that.
    [[nodiscard]] virtual CommandLine finish(std::vector<std::string> rest,
                                             const std::vector<std::string>& behind) = 0;

 private:
    std::string name_;
};

/// A verb of which nothing but the options is to be read.
template <typename Options>
class PlainVerb : public Verb {
 public:
    using Verb::Verb;

    [[nodiscard]] CommandLine finish(std::vector<std::string> /*rest*/,
                                     const std::vector<std::string>& /*behind*/) override {
        return options_;
    }

 protected:
    [[nodiscard]] Options& options() { return options_; }

 private:
    Options options_{};
};

using Verbs = std::vector<std::unique_ptr<Verb>>;

/// parse_command_line() of a program that has these verbs.
[[nodiscard]] CommandLine parse_with(const Verbs& verbs, int argc, const char* const* argv);

[[nodiscard]] std::unique_ptr<Verb> run_verb();
[[nodiscard]] std::unique_ptr<Verb> release_verb();
[[nodiscard]] std::unique_ptr<Verb> snapshot_verb();
[[nodiscard]] std::unique_ptr<Verb> list_verb();
[[nodiscard]] std::unique_ptr<Verb> check_verb();
[[nodiscard]] std::unique_ptr<Verb> probe_verb();
[[nodiscard]] std::unique_ptr<Verb> install_verb();
[[nodiscard]] std::unique_ptr<Verb> uninstall_verb();
[[nodiscard]] std::unique_ptr<Verb> thaw_verb();
[[nodiscard]] std::unique_ptr<Verb> decommission_verb();

}  // namespace vipwarden::commands
