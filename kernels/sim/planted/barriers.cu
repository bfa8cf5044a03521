// Barriers that not all threads of a block reach, or reach at two places.
#include "sim/planted/harness.h"

namespace ff::sim {

namespace {

constexpr uint32_t kThreads = 64;

/// The second warp leaves before the barrier that the first one waits at.
template <bool kDefect> __global__ void barrier_after_exit(int* out) {
  if (kDefect && threadIdx.x >= 32)
    return;
  __syncthreads();
  out[threadIdx.x] = static_cast<int>(threadIdx.x);
}

/// Each warp has a barrier of its own.
template <bool kDefect> __global__ void barrier_two_sites(int* out) {
  if (kDefect && threadIdx.x >= 32) {
    __syncthreads();
  } else {
    __syncthreads();
  }
  out[threadIdx.x] = static_cast<int>(threadIdx.x);
}

/// Half a warp waits at the block's barrier, the other half for all of the warp.
template <bool kDefect> __global__ void deadlock(int* out) {
  if (kDefect && threadIdx.x >= 16)
    __syncthreads();
  const int sum = __shfl_xor_sync(kernels::kFullMask, static_cast<int>(threadIdx.x), 1);
  if (!kDefect || threadIdx.x < 16)
    __syncthreads();
  out[threadIdx.x] = sum ^ 1;
}

int own_index(uint32_t i) { return static_cast<int>(i); }

template <void (*kWrong)(int*), void (*kRight)(int*)> Outcome run(bool defect) {
  const auto go = [&](int* out) {
    return defect ? FF_LAUNCH(kWrong, dim3(1), dim3(kThreads), out) : FF_LAUNCH(kRight, dim3(1), dim3(kThreads), out);
  };
  return run_planted(kThreads, go, own_index);
}

/// As barrier_two_sites, under the flag that relaxes barriers: hardware takes it, and so must the runtime.
Outcome run_relaxed(bool defect) {
  options().strict_barriers = defect;
  const Outcome outcome = run<barrier_two_sites<true>, barrier_two_sites<true>>(true);
  options().strict_barriers = true;
  return outcome;
}

} // namespace

std::vector<Planted> planted_barriers() {
  const char* const after_exit = "barrier-after-exit";
  const char* const two_sites = "barrier-sites-differ";
  const char* const dead = "deadlock";
  return {
      {"barrier_after_exit",
       {after_exit, after_exit, after_exit},
       run<barrier_after_exit<true>, barrier_after_exit<false>>},
      {"barrier_two_sites", {two_sites, two_sites, two_sites}, run<barrier_two_sites<true>, barrier_two_sites<false>>},
      {"barrier_two_sites_relaxed", {two_sites, two_sites, two_sites}, run_relaxed},
      {"deadlock", {dead, dead, dead}, run<deadlock<true>, deadlock<false>>},
  };
}

} // namespace ff::sim
