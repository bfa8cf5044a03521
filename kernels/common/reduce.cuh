// Sums over a warp and over a block, in a fixed order: the same bits on every run and in every schedule.
#ifndef FF_KERNELS_COMMON_REDUCE_CUH
#define FF_KERNELS_COMMON_REDUCE_CUH

#include "common/platform.cuh"

namespace ff::kernels {

/// Sum over the 32 lanes, in every lane: a butterfly of height 5. All lanes must call it.
template <typename T> FF_DEVICE T warp_sum(T value) {
  for (uint32_t bits = 16; bits > 0; bits /= 2)
    value += __shfl_xor_sync(kFullMask, value, bits);
  return value;
}

/// Greatest over the 32 lanes, in every lane. All lanes must call it.
FF_DEVICE float warp_max(float value) {
  for (uint32_t bits = 16; bits > 0; bits /= 2)
    value = fmaxf(value, __shfl_xor_sync(kFullMask, value, bits));
  return value;
}

/// Sum over a block of kWarps warps (x only), in every thread. `partial` is shared, and may be written again only after
/// another barrier. All threads must call it.
template <uint32_t kWarps> FF_DEVICE float block_sum(float value, float (&partial)[kWarps]) {
  value = warp_sum(value);
  if (threadIdx.x % kWarp == 0)
    partial[threadIdx.x / kWarp] = value;
  __syncthreads();
  float total = 0.0f;
  for (uint32_t warp = 0; warp < kWarps; warp++)
    total += partial[warp];
  return total;
}

} // namespace ff::kernels

#endif
