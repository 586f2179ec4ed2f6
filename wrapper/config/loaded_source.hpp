// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/file_source.hpp"
#include "wrapper/config/line_cursor.hpp"
#include "wrapper/config/texts.hpp"

namespace vipwarden::config {

/// The copy that a running keepalived has kept of its configuration (2.2.0 and later): one line for each line
/// of its files, without comments, includes resolved; "# NAME" where a file begins, "!" where it ends, and
/// "#! MESSAGE" where an include failed.
class LoadedSource {
 public:
    LoadedSource(const Text& copy, Texts& texts, CopySink& sink)
        : texts_{texts}, sink_{sink}, cursor_{copy} {}

    /// Passes one line or mark on; false at the end.
    bool read_on();

 private:
    struct File {
        const Text* text{nullptr};
        std::string directory{};
        int lines{0};
    };

    void begin_file(std::string_view name);
    void end_file();
    void pass_on(std::string_view line);

    Texts& texts_;
    CopySink& sink_;
    LineCursor cursor_;
    std::vector<File> files_{};
};

}  // namespace vipwarden::config
