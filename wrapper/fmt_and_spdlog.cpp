// SPDX-License-Identifier: MIT
// What libfmt.so and libspdlog.so hold, compiled once into the program that has to start at once: loading the
// two, and the shared libstdc++ that they need, takes longer than a release. All other sources are compiled
// against the shared libraries as usual; header-only in each of them would nearly double the time that the
// whole build takes. The functions have the same names either way.
#define FMT_HEADER_ONLY 1
#undef FMT_SHARED
// What the shared library exports is emitted here, called in this file or not. Not [[gnu::used]]: fmt 10
// writes FMT_API where a standard attribute can't stand.
#define FMT_API __attribute__((used))
#define SPDLOG_COMPILED_LIB
#define SPDLOG_DISABLE_DEFAULT_LOGGER  // it would write to stdout: set_up_log() has our own

#include <fmt/format.h>
#include <spdlog/common-inl.h>
#include <spdlog/details/backtracer-inl.h>
#include <spdlog/details/log_msg-inl.h>
#include <spdlog/details/log_msg_buffer-inl.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/os-inl.h>
#include <spdlog/details/periodic_worker-inl.h>
#include <spdlog/details/registry-inl.h>
#include <spdlog/logger-inl.h>
#include <spdlog/pattern_formatter-inl.h>
#include <spdlog/sinks/base_sink-inl.h>
#include <spdlog/sinks/sink-inl.h>
#include <spdlog/spdlog-inl.h>

// The only template of libspdlog.so that we use.
template class spdlog::sinks::base_sink<spdlog::details::null_mutex>;
