// Accesses that nothing orders. Their output is often right: only the race detector sees them.
#include "sim/planted/harness.h"

namespace ff::sim {

namespace {

constexpr uint32_t kThreads = 64;

/// Reads what the other warp writes, with no barrier between.
template <bool kDefect> __global__ void missing_barrier(int* out) {
  FF_SHARED(int, slots, kThreads);
  slots[threadIdx.x] = static_cast<int>(threadIdx.x);
  if (!kDefect)
    __syncthreads();
  out[threadIdx.x] = slots[threadIdx.x ^ 32u] ^ 32;
}

/// The same between two barriers that all threads meet at. A runtime with one tag for all barriers misses it: the
/// thread that runs ahead to the second barrier would be ordered before those still leaving the first.
template <bool kDefect> __global__ void race_between_barriers(int* out) {
  FF_SHARED(int, slots, kThreads);
  slots[threadIdx.x] = 0;
  __syncthreads();
  slots[threadIdx.x] = static_cast<int>(threadIdx.x);
  if (!kDefect)
    __syncthreads();
  const int other = slots[threadIdx.x ^ 32u];
  __syncthreads();
  out[threadIdx.x] = ignored(other, static_cast<int>(threadIdx.x));
}

/// Blocks add to one number. A runtime that reuses stacks, fibers or one launch tag misses it.
template <bool kDefect> __global__ void race_between_blocks(int* out) {
  if (threadIdx.x >= 1)
    return;
  if (blockIdx.x == 0)
    atomicAdd(&out[1], 2); // from -1 to 1: every element is written
  if (kDefect) {
    out[0] += 1;
  } else {
    atomicAdd(&out[0], 1);
  }
}

/// A shuffle brings lanes together and orders nothing in memory; __syncwarp does.
template <bool kDefect> __global__ void shuffle_is_no_fence(int* out) {
  FF_SHARED(int, slots, 32);
  const int own = static_cast<int>(threadIdx.x);
  slots[threadIdx.x] = own;
  const int sum = __shfl_xor_sync(kernels::kFullMask, own, 1) + __shfl_xor_sync(kernels::kFullMask, own, 2);
  if (!kDefect)
    __syncwarp();
  out[threadIdx.x] = sum >= 0 ? slots[threadIdx.x ^ 1u] ^ 1 : -1;
}

int own_index(uint32_t i) { return static_cast<int>(i); }

template <void (*kWrong)(int*), void (*kRight)(int*), uint32_t kBlock = kThreads> Outcome run(bool defect) {
  const auto go = [&](int* out) {
    return defect ? FF_LAUNCH(kWrong, dim3(1), dim3(kBlock), out) : FF_LAUNCH(kRight, dim3(1), dim3(kBlock), out);
  };
  return run_planted(kBlock, go, own_index);
}

Outcome run_between_blocks(bool defect) {
  constexpr uint32_t kBlocks = 4;
  const auto go = [&](int* out) {
    return defect ? FF_LAUNCH(race_between_blocks<true>, dim3(kBlocks), dim3(32), out)
                  : FF_LAUNCH(race_between_blocks<false>, dim3(kBlocks), dim3(32), out);
  };
  return run_planted(2, go, [](uint32_t i) { return i == 0 ? static_cast<int>(kBlocks) - 1 : 1; });
}

} // namespace

std::vector<Planted> planted_races() {
  const char* const race = "data race";
  return {
      {"missing_barrier", {kWrong, kWrong, race}, run<missing_barrier<true>, missing_barrier<false>>},
      {"race_between_barriers",
       {kUnseen, kUnseen, race},
       run<race_between_barriers<true>, race_between_barriers<false>>},
      {"race_between_blocks", {kUnseen, kUnseen, race}, run_between_blocks},
      {"shuffle_is_no_fence", {kUnseen, kUnseen, race}, run<shuffle_is_no_fence<true>, shuffle_is_no_fence<false>, 32>},
  };
}

} // namespace ff::sim
