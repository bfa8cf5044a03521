// The runtime itself: indices, warp operations, atomics, and that seeds decide the order and nothing else does.
#include <algorithm>
#include <vector>

#include "common/platform.cuh"
#include "sim/runner/cases.h"

namespace ff::sim {

namespace {

using kernels::kFullMask;

/// Every thread of a three-dimensional grid runs once, knowing who it is.
void index_cases(Tally& tally) {
  const dim3 grid(2, 3, 2), block(5, 3, 2);
  std::vector<int> seen(12 * 30, 0);
  int* at = seen.data();
  const auto body = [at] {
    const unsigned b = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
    const unsigned t = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
    atomicAdd(&at[b * 30 + t], 1);
  };
  for (const uint64_t seed : kSeeds) {
    std::fill(seen.begin(), seen.end(), 0);
    options().seed = seed;
    tally.expect(launch("indices", grid, block, body).ok(), "indices: %s", last_error());
    tally.expect(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }), "indices: not once each");
  }
}

struct Lanes {
  int up[32], down[32], from[32], across[32];
  uint32_t ballot[32];
};

void shuffle_cases(Tally& tally) {
  Lanes got{};
  Lanes* at = &got;
  const Status status = launch("shuffles", dim3(1), dim3(32), [at] {
    const uint32_t t = threadIdx.x;
    const int own = static_cast<int>(t) * 10;
    at->up[t] = __shfl_up_sync(kFullMask, own, 3);
    at->down[t] = __shfl_down_sync(kFullMask, own, 3);
    at->from[t] = __shfl_sync(kFullMask, own, 7);
    at->ballot[t] = __ballot_sync(kFullMask, t % 3 == 0);
    // Halves of the warp apart, at different numbers of meetings.
    const uint32_t half = t < 16 ? 0x0000ffffu : 0xffff0000u;
    int value = own;
    for (uint32_t i = 0; i < (t < 16 ? 1u : 3u); i++)
      value = __shfl_xor_sync(half, value, 1);
    at->across[t] = value;
    __syncwarp(half);
  });
  tally.expect(status.ok(), "shuffles: %s", last_error());
  for (int t = 0; t < 32; t++) {
    tally.expect(got.up[t] == (t >= 3 ? t - 3 : t) * 10, "__shfl_up_sync, lane %d", t);
    tally.expect(got.down[t] == (t < 29 ? t + 3 : t) * 10, "__shfl_down_sync, lane %d", t);
    tally.expect(got.from[t] == 70, "__shfl_sync, lane %d", t);
    tally.expect(got.across[t] == (t ^ 1) * 10, "__shfl_xor_sync of half a warp, lane %d", t);
    tally.expect(got.ballot[t] == 0x49249249u, "__ballot_sync, lane %d", t);
  }
}

void atomic_cases(Tally& tally) {
  float sum = 0;
  unsigned count = 0;
  float* sum_at = &sum;
  unsigned* count_at = &count;
  const Status status = launch("atomics", dim3(3), dim3(70), [sum_at, count_at] {
    atomicAdd(sum_at, 0.5f);
    atomicAdd(count_at, 1u);
  });
  tally.expect(status.ok() && sum == 105.0f && count == 210, "atomicAdd: %g and %u", static_cast<double>(sum), count);
}

std::vector<unsigned> order_under(uint64_t seed) {
  std::vector<unsigned> order;
  order.reserve(4 * 96);
  options().seed = seed;
  auto* at = &order;
  const Status status = launch("order", dim3(4), dim3(96), [at] { at->push_back(blockIdx.x * 96 + threadIdx.x); });
  return status.ok() ? order : std::vector<unsigned>{};
}

/// The threads of this kernel race on purpose, so it is not run where races are looked for.
void order_cases(Tally& tally) {
  if (kTsan)
    return;
  const auto ascending = order_under(0);
  tally.expect(std::is_sorted(ascending.begin(), ascending.end()) && ascending.size() == 384,
               "seed 0 is not ascending");
  tally.expect(order_under(5) == order_under(5), "one seed gave two orders");
  tally.expect(order_under(5) != order_under(6), "two seeds gave one order");
}

/// A defect ends one launch; the next is none the worse for it.
void recovery_cases(Tally& tally) {
  const Status broken = launch("broken", dim3(2), dim3(64), [] {
    if (threadIdx.x >= 32)
      return;
    __syncthreads();
  });
  tally.expect(broken.code() == FF_E_DEFECT && last_defect() != nullptr &&
                   last_defect()->kind == DefectKind::kBarrierAfterExit,
               "the defect is not reported: %s", last_error());
  const Status whole = launch("whole", dim3(2), dim3(64), [] { __syncthreads(); });
  tally.expect(whole.ok() && last_defect() == nullptr, "a launch after a defect: %s", last_error());
}

} // namespace

void runtime_cases(Tally& tally) {
  index_cases(tally);
  shuffle_cases(tally);
  atomic_cases(tally);
  order_cases(tally);
  recovery_cases(tally);
}

} // namespace ff::sim
