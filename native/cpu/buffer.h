// Memory that an engine owns: aligned, checked, not touched before it is written.
#ifndef FF_CPU_BUFFER_H
#define FF_CPU_BUFFER_H

#include <cstdint>
#include <memory>
#include <new>

#include "common/error.h"
#include "common/limits.h"

namespace ff::cpu {

/// Bytes at a cache line's alignment, not initialised: a cache of which only a few positions are used costs only those.
class Buffer {
public:
  /// FF_E_MEMORY when there is not that much.
  Status allocate(const char* what, uint64_t size) {
    void* memory = size <= kMaxBufferBytes ? ::operator new(size, kAlignment, std::nothrow) : nullptr;
    if (memory == nullptr) {
      return fail(FF_E_MEMORY, "%s: no memory for %llu bytes", what, static_cast<unsigned long long>(size));
    }
    data_.reset(static_cast<uint8_t*>(memory));
    size_ = size;
    return {};
  }

  uint8_t* data() const { return data_.get(); }
  float* floats() const { return reinterpret_cast<float*>(data_.get()); }
  uint64_t size() const { return size_; }

private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(uint8_t* memory) const { ::operator delete(memory, kAlignment); }
  };
  std::unique_ptr<uint8_t, Free> data_;
  uint64_t size_ = 0;
};

} // namespace ff::cpu

#endif
