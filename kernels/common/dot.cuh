// Dot product of four signed bytes.
#ifndef FF_KERNELS_COMMON_DOT_CUH
#define FF_KERNELS_COMMON_DOT_CUH

#include "common/platform.cuh"

namespace ff::kernels {

/// sum + Σ a_i · b_i over the four signed bytes of each word: dp4a, exact. Within 2^31 for any sum here: a block's is
/// at most 32 · 128 · 128.
FF_DEVICE int32_t dot4(uint32_t a, uint32_t b, int32_t sum) {
#if defined(__CUDACC__)
  return __dp4a(static_cast<int>(a), static_cast<int>(b), sum);
#else
  for (uint32_t i = 0; i < 4; i++) {
    sum += static_cast<int8_t>(a >> (8 * i) & 0xffu) * static_cast<int8_t>(b >> (8 * i) & 0xffu);
  }
  return sum;
#endif
}

} // namespace ff::kernels

#endif
