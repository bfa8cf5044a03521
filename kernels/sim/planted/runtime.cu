// What the runtime bounds: the number of switches, the size of a launch, the depth of a stack.
#include "sim/planted/harness.h"

namespace ff::sim {

namespace {

constexpr uint32_t kThreads = 64;

/// One warp waits, meeting after meeting, for what the other only does after the barrier.
template <bool kDefect> __global__ void hang(int* out) {
  FF_SHARED(int, flag, 1);
  if (threadIdx.x == 0)
    flag[0] = 0;
  __syncthreads();
  if (threadIdx.x >= 32 && !kDefect)
    atomicAdd(&flag[0], 1);
  if (!kDefect)
    __syncthreads();
  while (threadIdx.x < 32 && atomicAdd(&flag[0], 0) == 0)
    __syncwarp();
  if (kDefect)
    __syncthreads();
  out[threadIdx.x] = static_cast<int>(threadIdx.x);
}

__global__ void own_index_kernel(int* out) { out[threadIdx.x] = static_cast<int>(threadIdx.x); }

int own_index(uint32_t i) { return static_cast<int>(i); }

Outcome run_hang(bool defect) {
  const uint64_t usual = options().max_switches;
  options().max_switches = 20'000;
  const auto go = [&](int* out) {
    return defect ? FF_LAUNCH(hang<true>, dim3(1), dim3(kThreads), out)
                  : FF_LAUNCH(hang<false>, dim3(1), dim3(kThreads), out);
  };
  const Outcome outcome = run_planted(kThreads, go, own_index);
  options().max_switches = usual;
  return outcome;
}

Outcome run_limits(bool defect) {
  const uint32_t threads = defect ? 1025 : 1024;
  return run_planted(
      threads, [&](int* out) { return FF_LAUNCH(own_index_kernel, dim3(1), dim3(threads), out); }, own_index);
}

} // namespace

std::vector<Planted> planted_runtime() {
  const char* const hung = "hang";
  const char* const limits = "launch-limits";
  return {
      {"hang", {hung, hung, hung}, run_hang},
      {"launch_limits", {limits, limits, limits}, run_limits},
  };
}

} // namespace ff::sim
