// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wrapper/config/file_reader.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::config {

/// What the same files would declare under another reading, and not under that of `options`, with which
/// `declared` was read: the VIPs whose interface, address and prefix length are not together in `declared`,
/// each once. First the lenient reading: a mistake (an undefined variable, an unknown block) hides addresses
/// that keepalived may have set before it was made. Then other versions, newest first, one for each way of
/// reading: keepalived was upgraded, or we were told the wrong version.
[[nodiscard]] std::vector<DoubtfulVip> doubtful_vips(const std::string& path, FileReader& files,
                                                     const ParseOptions& options,
                                                     std::span<const Vip> declared);

}  // namespace vipwarden::config
