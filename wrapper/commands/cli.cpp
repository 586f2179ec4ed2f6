// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

namespace {

Verb* find(const Verbs& verbs, const std::string& name) {
    const auto found =
        std::ranges::find_if(verbs, [&name](const auto& verb) { return verb->name() == name; });
    return found == verbs.end() ? nullptr : found->get();
}

/// Our words, and those from "--" on. CLI11 would read the latter as positional arguments of ours.
struct Words {
    std::vector<std::string> ours{};
    std::vector<std::string> keepalived{};
};

Words split(int argc, const char* const* argv, const Verbs& verbs) {
    Words words{.ours = {argv + 1, argv + argc}};
    const auto* verb = words.ours.empty() ? nullptr : find(verbs, words.ours.front());
    if (verb != nullptr && verb->takes_keepalived()) {
        const auto separator = std::ranges::find(words.ours, "--");
        words.keepalived.assign(separator, words.ours.end());
        words.ours.erase(separator, words.ours.end());
    }
    return words;
}

/// "a verb is needed: run, release or list"
std::string say_verbs(const Verbs& verbs) {
    std::string text = "a verb is needed: ";
    for (const auto& verb : verbs) {
        const auto* before = verb == verbs.front() ? "" : verb == verbs.back() ? " or " : ", ";
        text += before + verb->name();
    }
    return text;
}

}  // namespace

CommandLine parse_with(const Verbs& verbs, int argc, const char* const* argv) {
    CLI::App app{"vipwarden keeps keepalived's virtual addresses from outliving keepalived", "vipwarden"};
    app.set_version_flag("--version", "vipwarden " VIPWARDEN_VERSION);
    app.require_subcommand(1);
    for (const auto& verb : verbs) {
        verb->add(app);
    }
    auto words = split(argc, argv, verbs);
    const auto chosen = [&app] {
        const auto given = app.get_subcommands();
        return given.empty() ? nullptr : given.front();
    };
    try {
        app.parse(std::vector<std::string>{words.ours.rbegin(),
                                           words.ours.rend()});  // CLI11 takes a vector from its end
    } catch (const CLI::CallForHelp&) {
        return Information{(chosen() == nullptr ? app : *chosen()).help()};
    } catch (const CLI::CallForVersion& version) {
        return Information{std::string{version.what()} + '\n'};
    } catch (const CLI::ParseError& error) {
        const bool no_verb = chosen() == nullptr && error.get_name() == "RequiredError";
        return UsageError{no_verb ? say_verbs(verbs) : error.what()};
    }
    return find(verbs, chosen()->get_name())->finish(chosen()->remaining(), words.keepalived);
}

}  // namespace vipwarden::commands
