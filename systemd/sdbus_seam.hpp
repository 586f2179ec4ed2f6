// SPDX-License-Identifier: MIT
#pragma once

// The one place that knows whether sdbus-c++ is 1.x or 2.x. Private to the .cpp files of this room.

#include <memory>
#include <string>

#include <sdbus-c++/sdbus-c++.h>

namespace vipwarden::systemd::seam {

#if __has_include(<sdbus-c++/VTableItems.h>)  // it came with 2.0

/// 2.x has a type for each kind of name.
inline std::unique_ptr<sdbus::IProxy> make_proxy(sdbus::IConnection& connection, const std::string& service,
                                                 const std::string& path) {
    return sdbus::createProxy(connection, sdbus::ServiceName{service}, sdbus::ObjectPath{path});
}

/// 2.x: a signal handler counts from its registration on.
inline void start_listening(sdbus::IProxy&) {}

#else

inline std::unique_ptr<sdbus::IProxy> make_proxy(sdbus::IConnection& connection, const std::string& service,
                                                 const std::string& path) {
    return sdbus::createProxy(connection, service, path);
}

/// 1.x: no signal arrives before this.
inline void start_listening(sdbus::IProxy& proxy) {
    proxy.finishRegistration();
}

#endif

}  // namespace vipwarden::systemd::seam
