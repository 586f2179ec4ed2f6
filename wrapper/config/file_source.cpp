// SPDX-License-Identifier: MIT
#include "wrapper/config/file_source.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <variant>

namespace vipwarden::config {
namespace {

// Far above any real configuration. keepalived itself goes on until it runs out of file descriptors.
constexpr std::size_t kMaxDepth = 50;

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
    if (error == std::errc::argument_list_too_long) {
        return "far more files have been read already than any configuration has";
    }
    return error.message();
}

bool same_path(const std::string& a, const std::string& b) {
    return a == b ||
           std::filesystem::path{a}.lexically_normal() == std::filesystem::path{b}.lexically_normal();
}

}  // namespace

std::error_code FileSource::open(const std::string& path) {
    stack_.push_back({.paths = find_included(path, "", {}, dialect_, texts_).paths});
    Include& top = stack_.back();
    if (top.paths.size() > 1) {
        remarks_.add(Severity::warning, {.file = path}, "",
                     "several files match, keepalived reads them one after the other, and so do we");
    }
    if (open_next(top)) {
        return {};
    }
    stack_.clear();
    const auto content = texts_.open(path);
    const auto* error = std::get_if<std::error_code>(&content);
    return error != nullptr ? *error : std::make_error_code(std::errc::no_such_file_or_directory);
}

void FileSource::include(const IncludeLine& include, int column) {
    const IncludeChecks checks = checks_ | include.checks;
    const std::string pattern{include.pattern};
    IncludedFiles found = find_included(pattern, directory(), checks, dialect_, texts_);
    Include next{.paths = std::move(found.paths),
                 .at = line_.source,
                 .column = column,
                 .checks = checks,
                 .saved_checks = checks_};
    const bool refused = found.refused || (dialect_.missing_include_is_fatal && next.paths.empty());
    if (!found.complaint.empty()) {
        remark(next, pattern, refused, found.complaint);
    }
    stack_.push_back(std::move(next));
    if (!open_next(stack_.back())) {
        stack_.pop_back();
    }
}

bool FileSource::next() {
    while (!announced_.empty() || !stack_.empty()) {
        if (!announced_.empty()) {
            line_ = {.kind = announced_.back(), .source = line_.source};
            announced_.pop_back();
            return true;
        }
        Include& present = stack_.back();
        if (present.cursor.next()) {
            read_input(present.cursor, dialect_, line_, scratch_, remarks_);
            copy_line();
            return true;
        }
        if (!close_file(present)) {
            stack_.pop_back();
        }
    }
    return false;
}

/// An include leaves nothing but what it includes.
void FileSource::copy_line() {
    if (copy_ == nullptr) {
        return;
    }
    const bool is_include = line_.text.starts_with('i') && read_include_line(line_.text, dialect_);
    copy_->line(is_include ? InputLine{.kind = InputLine::Kind::empty, .source = line_.source} : line_);
}

/// The end of a file. False if it was the last one of its include.
bool FileSource::close_file(Include& include) {
    checks_ = include.saved_checks;
    if (copy_ != nullptr) {
        copy_->file_ends();
    }
    if (stack_.size() > 1) {
        announce(InputLine::Kind::file_ends);
    }
    return open_next(include);
}

void FileSource::announce(InputLine::Kind kind) {
    if (dialect_.include == Dialect::Include::keyword) {
        announced_.insert(announced_.begin(), kind);
    }
}

bool FileSource::open_next(Include& include) {
    while (include.next_path < include.paths.size()) {
        if (open_file(include, include.paths[include.next_path++])) {
            return true;
        }
    }
    return false;
}

bool FileSource::open_file(Include& include, const std::string& path) {
    // keepalived follows it until it can open no more files, which then is a file that it can't read.
    if (const std::string reason = excuse(path); !reason.empty()) {
        remark(include, path, include.checks.readable, reason);
        return false;
    }
    const auto text = texts_.open(path);
    if (const auto* error = std::get_if<std::error_code>(&text)) {
        remark(include, path, include.checks.readable, why_not(*error));
        return false;
    }
    const Text& opened = *std::get<const Text*>(text);
    include.path = path;
    include.directory = directory_of(path);
    include.cursor = LineCursor{opened};
    if (copy_ != nullptr) {
        copy_->file_begins(opened, include.directory);
    }
    if (stack_.size() > 1) {
        announce(InputLine::Kind::file_begins);
    }
    return true;
}

/// `include` is the last one on the stack.
std::string FileSource::excuse(const std::string& path) const {
    const bool open = std::any_of(stack_.begin(), std::prev(stack_.end()),
                                  [&](const Include& outer) { return same_path(outer.path, path); });
    if (open) {
        return "it is being read already, and includes itself";
    }
    return stack_.size() > kMaxDepth ? "files are included in one another more than 50 deep" : "";
}

void FileSource::remark(const Include& include, const std::string& path, bool refused,
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

}  // namespace vipwarden::config
