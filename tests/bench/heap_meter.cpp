// SPDX-License-Identifier: MIT
#include "tests/bench/heap_meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {

// Replaced allocation functions have no object to keep their state in.
struct Heap {
    bool counts{false};
    std::ptrdiff_t bytes{0};
    std::ptrdiff_t peak{0};
};
Heap heap;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

std::ptrdiff_t size_of(void* block) {
    return static_cast<std::ptrdiff_t>(malloc_usable_size(block));
}

void* count(void* block) {
    if (block == nullptr) {
        throw std::bad_alloc{};
    }
    if (heap.counts) {
        heap.bytes += size_of(block);
        heap.peak = std::max(heap.peak, heap.bytes);
    }
    return block;
}

void uncount(void* block) {
    if (heap.counts) {
        heap.bytes -= size_of(block);
    }
    std::free(block);
}

}  // namespace

void* operator new(std::size_t size) {
    return count(std::malloc(size));
}

void* operator new(std::size_t size, std::align_val_t alignment) {
    return count(std::aligned_alloc(static_cast<std::size_t>(alignment), size));
}

void operator delete(void* block) noexcept {
    uncount(block);
}

void operator delete(void* block, std::size_t /*size*/) noexcept {
    uncount(block);
}

void operator delete(void* block, std::align_val_t /*alignment*/) noexcept {
    uncount(block);
}

void operator delete(void* block, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
    uncount(block);
}

namespace vipwarden::bench {

HeapMeter::HeapMeter() {
    heap = {.counts = true};
}

HeapMeter::~HeapMeter() {
    heap.counts = false;
}

std::ptrdiff_t HeapMeter::now() const {
    return heap.bytes;
}

std::ptrdiff_t HeapMeter::peak() const {
    return heap.peak;
}

}  // namespace vipwarden::bench
