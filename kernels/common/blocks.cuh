// Quantised blocks of 32 elements as they lie in memory. Weights keep the file's layout: 20 and 34 bytes, so that a
// block is aligned to its widest field only, and is read in words of that width.
#ifndef FF_KERNELS_COMMON_BLOCKS_CUH
#define FF_KERNELS_COMMON_BLOCKS_CUH

#include <cstdint>

namespace ff::kernels {

inline constexpr uint32_t kBlockSize = 32;

/// w_i = d · q_i + m, q_i in 0 … 15: low nibbles are elements 0 to 15, high nibbles 16 to 31.
struct BlockQ4_1 {
  uint16_t d, m;  // binary16
  uint32_t qs[4]; // byte j: element j below, element j + 16 above
};
static_assert(sizeof(BlockQ4_1) == 20 && alignof(BlockQ4_1) == 4);

/// w_i = d · q_i, q_i in -128 … 127.
struct BlockQ8_0 {
  uint16_t d; // binary16
  uint16_t qs[16];
};
static_assert(sizeof(BlockQ8_0) == 34 && alignof(BlockQ8_0) == 2);

/// Activations while a kernel runs: x_i ≈ d · q_i, q_i in -127 … 127. Ours alone: unlike ggml's, d and s are binary32.
struct BlockQ8_1 {
  float d;
  float s; // d · Σ q_i
  uint32_t qs[8];
};
static_assert(sizeof(BlockQ8_1) == 40 && alignof(BlockQ8_1) == 4);

} // namespace ff::kernels

#endif
