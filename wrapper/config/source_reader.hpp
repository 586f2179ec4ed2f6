// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <string>
#include <system_error>
#include <unordered_set>
#include <vector>

#include "wrapper/config/file_reader.hpp"
#include "wrapper/config/include.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/source_line.hpp"

namespace vipwarden::config {

/// The physical lines of a configuration, includes followed: what keepalived's fgets() gives it. At most
/// 1023 bytes at a time; the rest of a longer line comes as a line of its own, as it does there.
class SourceReader {
 public:
    SourceReader(FileReader& files, Remarks& remarks) : files_{files}, remarks_{remarks} {}

    /// Begins with the file of -f, or all files if it is a pattern. Returns why nothing can be read.
    [[nodiscard]] std::error_code open(const std::string& path);

    /// Goes on with the files that an include on the present line names, then with the present file.
    void include(const IncludeLine& include, int column);

    /// Goes on to the next line; false at the end of all files.
    [[nodiscard]] bool next();

    /// The present line. Holds until next() is called.
    [[nodiscard]] const SourceLine& line() const { return line_; }

    /// The directory of the present file, as a path that can be opened; empty = the working directory.
    [[nodiscard]] const std::string& directory() const;

    /// What include_check has set in the present file; files that it includes inherit it.
    void set_checks(const IncludeChecks& checks);
    [[nodiscard]] IncludeChecks checks() const;

    /// Every file that was read, in order of first reading.
    [[nodiscard]] std::vector<std::string> take_paths() { return std::move(read_); }

 private:
    /// The files that one include found, and the one among them that is being read.
    struct Include {
        std::vector<std::string> paths{};
        std::size_t next_path{0};
        SourceLine at{};  ///< The include line; no file for the top.
        int column{0};
        IncludeChecks checks{};  ///< What keepalived insists on here.

        std::string path{};
        std::string directory{};
        std::string content{};
        std::size_t position{0};
        int number{0};
        bool line_begins{true};
        IncludeChecks inner_checks{};  ///< What holds for includes in the file.
    };

    bool open_next(Include& include);
    bool open_file(Include& include, const std::string& path);
    [[nodiscard]] std::string excuse(const std::string& path) const;
    void remark(const Include& include, const std::string& path, bool refused, const std::string& why);
    void take_line(Include& include);
    void remark_on_oddities(const Include& include, bool overlong);

    FileReader& files_;
    Remarks& remarks_;
    std::deque<Include> stack_{};  // A deque: the views in line_ outlive a push.
    SourceLine line_{};
    std::vector<std::string> read_{};
    std::unordered_set<std::string> known_{};  ///< The same paths, to find them.
    std::size_t files_read_{0};
    std::size_t bytes_read_{0};
};

}  // namespace vipwarden::config
