// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "wrapper/config/include.hpp"
#include "wrapper/config/source_line.hpp"

namespace vipwarden::config {

/// Where a process of keepalived has its lines from.
class LineSource {
 public:
    LineSource() = default;
    LineSource(const LineSource&) = delete;
    LineSource& operator=(const LineSource&) = delete;
    virtual ~LineSource() = default;

    /// Goes on to the next line; false at the end of all.
    [[nodiscard]] virtual bool next() = 0;
    /// The present line. Holds until next() or include() is called.
    [[nodiscard]] virtual const InputLine& line() const = 0;

    /// Goes on with the files that an include on the present line names, then with the present file.
    virtual void include(const IncludeLine& include, int column) = 0;

    /// The directory of the present file, as a path that can be opened; empty = the working directory.
    [[nodiscard]] virtual const std::string& directory() const = 0;
};

}  // namespace vipwarden::config
