// SPDX-License-Identifier: MIT
#include "tests/support/configuration_shrinker.hpp"

#include <algorithm>

namespace vipwarden::support {
namespace {

using Pieces = std::vector<std::string>;

/// Cuts behind each character that ends a piece.
Pieces cut(const std::string& text, const std::string& ends) {
    Pieces pieces;
    std::string piece;
    for (const char c : text) {
        piece += c;
        if (ends.find(c) != std::string::npos) {
            pieces.push_back(piece);
            piece.clear();
        }
    }
    if (!piece.empty()) {
        pieces.push_back(piece);
    }
    return pieces;
}

std::string without(const Pieces& pieces, std::size_t first, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (i < first || i >= first + count) {
            text += pieces[i];
        }
    }
    return text;
}

class Shrinker {
 public:
    Shrinker(ConfigurationFiles files, const StillShows& still_shows, std::size_t at_once, std::size_t budget)
        : files_{std::move(files)}, still_shows_{still_shows}, at_once_{at_once}, budget_{budget} {}

    void drop_files() {
        for (const auto& [path, text] : ConfigurationFiles{files_}) {
            ConfigurationFiles fewer = files_;
            fewer.erase(path);
            (void)take_first({fewer});
        }
    }

    /// Until no single piece can go.
    void drop_pieces(const std::string& path, const std::string& ends) {
        for (auto size = cut(files_.at(path), ends).size() / 2; size > 0; size /= 2) {
            while (drop_some_of(path, ends, size)) {
            }
        }
    }

    [[nodiscard]] ConfigurationFiles result() && { return std::move(files_); }
    [[nodiscard]] const ConfigurationFiles& files() const { return files_; }

 private:
    bool drop_some_of(const std::string& path, const std::string& ends, std::size_t size) {
        const Pieces pieces = cut(files_.at(path), ends);
        std::vector<ConfigurationFiles> candidates;
        for (std::size_t first = 0; first < pieces.size(); first += size) {
            candidates.push_back(files_);
            candidates.back()[path] = without(pieces, first, size);
            if (candidates.size() == at_once_ || first + size >= pieces.size()) {
                if (take_first(candidates)) {
                    return true;
                }
                candidates.clear();
            }
        }
        return false;
    }

    bool take_first(const std::vector<ConfigurationFiles>& candidates) {
        if (budget_ < candidates.size()) {
            return false;
        }
        budget_ -= candidates.size();
        const auto answers = still_shows_(candidates);
        const auto found = std::ranges::find(answers, true);
        if (found == answers.end()) {
            return false;
        }
        files_ = candidates[static_cast<std::size_t>(found - answers.begin())];
        return true;
    }

    ConfigurationFiles files_;
    const StillShows& still_shows_;
    std::size_t at_once_;
    std::size_t budget_;
};

}  // namespace

ConfigurationFiles shrink(ConfigurationFiles files, const StillShows& still_shows, std::size_t at_once,
                          std::size_t budget) {
    Shrinker shrinker{std::move(files), still_shows, at_once, budget};
    shrinker.drop_files();
    for (const char* ends : {"\n", " \t\n", "\n"}) {
        for (const auto& [path, text] : ConfigurationFiles{shrinker.files()}) {
            shrinker.drop_pieces(path, ends);
        }
    }
    return std::move(shrinker).result();
}

}  // namespace vipwarden::support
