// SPDX-License-Identifier: MIT
#include "wrapper/config/loaded_source.hpp"

#include <utility>

#include "wrapper/config/source_line.hpp"

namespace vipwarden::config {

bool LoadedSource::read_on() {
    if (!cursor_.next()) {
        return false;
    }
    const std::string_view line = cursor_.line().text;
    if (line.starts_with("# ")) {
        begin_file(line.substr(2));
    } else if (line == "!") {
        end_file();
    } else if (!line.starts_with("#! ")) {
        pass_on(line);
    }
    return true;
}

void LoadedSource::begin_file(std::string_view name) {
    const std::string directory = files_.empty() ? std::string{} : files_.back().directory;
    std::string path{name};
    if (!directory.empty() && !path.starts_with('/')) {
        path = directory + '/' + path;
    }
    const Text& text = texts_.mention(path);
    files_.push_back({.text = &text, .directory = directory_of(path)});
    sink_.file_begins(text, files_.back().directory);
}

void LoadedSource::end_file() {
    if (!files_.empty()) {
        files_.pop_back();
        sink_.file_ends();
    }
}

void LoadedSource::pass_on(std::string_view line) {
    SourceLine source = cursor_.line();
    if (!files_.empty()) {
        File& file = files_.back();
        source.file = file.text->path;
        source.file_index = file.text->index;
        source.number = ++file.lines;
    }
    sink_.line({.kind = line.empty() ? InputLine::Kind::empty : InputLine::Kind::text,
                .text = line,
                .source = source,
                .faithful = line.size()});
}

}  // namespace vipwarden::config
