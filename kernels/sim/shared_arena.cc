#include "sim/shared_arena.h"

#include <cstring>

#include "sim/sanitizers.h"

namespace ff::sim {

namespace {
/// Between arrays and at both ends: a stride of one warp of 4-byte elements past the end lands in it.
constexpr size_t kGuardBytes = 128;
constexpr size_t kMaxArrays = 32;
constexpr size_t kArenaBytes = kSharedBytes + (kMaxArrays + 1) * kGuardBytes;
constexpr unsigned char kGuardByte = 0xc3;
constexpr unsigned char kFreshByte = 0xff;

size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }
} // namespace

SharedArena::SharedArena() : memory_(new unsigned char[kArenaBytes]) {
  arrays_.reserve(kMaxArrays); // carving happens on a fiber, where nothing may throw
  poison(memory_.get(), kArenaBytes);
}

SharedArena::~SharedArena() { unpoison(memory_.get(), kArenaBytes); }

void* SharedArena::carve(size_t bytes, size_t align, const std::source_location& site) {
  for (const Array& a : arrays_) {
    if (a.site.line() == site.line() && a.bytes == bytes && std::strcmp(a.site.file_name(), site.file_name()) == 0) {
      return memory_.get() + a.offset;
    }
  }
  const size_t offset = round_up(end_ + kGuardBytes, align < 16 ? 16 : align);
  if (arrays_.size() == kMaxArrays || bytes > kSharedBytes - used_ || offset + bytes + kGuardBytes > kArenaBytes) {
    return nullptr;
  }
  if (arrays_.empty() && !kAsan)
    std::memset(memory_.get(), kGuardByte, kArenaBytes);
  unpoison(memory_.get() + offset, bytes);
  std::memset(memory_.get() + offset, kFreshByte, bytes);
  arrays_.push_back({site, offset, bytes});
  end_ = offset + bytes;
  used_ += bytes;
  return memory_.get() + offset;
}

bool SharedArena::guard_at(size_t i) const {
  for (const Array& a : arrays_) {
    if (i >= a.offset && i < a.offset + a.bytes)
      return false;
  }
  return true;
}

SharedArena::Overflow SharedArena::describe(size_t i) const {
  const Array* nearest = &arrays_.front();
  for (const Array& a : arrays_) {
    // Arrays lie in the order of their offsets: the last one that starts below is overrun, unless the next is closer.
    const bool below = a.offset <= i;
    if (below || a.offset - i < i - (nearest->offset + nearest->bytes))
      nearest = &a;
    if (!below)
      break;
  }
  return {nearest->site, static_cast<ptrdiff_t>(i) - static_cast<ptrdiff_t>(nearest->offset), nearest->bytes};
}

bool SharedArena::intact(Overflow* overflow) const {
  if (kAsan || arrays_.empty())
    return true; // ASan stops at the access itself
  for (size_t i = 0; i < kArenaBytes; i++) {
    if (memory_[i] == kGuardByte || !guard_at(i))
      continue;
    *overflow = describe(i);
    return false;
  }
  return true;
}

} // namespace ff::sim
