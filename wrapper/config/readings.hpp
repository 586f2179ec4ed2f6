// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wrapper/config/file_reader.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::config {

/// What other versions of keepalived would declare in the same files and this one does not: the VIPs whose
/// interface, address and prefix length are not together in `declared`, each once, under the newest version
/// that would. One version stands for each way of reading; that of `options`, with which `declared` was read,
/// is left out. An address may be keepalived's in truth although `declared` lacks it: it was upgraded, or we
/// were told the wrong version.
[[nodiscard]] std::vector<DoubtfulVip> doubtful_vips(const std::string& path, FileReader& files,
                                                     const ParseOptions& options,
                                                     std::span<const Vip> declared);

}  // namespace vipwarden::config
