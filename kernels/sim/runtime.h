// What device code sees when a kernel is compiled as host C++: CUDA's names for threads, barriers, warp operations,
// shared memory and atomics. The same .cu file is compiled by nvcc without this header (common/platform.cuh chooses).
//
// Stricter than a device where a device would go on by luck:
//  - a barrier must be reached by every thread of the block, at one source line (Options::strict_barriers);
//  - a warp operation must be reached by every lane of its mask, at one source line; a lane that returned, or that the
//    block does not have, must not be in the mask; a shuffle must read a lane of the mask;
//  - shuffles and ballots order nothing in memory; __syncwarp and __syncthreads do.
// Not seen: weak memory ordering, interleavings inside one interval between meetings beyond those that the seeds give,
// bank conflicts, speed, and a loop that waits for memory without meeting anyone (run under a timeout).
#ifndef FF_KERNELS_SIM_RUNTIME_H
#define FF_KERNELS_SIM_RUNTIME_H

#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <type_traits>

#include "common/error.h"
#include "sim/defect.h"
#include "sim/vector_types.h"

namespace ff::sim {

inline constexpr uint32_t kWarpSize = 32;

struct Options {
  /// Of the order of blocks, warps and lanes; 0 is ascending order. Odd seeds run each warp as far as it goes, even
  /// seeds all warps step by step.
  uint64_t seed = 1;
  /// False: a barrier counts threads that have exited, and does not care about source lines, as hardware does.
  bool strict_barriers = true;
  /// Most switches to a fiber in one block. The longest kernel here (2^24 columns) needs 5 million.
  uint64_t max_switches = uint64_t{1} << 26;
};

/// Options of this OS thread's launches.
Options& options();

/// What one thread of a kernel knows of itself.
struct ThreadView {
  uint3 thread, block;
  dim3 block_dim, grid_dim;
  uint32_t flat; // x fastest
};

/// The thread of a kernel that runs now on this OS thread.
extern constinit thread_local const ThreadView* current;

enum class WarpOp : uint8_t { kShuffle, kBallot, kSync };

void barrier(const std::source_location& site);
uint64_t warp_op(WarpOp op, uint32_t mask, uint64_t value, uint32_t source, const std::source_location& site);
void* shared(size_t bytes, size_t align, const std::source_location& site);

/// Runs `body(argument)` once for every thread of the grid. FF_E_DEFECT, with last_defect(), when a defect was found;
/// FF_E_MEMORY. Nothing else of the launch runs after a defect.
Status launch_erased(const char* kernel, const dim3& grid, const dim3& block, void (*body)(void*), void* argument);

template <typename Body> Status launch(const char* kernel, const dim3& grid, const dim3& block, Body body) {
  return launch_erased(kernel, grid, block, [](void* argument) { (*static_cast<Body*>(argument))(); }, &body);
}

template <typename T> T shuffle(uint32_t mask, T value, uint32_t source, const std::source_location& site) {
  static_assert(sizeof(T) <= sizeof(uint64_t) && std::is_trivially_copyable_v<T>);
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  bits = warp_op(WarpOp::kShuffle, mask, bits, source, site);
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline uint32_t lane() { return current->flat % kWarpSize; }

} // namespace ff::sim

#define __global__
#define __device__
#define __forceinline__ inline

#define threadIdx (ff::sim::current->thread)
#define blockIdx (ff::sim::current->block)
#define blockDim (ff::sim::current->block_dim)
#define gridDim (ff::sim::current->grid_dim)

/// `__shared__ type name[count]`. A reference to an array, so that UBSan knows its bounds.
#define FF_SHARED(type, name, count)                                                                                   \
  type(&name)[count] = *static_cast<type(*)[count]>(                                                                   \
      ff::sim::shared(sizeof(type[count]), alignof(type), std::source_location::current()))

/// Launches `kernel` on the default stream, and waits for it.
#define FF_LAUNCH(kernel, grid, block, ...) ff::sim::launch(#kernel, grid, block, [=] { kernel(__VA_ARGS__); })

using FfSite = std::source_location;

inline void __syncthreads(FfSite site = FfSite::current()) { ff::sim::barrier(site); }

inline void __syncwarp(uint32_t mask = 0xffffffffu, FfSite site = FfSite::current()) {
  ff::sim::warp_op(ff::sim::WarpOp::kSync, mask, 0, ff::sim::lane(), site);
}

inline uint32_t __ballot_sync(uint32_t mask, bool predicate, FfSite site = FfSite::current()) {
  return static_cast<uint32_t>(
      ff::sim::warp_op(ff::sim::WarpOp::kBallot, mask, predicate ? 1 : 0, ff::sim::lane(), site));
}

template <typename T> T __shfl_sync(uint32_t mask, T value, uint32_t source, FfSite site = FfSite::current()) {
  return ff::sim::shuffle(mask, value, source % ff::sim::kWarpSize, site);
}

template <typename T> T __shfl_xor_sync(uint32_t mask, T value, uint32_t bits, FfSite site = FfSite::current()) {
  return ff::sim::shuffle(mask, value, (ff::sim::lane() ^ bits) % ff::sim::kWarpSize, site);
}

/// A lane whose source would lie outside the warp keeps its own value.
template <typename T> T __shfl_down_sync(uint32_t mask, T value, uint32_t delta, FfSite site = FfSite::current()) {
  const uint32_t lane = ff::sim::lane();
  return ff::sim::shuffle(mask, value, delta < ff::sim::kWarpSize - lane ? lane + delta : lane, site);
}

template <typename T> T __shfl_up_sync(uint32_t mask, T value, uint32_t delta, FfSite site = FfSite::current()) {
  const uint32_t lane = ff::sim::lane();
  return ff::sim::shuffle(mask, value, delta <= lane ? lane - delta : lane, site);
}

/// Relaxed, as CUDA's: atomic, and ordering nothing else.
template <typename T> T atomicAdd(T* address, T value) {
  std::atomic_ref<T> cell(*address);
  return cell.fetch_add(value, std::memory_order_relaxed);
}

#endif
