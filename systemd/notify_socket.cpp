// SPDX-License-Identifier: MIT
#include "systemd/notify_socket.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace vipwarden::systemd {

namespace {

/// As much as the service manager takes (NOTIFY_BUFFER_MAX in systemd's src/core/manager.c is a page).
constexpr std::size_t kLongestMessage = 4096;

/// Lets the kernel choose a free abstract name: bind(2) with nothing but the family (unix(7), "Autobind").
bool bind_anywhere(int fd) {
    const int on = 1;
    const sockaddr_un nowhere{.sun_family = AF_UNIX, .sun_path = {}};
    return ::setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0 &&
           ::bind(fd, reinterpret_cast<const sockaddr*>(&nowhere), sizeof(sa_family_t)) == 0;
}

/// "@00012"; empty if it can't be told.
std::string address_of(int fd) {
    sockaddr_un bound{};
    socklen_t size = sizeof bound;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0 ||
        size <= offsetof(sockaddr_un, sun_path) + 1) {
        return {};
    }
    std::string name{&bound.sun_path[0], size - offsetof(sockaddr_un, sun_path)};
    name.front() = '@';
    return name;
}

/// 0 if another user sent it: keepalived runs as who we are.
pid_t sender_of(const msghdr& message) {
    const cmsghdr* control = CMSG_FIRSTHDR(&message);
    if (control == nullptr || control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_CREDENTIALS) {
        return 0;
    }
    ucred credentials{};
    std::memcpy(&credentials, CMSG_DATA(control), sizeof credentials);
    return credentials.uid == ::getuid() ? credentials.pid : 0;
}

}  // namespace

NotifySocket::NotifySocket() : fd_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)} {
    if (fd_ < 0) {
        throw std::system_error{errno, std::system_category(),
                                "open a socket for keepalived's notifications"};
    }
    if (bind_anywhere(fd_)) {
        address_ = address_of(fd_);
    }
    if (address_.empty()) {
        const int error = errno;
        (void)::close(fd_);
        throw std::system_error{error, std::system_category(),
                                "name a socket for keepalived's notifications"};
    }
}

NotifySocket::~NotifySocket() {
    (void)::close(fd_);
}

std::optional<ReceivedMessage> NotifySocket::receive() const {
    std::array<char, kLongestMessage> text{};
    // Room for the credentials only: the kernel closes what does not fit, file descriptors (recvmsg(2)).
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
    iovec data{.iov_base = text.data(), .iov_len = text.size()};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t got = 0;
    do {
        got = ::recvmsg(fd_, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return std::nullopt;
    }
    return ReceivedMessage{.sender = sender_of(message),
                           .text = std::string{text.data(), static_cast<std::size_t>(got)}};
}

}  // namespace vipwarden::systemd
