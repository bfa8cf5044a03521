// Test builds only (FF_FAILING_NEW): memory that runs out where the test says. Linked into a library with -Bsymbolic,
// so that what is allocated in it, and nothing else in the process, comes through here. From the allocation that is
// counted down to on, all fail: the ones on the way out too.
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "ff/ff.h"

namespace {

/// Allocations that succeed still; negative: all.
std::atomic<int64_t> own_countdown{-1};
std::atomic<std::atomic<int64_t>*> countdown{&own_countdown};

bool fails() {
  std::atomic<int64_t>& left = *countdown.load();
  int64_t found = left.load();
  while (found > 0 && !left.compare_exchange_weak(found, found - 1)) {
  }
  return found == 0;
}

void* allocate(std::size_t size) noexcept { return fails() ? nullptr : std::malloc(size != 0 ? size : 1); }

void* allocate(std::size_t size, std::align_val_t alignment) noexcept {
  const auto to = static_cast<std::size_t>(alignment);
  return fails() ? nullptr : std::aligned_alloc(to, (size / to + 1) * to);
}

void* or_throw(void* memory) {
  if (memory == nullptr)
    throw std::bad_alloc();
  return memory;
}

} // namespace

extern "C" FF_API void ff_share_countdown(std::atomic<int64_t>* shared) { countdown = shared; }
extern "C" FF_API std::atomic<int64_t>* ff_own_countdown() { return &own_countdown; }

void* operator new(std::size_t size) { return or_throw(allocate(size)); }
void* operator new[](std::size_t size) { return or_throw(allocate(size)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new(std::size_t size, std::align_val_t to) { return or_throw(allocate(size, to)); }
void* operator new[](std::size_t size, std::align_val_t to) { return or_throw(allocate(size, to)); }
void* operator new(std::size_t size, std::align_val_t to, const std::nothrow_t&) noexcept { return allocate(size, to); }
void* operator new[](std::size_t size, std::align_val_t to, const std::nothrow_t&) noexcept {
  return allocate(size, to);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
