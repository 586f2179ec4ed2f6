// SPDX-License-Identifier: MIT
#include "netlink/link_table.hpp"

#include <algorithm>

namespace vipwarden::netlink {
namespace {

template <typename Matches>
const Link* find_first(const std::vector<Link>& links, Matches matches) {
    const auto found = std::find_if(links.begin(), links.end(), matches);
    return found == links.end() ? nullptr : &*found;
}

}  // namespace

const Link* find_link(const std::vector<Link>& links, int index) {
    return find_first(links, [&](const Link& link) { return link.index == index; });
}

const Link* find_link(const std::vector<Link>& links, std::string_view name) {
    return find_first(links, [&](const Link& link) { return link.name == name; });
}

}  // namespace vipwarden::netlink
