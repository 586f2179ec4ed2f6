// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <unordered_map>
#include <variant>
#include <vector>

#include "wrapper/config/file_reader.hpp"

namespace vipwarden::config {

/// A file that was read. Lives as long as the Texts that it is from.
struct Text {
    std::string path{};
    std::uint32_t index{0};  ///< In the order of first reading.
    std::string content{};
};

/// The files of one configuration: each is read once, however often its processes and includes open it.
class Texts {
 public:
    explicit Texts(FileReader& files) : files_{files} {}

    /// Or why not; or E2BIG when far more has been opened than any configuration needs.
    [[nodiscard]] std::variant<const Text*, std::error_code> open(const std::string& path);

    /// A name that is mentioned, of a file that is not read itself: the text with that path, empty if new.
    [[nodiscard]] const Text& mention(const std::string& path);

    /// Nothing when far more has been looked for than any configuration needs.
    [[nodiscard]] std::vector<std::string> glob(const std::string& pattern);

    /// The text, if there is but one; else null.
    [[nodiscard]] const Text* only() const { return texts_.size() == 1 ? texts_.front().get() : nullptr; }

    /// The size of all that has been opened.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    /// Every path, in order of first reading.
    [[nodiscard]] std::vector<std::string> take_paths();

 private:
    const Text& keep(const std::string& path, std::string content);

    FileReader& files_;
    std::vector<std::unique_ptr<const Text>> texts_{};
    std::unordered_map<std::string, const Text*> known_{};
    std::size_t opened_{0};
    std::size_t looked_for_{0};
    std::size_t bytes_{0};
};

}  // namespace vipwarden::config
