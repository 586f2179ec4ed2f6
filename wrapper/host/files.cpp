// SPDX-License-Identifier: MIT
#include "wrapper/host/files.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "netlink/ip_address.hpp"
#include "wrapper/host/ip_text.hpp"
#include "wrapper/host/places.hpp"
#include "wrapper/host/text_files.hpp"

namespace vipwarden::host {
namespace {

namespace fs = std::filesystem;

Finding problem_of(const FileText& file) {
    return {.where = file.path,
            .text = file.problem,
            .advice = "look into it yourself: nobody knows what it does"};
}

std::string place_of(const std::string& path, const Line& line) {
    return fmt::format("{}:{}", path, line.number);
}

/// What a file of ifupdown includes.
struct Source {
    std::string pattern{};
    LeftOut left_out{LeftOut::copies_too};
};

/// `source PATTERN`, which takes whatever matches, and `source-directory DIRECTORY`, which wants plain names,
/// of interfaces(5). Relative ones begin where the file stands.
std::vector<Source> sources_of(const std::string& path, const std::vector<Line>& lines) {
    std::vector<Source> sources;
    for (const auto& line : lines) {
        const auto end = line.text.find_first_of(" \t");
        const auto word = line.text.substr(0, end);
        if (end != std::string::npos && (word == "source" || word == "source-directory")) {
            const auto target = line.text.substr(line.text.find_first_not_of(" \t", end));
            const auto pattern = (fs::path{path}.parent_path() / target).lexically_normal();
            sources.push_back(word == "source" ? Source{.pattern = pattern, .left_out = LeftOut::nothing}
                                               : Source{.pattern = pattern / "*"});
        }
    }
    return sources;
}

using Visitor = std::function<void(const FileText&, const std::vector<Line>&)>;

/// Shows the files that match, and what they include, with their lines.
void visit_files(TextFiles& files, const Place& place, const Source& source, const Visitor& visit) {
    for (auto& file : files.read(source.pattern, source.left_out)) {
        const auto lines = lines_of(std::move(file.text), place.syntax);
        visit(file, lines);
        if (place.pattern.starts_with("/etc/network/interfaces")) {
            for (const auto& included : sources_of(file.path, lines)) {
                visit_files(files, place, included, visit);
            }
        }
    }
}

void visit_places(const fs::path& root, Does deed,
                  const std::function<void(const Place&, const FileText&, const std::vector<Line>&)>& visit) {
    TextFiles files{root};
    for (const auto& place : all_places()) {
        if (place.does == deed || place.does == Does::both) {
            visit_files(
                files, place, {.pattern = std::string{place.pattern}, .left_out = place.left_out},
                [&](const FileText& file, const std::vector<Line>& lines) { visit(place, file, lines); });
        }
    }
}

/// The VIPs, and where keepalived's configuration declares them.
class Wanted {
 public:
    Wanted(fs::path root, const std::vector<Vip>& vips) : root_{std::move(root)} {
        for (const auto& vip : vips) {
            addresses_.insert(vip.address);
            declared_at_.insert(vip.where);
        }
    }

    /// Those that the line may put on an interface: "10.0.0.1, 10.0.0.2".
    [[nodiscard]] std::string named_in(const Line& line, Syntax syntax) const {
        std::set<netlink::IpAddress> named;
        if (may_set_addresses(line.text, syntax)) {
            const auto all = addresses_in(line.text);
            std::ranges::copy_if(all, std::inserter(named, named.end()),
                                 [this](const auto& address) { return addresses_.contains(address); });
        }
        std::vector<std::string> words;
        std::ranges::transform(named, std::back_inserter(words), netlink::to_string);
        return fmt::format("{}", fmt::join(words, ", "));
    }

    /// Whether the line is one of the VIPs itself, by the path as given or by what its links lead to.
    [[nodiscard]] bool is_declaration(const std::string& path, const Line& line) const {
        if (declared_at_.contains(place_of(path, line))) {
            return true;
        }
        std::error_code unknown;
        const auto real = fs::canonical(root_ / path.substr(1), unknown).lexically_relative(root_);
        return declared_at_.contains(place_of("/" + real.native(), line));
    }

 private:
    fs::path root_;
    std::set<netlink::IpAddress> addresses_{};
    std::set<std::string> declared_at_{};
};

/// "S01keepalived" is the init script of keepalived.service.
bool is_init_script_of(std::string_view unit, std::string_view name) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return name.size() > 3 && name[0] == 'S' && is_digit(name[1]) && is_digit(name[2]) &&
           unit == fmt::format("{}.service", name.substr(3));
}

/// The unit's own file, its drop-ins, the links that enable it; its init script, which systemd leaves alone
/// where there is a unit.
bool belongs_to(const fs::path& path, const std::string& unit) {
    const auto name = path.filename().native();
    return !unit.empty() &&
           (name == unit || path.parent_path().filename() == unit + ".d" || is_init_script_of(unit, name));
}

}  // namespace

std::vector<Finding> find_in_files(const fs::path& root, const std::vector<Vip>& vips) {
    const Wanted wanted{root, vips};
    std::vector<Finding> findings;
    visit_places(root, Does::addresses, [&](const auto& place, const auto& file, const auto& lines) {
        for (const auto& line : lines) {
            const auto named = wanted.named_in(line, place.syntax);
            if (!named.empty() && !wanted.is_declaration(file.path, line)) {
                findings.push_back(
                    {.where = place_of(file.path, line),
                     .text = fmt::format("names {}; {}", named, place.reader),
                     .advice = "take the address out, unless it is this host's own; else it may come back"});
            }
        }
        if (!file.problem.empty()) {
            findings.push_back(problem_of(file));
        }
    });
    return findings;
}

std::vector<Finding> find_starters(const fs::path& root, const std::string& unit) {
    std::vector<Finding> findings;
    visit_places(root, Does::starts, [&](const auto& place, const auto& file, const auto& lines) {
        if (belongs_to(file.path, unit)) {
            return;
        }
        const auto line = std::ranges::find_if(
            lines, [&](const Line& candidate) { return may_start_keepalived(candidate.text, place.syntax); });
        if (line != lines.end()) {
            findings.push_back({.where = place_of(file.path, *line),
                                .text = fmt::format("names keepalived; {}", place.reader),
                                .advice = "take it out or disable it, if it starts keepalived"});
        }
        if (!file.problem.empty()) {
            findings.push_back(problem_of(file));
        }
    });
    return findings;
}

}  // namespace vipwarden::host
