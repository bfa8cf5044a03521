// Accesses outside shared arrays and global buffers, and values that shared memory does not have yet or any more.
#include "common/convert.cuh"
#include "sim/planted/harness.h"

namespace ff::sim {

namespace {

constexpr uint32_t kThreads = 32;

/// Writes one element past a shared array. Through a pointer: by its name, UBSan would know the bounds.
template <bool kDefect> __global__ void shared_overflow(int* out) {
  FF_SHARED(int, slots, kThreads);
  int* at = slots;
  at[threadIdx.x + (kDefect ? 1 : 0)] = static_cast<int>(threadIdx.x);
  __syncwarp();
  out[threadIdx.x] = static_cast<int>(threadIdx.x);
}

template <bool kDefect> __global__ void shared_over_read(int* out) {
  FF_SHARED(int, slots, kThreads);
  const int* at = slots;
  slots[threadIdx.x] = static_cast<int>(threadIdx.x);
  __syncwarp();
  const int read = at[threadIdx.x + (kDefect ? 1 : 0)];
  out[threadIdx.x] = ignored(read, static_cast<int>(threadIdx.x));
}

template <bool kDefect> __global__ void shared_exhausted(int* out) {
  constexpr uint32_t kFits = 48 * 1024 / sizeof(int);
  FF_SHARED(int, large, kFits);
  if (threadIdx.x == 0)
    large[kFits - 1] = 1;
  if (kDefect) {
    FF_SHARED(int, more, 1);
    more[0] = 1;
  }
  out[threadIdx.x] = static_cast<int>(threadIdx.x);
}

/// Reads a slot that nobody wrote: fresh memory is NaN, -1 as an int, and never what the last block left.
template <bool kDefect> __global__ void shared_not_initialised(int* out) {
  FF_SHARED(int, slots, kThreads);
  if (!kDefect || blockIdx.x == 0)
    slots[threadIdx.x] = static_cast<int>(threadIdx.x);
  __syncwarp();
  out[blockIdx.x * kThreads + threadIdx.x] = slots[threadIdx.x];
}

/// One block hands the next a pointer to its shared memory.
template <bool kDefect> __global__ void shared_outlives_block(int** escaped, int* out) {
  FF_SHARED(int, slots, kThreads);
  slots[threadIdx.x] = static_cast<int>(threadIdx.x);
  __syncwarp();
  if (threadIdx.x == 0 && blockIdx.x == 0)
    *escaped = slots;
  const int* from = kDefect && blockIdx.x == 1 ? *escaped : slots;
  out[blockIdx.x * kThreads + threadIdx.x] = ignored(from[threadIdx.x], static_cast<int>(threadIdx.x));
}

/// Reads one element past a global buffer, and ignores it: the output is right.
template <bool kDefect> __global__ void global_over_read(int* out) {
  const uint32_t i = threadIdx.x;
  const int next = kDefect || i + 1 < kThreads ? out[i + 1] : 0;
  __syncwarp();
  out[i] = ignored(next, static_cast<int>(i));
}

template <bool kDefect> __global__ void global_overflow(int* out) {
  out[threadIdx.x] = static_cast<int>(threadIdx.x);
  if (kDefect && threadIdx.x == 0)
    out[kThreads] = 7;
}

/// NaN and a value out of range to int8, bare and guarded.
template <bool kDefect> __global__ void nan_to_int8(const float* values, int* out) {
  const float value = values[threadIdx.x % 2];
  const int32_t q = kDefect ? static_cast<int8_t>(value) : kernels::to_int8(value);
  out[threadIdx.x] = kDefect ? static_cast<int>(threadIdx.x) + 0 * q
                             : static_cast<int>(threadIdx.x) + q - (threadIdx.x % 2 == 0 ? 0 : 127);
}

int own_index(uint32_t i) { return static_cast<int>(i % kThreads); }

template <void (*kWrongKernel)(int*), void (*kRightKernel)(int*), uint32_t kBlocks = 1> Outcome run(bool defect) {
  const auto go = [&](int* out) {
    return defect ? FF_LAUNCH(kWrongKernel, dim3(kBlocks), dim3(kThreads), out)
                  : FF_LAUNCH(kRightKernel, dim3(kBlocks), dim3(kThreads), out);
  };
  return run_planted(kBlocks * kThreads, go, own_index);
}

Outcome run_nan(bool defect) {
  static const float values[2] = {std::nanf(""), 1e9f};
  const float* at = values;
  const auto go = [&](int* out) {
    return defect ? FF_LAUNCH(nan_to_int8<true>, dim3(1), dim3(kThreads), at, out)
                  : FF_LAUNCH(nan_to_int8<false>, dim3(1), dim3(kThreads), at, out);
  };
  return run_planted(kThreads, go, own_index);
}

Outcome run_outlives(bool defect) {
  options().seed = 0; // blocks in ascending order: the first hands its pointer on
  int* escaped = nullptr;
  int** at = &escaped;
  const auto go = [&](int* out) {
    return defect ? FF_LAUNCH(shared_outlives_block<true>, dim3(2), dim3(kThreads), at, out)
                  : FF_LAUNCH(shared_outlives_block<false>, dim3(2), dim3(kThreads), at, out);
  };
  return run_planted(2 * kThreads, go, own_index);
}

/// A kernel that changes its input: the copy on the device no longer equals what was uploaded.
Outcome run_input_written(bool defect) {
  const int original[kThreads] = {};
  kernels::DeviceBuffer input("input");
  if (const Status s = input.upload(original, sizeof original); !s.ok())
    return {s, false};
  auto* at = static_cast<int*>(const_cast<void*>(input.span().data));
  Outcome outcome = run_planted(
      kThreads, [&](int* out) { return FF_LAUNCH(global_overflow<false>, dim3(1), dim3(kThreads), defect ? at : out); },
      [&](uint32_t i) { return defect ? -1 : static_cast<int>(i); });
  if (outcome.status.ok())
    outcome.status = input.check_untouched("planted", original);
  return outcome;
}

} // namespace

std::vector<Planted> planted_memory() {
  const char* const overflow = "shared-overflow";
  const char* const poisoned = "use-after-poison";
  const char* const exhausted = "shared-exhausted";
  const char* const heap = "heap-buffer-overflow";
  const char* const guard = "global-overflow";
  const char* const written = "input-written";
  return {
      {"shared_overflow", {overflow, poisoned, overflow}, run<shared_overflow<true>, shared_overflow<false>>},
      {"shared_over_read", {kUnseen, poisoned, kUnseen}, run<shared_over_read<true>, shared_over_read<false>>},
      {"shared_exhausted", {exhausted, exhausted, exhausted}, run<shared_exhausted<true>, shared_exhausted<false>>},
      {"shared_not_initialised",
       {kWrong, kWrong, kWrong},
       run<shared_not_initialised<true>, shared_not_initialised<false>, 2>},
      {"shared_outlives_block", {kUnseen, "heap-use-after-free", "data race"}, run_outlives},
      {"global_over_read", {kUnseen, heap, kUnseen}, run<global_over_read<true>, global_over_read<false>>},
      {"global_overflow", {guard, heap, guard}, run<global_overflow<true>, global_overflow<false>>},
      {"input_written", {written, written, written}, run_input_written},
      {"nan_to_int8", {kUnseen, "outside the range of representable values", kUnseen}, run_nan},
  };
}

} // namespace ff::sim
