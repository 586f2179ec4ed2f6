// SPDX-License-Identifier: MIT
#include "netlink/rtnl_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <new>
#include <thread>

#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink/nl_error.hpp"

namespace vipwarden::netlink {
namespace {

/// The default receive buffer (net.core.rmem_default = 212992) holds exactly this many acknowledgements.
constexpr std::size_t kMaxBatch = 256;

[[noreturn]] void fail(int error, const char* what_was_tried) {
    throw std::system_error{error, std::generic_category(), what_was_tried};
}

void set_option(int fd, int level, int option, int value) {
    // All of them only make things better; kernels before 4.20 do not know all.
    (void)setsockopt(fd, level, option, &value, sizeof(value));
}

void set_buffers(int fd, const RtnlSocket::Buffers& buffers) {
    set_option(fd, SOL_SOCKET, SO_SNDBUF, buffers.send);
    set_option(fd, SOL_SOCKET, SO_RCVBUF, buffers.receive);
    set_option(fd, SOL_SOCKET, SO_RCVBUFFORCE, buffers.receive);
}

NlSocket open_socket(const RtnlSocket::Buffers& buffers, int protocol) {
    NlSocket opened{nl_socket_alloc()};
    if (!opened) {
        throw std::bad_alloc{};
    }
    check_nl(nl_connect(opened.get(), protocol), "open a netlink socket");  // It sets CLOEXEC.
    const int fd = nl_socket_get_fd(opened.get());
    set_option(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
    set_option(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    set_buffers(fd, buffers);
    return opened;
}

/// The error that an NLMSG_ERROR or NLMSG_DONE message begins with: 0 or a negative errno.
std::error_code error_in(const nlmsghdr& message) {
    int error = 0;
    if (nlmsg_datalen(&message) >= static_cast<int>(sizeof(error))) {
        error = *static_cast<const int*>(nlmsg_data(&message));
    }
    // Success is the default-constructed code, which differs from 0 in another category.
    return error == 0 ? std::error_code{} : std::error_code{-error, std::generic_category()};
}

}  // namespace

RtnlSocket::RtnlSocket(const NetworkNamespace& where, const Buffers& buffers, int protocol)
    : input_{std::make_unique_for_overwrite<Input>()} {
    where.run_inside([&] { socket_ = open_socket(buffers, protocol); });
}

int RtnlSocket::fd() const {
    return nl_socket_get_fd(socket_.get());
}

Message RtnlSocket::dump(const Message& request, const char* what) {
    for (int attempt = 0; attempt < kDumpAttempts; ++attempt) {
        // At once the first time, then with longer and longer pauses, 5 s in all: until a burst of changes,
        // such as another keepalived taking over thousands of addresses, has passed.
        std::this_thread::sleep_for(std::chrono::milliseconds{attempt});
        if (auto answer = dump_once(request, what)) {
            return *std::move(answer);
        }
    }
    throw std::system_error{make_error_code(std::errc::resource_unavailable_try_again),
                            fmt::format("{}: they change faster than they can be read", what)};
}

std::optional<Message> RtnlSocket::dump_once(const Message& request, const char* what) {
    if (const auto error = send({&request, 1}, NLM_F_DUMP)) {
        throw std::system_error{error, what};
    }
    Message answer;
    bool done = false;
    bool interrupted = false;
    const auto take = [&](const nlmsghdr& message) {
        if (message.nlmsg_seq != first_sequence_) {
            return;
        }
        interrupted = interrupted || (message.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
        if (message.nlmsg_type == NLMSG_DONE || message.nlmsg_type == NLMSG_ERROR) {
            done = true;
            if (const auto error = error_in(message)) {
                throw std::system_error{error, what};
            }
            return;
        }
        const auto bytes = bytes_of(message);
        answer.insert(answer.end(), bytes.begin(), bytes.end());
        answer.resize(NLMSG_ALIGN(answer.size()));
    };
    while (!done) {
        const auto received = receive();
        if (!received) {
            fail(ENOBUFS, what);  // The kernel had no memory for the next piece.
        }
        for_each_message(*received, take);
    }
    return interrupted ? std::nullopt : std::optional{std::move(answer)};
}

std::error_code RtnlSocket::transact(const Message& request) {
    return transact({&request, 1}).front();
}

std::vector<std::error_code> RtnlSocket::transact(std::span<const Message> requests) {
    std::vector<std::error_code> answers(requests.size());
    std::size_t limit = kMaxBatch;
    bool sent = false;
    for (std::size_t first = 0; first < requests.size();) {
        const auto count = std::min(limit, requests.size() - first);
        const auto piece = std::span{answers}.subspan(first, count);
        auto error = send(requests.subspan(first, count), NLM_F_ACK);
        sent = sent || !error;
        const bool answered = !error && collect(piece);
        // Too long for the send buffer, or too many answers for the receive buffer: in smaller pieces.
        const bool too_many = !answered && (!error || error == std::errc::message_size);
        if (too_many && count > 1) {
            limit = count / 2;
            continue;
        }
        if (!answered) {
            std::ranges::fill(piece, error ? error : make_error_code(std::errc::no_buffer_space));
        }
        first += count;
    }
    if (!sent && !answers.empty()) {
        throw std::system_error{answers.front(), "send requests to the kernel over rtnetlink"};
    }
    return answers;
}

/// Sends these requests in one piece, numbered one after the other from first_sequence_ on.
std::error_code RtnlSocket::send(std::span<const Message> requests, unsigned flags_of_last) {
    output_.clear();
    first_sequence_ = next_sequence_;
    answers_lost_ = false;
    for (const auto& request : requests) {
        const auto offset = output_.size();
        output_.insert(output_.end(), request.begin(), request.end());
        auto* header = reinterpret_cast<nlmsghdr*>(output_.data() + offset);
        const auto flags = NLM_F_REQUEST | (&request == &requests.back() ? flags_of_last : 0U);
        header->nlmsg_flags = static_cast<std::uint16_t>(header->nlmsg_flags | flags);
        header->nlmsg_seq = next_sequence_++;
    }
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    while (sendto(fd(), output_.data(), output_.size(), 0, reinterpret_cast<const sockaddr*>(&kernel),
                  sizeof(kernel)) < 0) {
        if (errno != EINTR) {
            return {errno, std::generic_category()};
        }
    }
    return {};
}

/// The next piece in the receive queue, valid until the next call; nothing when the queue is empty. It never
/// waits: the kernel works in the sender's context (netlink_unicast() in net/netlink/af_netlink.c), so that
/// every answer is in the queue, or lost, before sendmsg(2) returns; the pieces of a dump are made as the
/// ones before are taken.
std::optional<std::span<const std::byte>> RtnlSocket::receive() {
    while (true) {
        sockaddr_nl sender{};
        socklen_t sender_size = sizeof(sender);
        const auto size = recvfrom(fd(), input_->data(), input_->size(), MSG_DONTWAIT | MSG_TRUNC,
                                   reinterpret_cast<sockaddr*>(&sender), &sender_size);
        if (size < 0) {
            if (errno == EAGAIN) {
                return std::nullopt;
            }
            // ENOBUFS says, once and before the queue is read, that answers were lost; those in it are good.
            answers_lost_ = answers_lost_ || errno == ENOBUFS;
            if (errno != EINTR && errno != ENOBUFS) {
                fail(errno, "receive from the kernel over rtnetlink");
            }
            continue;
        }
        if (static_cast<std::size_t>(size) > input_->size()) {
            fail(EMSGSIZE, "receive from the kernel over rtnetlink");
        }
        if (sender.nl_pid == 0) {  // Only the kernel has the port 0; other processes may write to us too.
            return std::span{*input_}.first(static_cast<std::size_t>(size));
        }
    }
}

/// Notes what the kernel says of the piece just sent; false if any of it was lost. The acknowledgement of the
/// last request is the last of all.
bool RtnlSocket::collect(std::span<std::error_code> answers) {
    bool complete = false;
    const auto take = [&](const nlmsghdr& message) {
        const std::uint32_t place = message.nlmsg_seq - first_sequence_;
        if (message.nlmsg_type == NLMSG_ERROR && place < answers.size()) {
            answers[place] = error_in(message);
            complete = complete || place + 1 == answers.size();
        }
    };
    while (!complete) {
        const auto received = receive();
        if (!received) {
            return false;
        }
        for_each_message(*received, take);
    }
    return !answers_lost_;
}

}  // namespace vipwarden::netlink
