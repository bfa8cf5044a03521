// The shared memory of one block: arrays carved out of an arena, each between guard zones.
//
// `__shared__` as a C++ `static` would escape the guards of ASan in a template, and would outlive the block; so the
// declaration is a macro (FF_SHARED) that asks here. A fresh arena for every block: with a used one the race detector
// reports two blocks that never met, and stale contents hide a missing initialisation.
#ifndef FF_KERNELS_SIM_SHARED_ARENA_H
#define FF_KERNELS_SIM_SHARED_ARENA_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <vector>

namespace ff::sim {

/// Statically declared shared memory of a block, on every architecture.
inline constexpr size_t kSharedBytes = 48 * 1024;

class SharedArena {
public:
  SharedArena();
  ~SharedArena();
  SharedArena(const SharedArena&) = delete;
  SharedArena& operator=(const SharedArena&) = delete;

  /// The array declared at `site`: the same one for every thread of the block. Contents: bytes 0xff, NaN as floats.
  /// Null when the block has no room left.
  void* carve(size_t bytes, size_t align, const std::source_location& site);

  /// Where something was written outside every array.
  struct Overflow {
    std::source_location nearest; // the declaration of the array that lies closest
    ptrdiff_t offset;             // from that array's start, in bytes
    size_t bytes;                 // of that array
  };
  /// False, with `overflow` filled, when a guard byte has changed. Only meaningful once no thread of the block runs.
  bool intact(Overflow* overflow) const;

private:
  struct Array {
    std::source_location site;
    size_t offset, bytes;
  };
  bool guard_at(size_t i) const;
  Overflow describe(size_t i) const;

  std::unique_ptr<unsigned char[]> memory_;
  std::vector<Array> arrays_;
  size_t end_ = 0;  // of the last array
  size_t used_ = 0; // bytes in arrays
};

} // namespace ff::sim

#endif
