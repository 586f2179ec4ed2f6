// SPDX-License-Identifier: MIT
#include "wrapper/config/copy_source.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace vipwarden::config {
namespace {

// Far more than files are nested. keepalived stops when it runs out of file descriptors.
constexpr std::size_t kMaxLevels = 100;

std::string joined(const std::string& directory, const std::string& path) {
    return directory.empty() || path.starts_with('/') ? path : directory + '/' + path;
}

bool stands_in(std::string_view part, std::string_view whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

}  // namespace

void CopySource::line(const InputLine& line) {
    Entry& entry = entries_.emplace_back();
    entry.input = line;
    if (line.text.empty()) {
        entry.input.kind = InputLine::Kind::empty;  // A comment leaves nothing behind.
    } else if (!stands_in(line.text, line.source.text)) {
        entry.owned = std::make_unique<std::string>(line.text);
    }
}

void CopySource::file_begins(const Text& /*text*/, const std::string& directory) {
    entries_.push_back({.kind = Kind::file_begins, .owned = std::make_unique<std::string>(directory)});
}

void CopySource::file_ends() {
    entries_.push_back({.kind = Kind::file_ends});
}

bool CopySource::next() {
    while (true) {
        if (levels_.back().stream) {
            if (next_of_file()) {
                return true;
            }
        } else if (next_entry_ < entries_.size()) {
            if (next_of_copy()) {
                return true;
            }
        } else {
            entries_.clear();
            next_entry_ = 0;
            if (!read_on_() && entries_.empty()) {
                remark_on_early_ends();
                return false;
            }
        }
    }
}

/// False if the line is a mark.
bool CopySource::next_of_copy() {
    Entry& entry = entries_[next_entry_++];
    if (entry.kind == Kind::file_begins) {
        levels_.push_back({.directory = std::move(*entry.owned)});
        return false;
    }
    if (entry.kind == Kind::file_ends) {
        while (levels_.back().accident) {
            levels_.pop_back();
        }
        levels_.resize(std::max(levels_.size() - 1, std::size_t{1}));
        return false;
    }
    line_ = entry.input;
    if (entry.owned) {
        owned_ = std::move(*entry.owned);
        line_.text = owned_;
    }
    if (take_mark(line_.text, line_.source)) {
        return false;
    }
    decomment_again(line_, dialect_, scratch_);
    return true;
}

/// False if the line is a mark, or the file ends.
bool CopySource::next_of_file() {
    LineCursor& cursor = *levels_.back().stream;
    if (!cursor.next()) {
        close_file();
        return false;
    }
    if (take_mark(cursor.line().text, cursor.line())) {
        return false;
    }
    read_input(cursor, dialect_, line_, scratch_, remarks_);
    return true;
}

/// What looks like a mark of the copy is taken for one.
bool CopySource::take_mark(std::string_view line, const SourceLine& at) {
    if (line.starts_with('#')) {
        push_accident(line, at);
        return true;
    }
    if (!line.starts_with('!')) {
        return false;
    }
    const Level& top = levels_.back();
    if (top.accident || top.stream) {
        levels_.pop_back();  // Of a file that is followed a second time, the rest is not read.
    } else {
        early_ends_.push_back(at);
    }
    return true;
}

/// At the last of the real ends there is no file left that could end.
void CopySource::remark_on_early_ends() {
    for (const SourceLine& at : early_ends_) {
        remarks_.add(Severity::fatal, at, 0,
                     "a line that begins with an escaped '!' makes keepalived's VRRP process crash; we take "
                     "it for a comment");
    }
    early_ends_.clear();
}

void CopySource::push_accident(std::string_view name, const SourceLine& at) {
    const bool is_message = name.starts_with("#!");
    if (is_message || levels_.size() == kMaxLevels) {
        return;
    }
    if (!early_ends_.empty()) {
        early_ends_.pop_back();  // keepalived counts ends and beginnings only.
        return;
    }
    const Level& top = levels_.back();
    Level level{.stream = top.stream, .directory = top.directory, .accident = true, .at = at};
    const std::string path{name.substr(std::min(name.size(), std::size_t{2}))};
    if (path.find('/') != std::string::npos) {
        level.directory = joined(level.directory, directory_of(path));
    }
    levels_.push_back(std::move(level));
}

/// At the end of a file that was followed a second time. keepalived closes it, and reads on in it if it has
/// taken a comment for the mark of a file.
void CopySource::close_file() {
    if (levels_.back().accident) {
        remarks_.add(Severity::fatal, levels_.back().at, 1,
                     "a comment at the beginning of a line, in a file that is included behind a condition or "
                     "by a definition, makes keepalived's VRRP process crash: indent it; we take it for a "
                     "comment");
        while (levels_.back().accident) {
            levels_.pop_back();
        }
    }
    if (!open_next(levels_.back())) {
        levels_.pop_back();
    }
}

void CopySource::include(const IncludeLine& include, int /*column*/) {
    IncludedFiles found = find_included(std::string{include.pattern}, directory(), {}, dialect_, texts_);
    std::ranges::reverse(found.paths);
    levels_.push_back({.paths = std::move(found.paths)});
    if (levels_.size() == kMaxLevels || !open_next(levels_.back())) {
        levels_.pop_back();
    }
}

bool CopySource::open_next(Level& level) {
    while (!level.paths.empty()) {
        const std::string path = std::move(level.paths.back());
        level.paths.pop_back();
        if (is_open(path)) {
            continue;  // It includes itself; the parent has said so.
        }
        const auto text = texts_.open(path);
        if (const auto* opened = std::get_if<const Text*>(&text)) {
            level.stream = std::make_shared<LineCursor>(**opened);
            level.directory = directory_of(path);
            level.path = path;
            return true;
        }
    }
    return false;
}

bool CopySource::is_open(const std::string& path) const {
    return std::ranges::find(levels_, path, &Level::path) != levels_.end();
}

const std::string& CopySource::directory() const {
    return levels_.back().directory;
}

}  // namespace vipwarden::config
