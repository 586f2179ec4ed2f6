// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <string>
#include <system_error>
#include <vector>

#include "wrapper/config/dialect.hpp"
#include "wrapper/config/include.hpp"
#include "wrapper/config/line_cursor.hpp"
#include "wrapper/config/line_source.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/texts.hpp"

namespace vipwarden::config {

/// Gets a copy of all that a FileSource reads: what keepalived's parent process writes for the others.
class CopySink {
 public:
    CopySink() = default;
    CopySink(const CopySink&) = delete;
    CopySink& operator=(const CopySink&) = delete;
    virtual ~CopySink() = default;

    virtual void line(const InputLine& line) = 0;
    /// `name` as keepalived knows it; `directory` is that of the file from then on.
    virtual void file_begins(const Text& text, const std::string& directory) = 0;
    virtual void file_ends() = 0;
};

/// The lines of the files themselves, includes followed.
class FileSource final : public LineSource {
 public:
    /// `checks` is what include_check has set so far; it changes while the files are read. `copy` may be
    /// null.
    FileSource(Texts& texts, const Dialect& dialect, IncludeChecks& checks, CopySink* copy, Remarks& remarks)
        : texts_{texts}, dialect_{dialect}, checks_{checks}, copy_{copy}, remarks_{remarks} {}

    /// Begins with the file of -f, or all files if it is a pattern. Returns why nothing can be read.
    [[nodiscard]] std::error_code open(const std::string& path);

    /// From here on nothing is copied.
    void stop_copying() { copy_ = nullptr; }

    [[nodiscard]] bool next() override;
    [[nodiscard]] const InputLine& line() const override { return line_; }
    void include(const IncludeLine& include, int column) override;
    [[nodiscard]] const std::string& directory() const override { return stack_.back().directory; }

 private:
    /// The files that one include found, and the one among them that is being read.
    struct Include {
        std::vector<std::string> paths{};
        std::size_t next_path{0};
        SourceLine at{};  ///< The include line; no file for the top.
        int column{0};
        IncludeChecks checks{};        ///< What keepalived insists on here.
        IncludeChecks saved_checks{};  ///< What include_check had set when it was met.

        std::string path{};
        std::string directory{};
        LineCursor cursor{};
    };

    bool open_next(Include& include);
    bool open_file(Include& include, const std::string& path);
    bool close_file(Include& include);
    void copy_line();
    [[nodiscard]] std::string excuse(const std::string& path) const;
    void remark(const Include& include, const std::string& path, bool refused, const std::string& why);
    void announce(InputLine::Kind kind);

    Texts& texts_;
    const Dialect& dialect_;
    IncludeChecks& checks_;
    CopySink* copy_;
    Remarks& remarks_;
    std::deque<Include> stack_{};  // A deque: the views in line_ outlive a push.
    InputLine line_{};
    std::string scratch_{};
    std::vector<InputLine::Kind> announced_{};  ///< Events still to be told, the next one last.
};

}  // namespace vipwarden::config
