// Warp operations that a lane of the mask misses, or that a lane outside it takes part in.
#include "sim/planted/harness.h"

namespace ff::sim {

namespace {

constexpr uint32_t kThreads = 32;
using kernels::kFullMask;

/// Lanes past the tail return before a shuffle that names all 32.
template <bool kDefect> __global__ void early_return_before_shuffle(int* out) {
  const bool outside = threadIdx.x >= 20;
  if (kDefect && outside)
    return;
  const int other = __shfl_xor_sync(kFullMask, outside ? 0 : 1, 16);
  out[threadIdx.x] = other >= 0 ? static_cast<int>(threadIdx.x) : -1;
}

/// A block of 20 threads, and a mask of 32.
template <bool kDefect> __global__ void mask_wider_than_block(int* out) {
  const uint32_t mask = kDefect ? kFullMask : 0x000fffffu;
  const int own = __shfl_sync(mask, static_cast<int>(threadIdx.x), threadIdx.x);
  out[threadIdx.x] = own;
}

/// The same shuffle on two branches: lanes wait for each other at two places.
template <bool kDefect> __global__ void divergent_shuffle(int* out) {
  const int own = static_cast<int>(threadIdx.x);
  int other;
  if (kDefect && threadIdx.x >= 16) {
    other = __shfl_xor_sync(kFullMask, own, 1);
  } else {
    other = __shfl_xor_sync(kFullMask, own, 1);
  }
  out[threadIdx.x] = other ^ 1;
}

template <bool kDefect> __global__ void caller_not_in_mask(int* out) {
  const uint32_t mask = kDefect ? 0x0000ffffu : kFullMask;
  out[threadIdx.x] = __shfl_xor_sync(mask, static_cast<int>(threadIdx.x), 1) ^ 1;
}

/// Two halves of a warp shuffle apart; one lane reads across.
template <bool kDefect> __global__ void source_not_in_mask(int* out) {
  const uint32_t mask = threadIdx.x >= 16 ? 0xffff0000u : 0x0000ffffu;
  const uint32_t source = kDefect && threadIdx.x == 3 ? 19 : threadIdx.x;
  out[threadIdx.x] = __shfl_sync(mask, static_cast<int>(threadIdx.x), source);
}

int own_index(uint32_t i) { return static_cast<int>(i); }

template <void (*kWrong)(int*), void (*kRight)(int*), uint32_t kBlock = kThreads> Outcome run(bool defect) {
  const auto go = [&](int* out) {
    return defect ? FF_LAUNCH(kWrong, dim3(1), dim3(kBlock), out) : FF_LAUNCH(kRight, dim3(1), dim3(kBlock), out);
  };
  return run_planted(kBlock, go, own_index);
}

} // namespace

std::vector<Planted> planted_warp_ops() {
  const char* const exited = "lane-exited-in-mask";
  const char* const divergent = "divergent-warp-op";
  const char* const caller = "caller-not-in-mask";
  const char* const source = "source-not-in-mask";
  return {
      {"early_return_before_shuffle",
       {exited, exited, exited},
       run<early_return_before_shuffle<true>, early_return_before_shuffle<false>>},
      {"mask_wider_than_block",
       {exited, exited, exited},
       run<mask_wider_than_block<true>, mask_wider_than_block<false>, 20>},
      {"divergent_shuffle", {divergent, divergent, divergent}, run<divergent_shuffle<true>, divergent_shuffle<false>>},
      {"caller_not_in_mask", {caller, caller, caller}, run<caller_not_in_mask<true>, caller_not_in_mask<false>>},
      {"source_not_in_mask", {source, source, source}, run<source_not_in_mask<true>, source_not_in_mask<false>>},
  };
}

} // namespace ff::sim
