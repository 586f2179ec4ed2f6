// SPDX-License-Identifier: MIT
#include "wrapper/config/source_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <variant>

namespace vipwarden::config {
namespace {

// keepalived reads with fgets() into a buffer of 1024 bytes.
constexpr std::size_t kMaxLine = 1023;

// Far above any real configuration. keepalived itself goes on until it runs out of file descriptors.
constexpr std::size_t kMaxDepth = 50;
constexpr std::size_t kMaxFiles = 10'000;
constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string{} : path.substr(0, std::max(slash, std::size_t{1}));
}

/// FileReader's refusals are keepalived's own; their names would tell nobody what to do.
std::string why_not(const std::error_code& error) {
    if (error == std::errc::is_a_directory) {
        return "it is a directory";
    }
    if (error == std::errc::invalid_argument) {
        return "it is not a regular file";
    }
    if (error == std::errc::permission_denied) {
        return "it has an execute bit or may not be read";
    }
    return error.message();
}

bool same_path(const std::string& a, const std::string& b) {
    return a == b ||
           std::filesystem::path{a}.lexically_normal() == std::filesystem::path{b}.lexically_normal();
}

}  // namespace

std::error_code SourceReader::open(const std::string& path) {
    stack_.push_back({.paths = find_included(path, "", {}, files_).paths});
    Include& top = stack_.back();
    if (top.paths.size() > 1) {
        remarks_.add(Severity::warning, {.file = path}, "",
                     "several files match, keepalived reads them one after the other, and so do we");
    }
    if (open_next(top)) {
        return {};
    }
    stack_.clear();
    const auto content = files_.read(path);
    const auto* error = std::get_if<std::error_code>(&content);
    return error != nullptr ? *error : std::make_error_code(std::errc::no_such_file_or_directory);
}

void SourceReader::include(const IncludeLine& include, int column) {
    const IncludeChecks checks = stack_.back().inner_checks | include.checks;
    const std::string pattern{include.pattern};
    IncludedFiles found = find_included(pattern, directory(), checks, files_);
    Include next{.paths = std::move(found.paths), .at = line_, .column = column, .checks = checks};
    if (!found.complaint.empty()) {
        remark(next, pattern, found.refused, found.complaint);
    }
    stack_.push_back(std::move(next));
}

bool SourceReader::next() {
    while (!stack_.empty()) {
        Include& present = stack_.back();
        if (present.position < present.content.size()) {
            take_line(present);
            return true;
        }
        if (!open_next(present)) {
            stack_.pop_back();
        }
    }
    return false;
}

const std::string& SourceReader::directory() const {
    return stack_.back().directory;
}

void SourceReader::set_checks(const IncludeChecks& checks) {
    stack_.back().inner_checks = checks;
}

IncludeChecks SourceReader::checks() const {
    return stack_.back().inner_checks;
}

bool SourceReader::open_next(Include& include) {
    while (include.next_path < include.paths.size()) {
        if (open_file(include, include.paths[include.next_path++])) {
            return true;
        }
    }
    return false;
}

bool SourceReader::open_file(Include& include, const std::string& path) {
    if (const std::string reason = excuse(path); !reason.empty()) {
        remark(include, path, false, reason);
        return false;
    }
    auto content = files_.read(path);
    ++files_read_;
    if (const auto* error = std::get_if<std::error_code>(&content)) {
        remark(include, path, include.checks.readable, why_not(*error));
        return false;
    }
    include.content = std::move(std::get<std::string>(content));
    bytes_read_ += include.content.size();
    include.path = path;
    include.directory = directory_of(path);
    include.position = 0;
    include.number = 0;
    include.line_begins = true;
    include.inner_checks = stack_.size() > 1 ? stack_[stack_.size() - 2].inner_checks : IncludeChecks{};
    if (known_.insert(path).second) {
        read_.push_back(path);
    }
    return true;
}

std::string SourceReader::excuse(const std::string& path) const {
    const bool open = std::any_of(stack_.begin(), std::prev(stack_.end()),
                                  [&](const Include& outer) { return same_path(outer.path, path); });
    if (open) {
        return "it is being read already, and includes itself";
    }
    if (stack_.size() > kMaxDepth) {
        return "files are included in one another more than 50 deep";
    }
    if (files_read_ == kMaxFiles || bytes_read_ >= kMaxBytes) {
        return "10,000 files or 64 MiB have been read already";
    }
    return {};
}

void SourceReader::remark(const Include& include, const std::string& path, bool refused,
                          const std::string& why) {
    if (include.at.file.empty()) {
        if (include.paths.size() > 1) {
            remarks_.add(Severity::fatal, {.file = path}, "",
                         why + ": keepalived exits; we go on without it");
        }
        return;
    }
    remarks_.add(refused ? Severity::fatal : Severity::warning, include.at, include.column,
                 "cannot include '" + path + "': " + why +
                     (refused ? ": keepalived exits; we go on without it"
                              : ": keepalived goes on without it, and so do we"));
}

void SourceReader::take_line(Include& include) {
    const std::string_view rest = std::string_view{include.content}.substr(include.position);
    const std::size_t newline = rest.substr(0, kMaxLine).find('\n');
    const bool complete = newline != std::string_view::npos;
    const std::size_t length = complete ? newline : std::min(rest.size(), kMaxLine);
    const bool overlong = include.line_begins && !complete && rest.size() > kMaxLine &&
                          rest[kMaxLine] != '\n' && rest[kMaxLine] != '\r';
    include.number += include.line_begins ? 1 : 0;
    include.line_begins = complete;
    include.position += length + (complete ? 1 : 0);
    const std::string_view text = rest.substr(0, length);
    line_ = {.file = include.path,
             .number = include.number,
             .text = text.substr(0, text.find_last_not_of("\r\n") + 1)};
    remark_on_oddities(include, overlong);
}

void SourceReader::remark_on_oddities(const Include& include, bool overlong) {
    if (overlong) {
        remarks_.add(Severity::warning, line_, 0,
                     "the line is longer than 1023 bytes: keepalived takes the rest for a line of its own, "
                     "even that of a comment, and so do we");
    }
    if (const std::size_t nul = line_.text.find('\0'); nul != std::string_view::npos) {
        remarks_.add(Severity::warning, line_, static_cast<int>(nul) + 1,
                     "keepalived ignores the rest of the line from the NUL byte on, and so do we");
    }
    if (include.number == 1 && line_.text.starts_with(kByteOrderMark)) {
        remarks_.add(Severity::warning, line_, 1,
                     "keepalived takes the byte order mark for a part of the first word, and so do we");
    }
}

}  // namespace vipwarden::config
