// SPDX-License-Identifier: MIT
#include "systemd/sd_notifier.hpp"

#include <algorithm>
#include <cstddef>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace vipwarden::systemd {

namespace {

/// How long an important message may wait for room in the service manager's queue.
constexpr timeval kTimeToSend{.tv_sec = 0, .tv_usec = 500'000};

/// The service manager ignores a message of more than a page as a whole (manager_dispatch_notify_fd() in
/// systemd's src/core/manager.c): a status that quotes a long line must not cost the READY=1 beside it.
constexpr std::size_t kLongestStatus = 1024;

struct SocketAddress {
    sockaddr_un value{};
    socklen_t size{0};
};

/// "/run/systemd/notify", or "@NAME" in the abstract namespace (unix(7)). Nothing for other kinds (vsock), of
/// which no service gets one.
std::optional<SocketAddress> parse(std::string_view text) {
    SocketAddress address{.value = {.sun_family = AF_UNIX, .sun_path = {}}};
    if (text.size() < 2 || (text.front() != '/' && text.front() != '@') ||
        text.size() >= sizeof address.value.sun_path) {
        return std::nullopt;
    }
    std::copy(text.begin(), text.end(), std::begin(address.value.sun_path));
    const bool abstract = text.front() == '@';
    if (abstract) {
        address.value.sun_path[0] = '\0';
    }
    // A path counts with its final NUL, an abstract name without.
    address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + text.size() + (abstract ? 0 : 1));
    return address;
}

bool continues_a_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;  // UTF-8 (RFC 3629, section 3)
}

/// Not in the middle of a character: a status that is no UTF-8 is not shown.
std::string_view shortened(std::string_view status) {
    auto size = std::min(status.size(), kLongestStatus);
    while (size > 0 && size < status.size() && continues_a_character(status[size])) {
        --size;
    }
    return status.substr(0, size);
}

std::string with_status(std::string message, std::string_view status) {
    message += "STATUS=";
    message += shortened(status.substr(0, status.find('\n')));
    return message;
}

}  // namespace

void SdNotifier::ready(std::string_view status) {
    send(with_status("READY=1\n", status), Weight::important);
}

void SdNotifier::reloading(std::chrono::microseconds since_boot, std::string_view status) {
    const auto time = std::to_string(since_boot.count());
    send(with_status("RELOADING=1\nMONOTONIC_USEC=" + time + "\n", status), Weight::important);
}

void SdNotifier::stopping(std::string_view status) {
    send(with_status("STOPPING=1\n", status), Weight::important);
}

void SdNotifier::status(std::string_view status) {
    send(with_status({}, status), Weight::droppable);
}

void SdNotifier::extend_timeout(std::chrono::microseconds time) {
    send("EXTEND_TIMEOUT_USEC=" + std::to_string(time.count()), Weight::important);
}

void SdNotifier::watchdog() {
    send("WATCHDOG=1", Weight::droppable);
}

void SdNotifier::relay(std::string_view assignments) {
    send(std::string{assignments}, Weight::droppable);
}

void SdNotifier::send(const std::string& message, Weight weight) const {
    const auto address = parse(address_);
    const int fd = address ? ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (fd < 0) {
        return;
    }
    (void)::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kTimeToSend, sizeof kTimeToSend);
    const int flags = MSG_NOSIGNAL | (weight == Weight::droppable ? MSG_DONTWAIT : 0);
    (void)::sendto(fd, message.data(), message.size(), flags,
                   reinterpret_cast<const sockaddr*>(&address->value), address->size);
    (void)::close(fd);
}

}  // namespace vipwarden::systemd
