// The launchers, as the ABI and the tests call them. Each op has a fast kernel and a naive one with the same contract.
//
// Buffers are device memory: on the host, memory that the SIMT runtime's sanitizers watch. A launcher checks extents,
// alignment and aliasing (FF_E_EXTENT, FF_E_ALIGNMENT, FF_E_ALIAS, FF_E_ARGUMENT) and starts its kernel; on the host it
// also waits, and returns FF_E_DEFECT when the runtime found one.
#ifndef FF_KERNELS_KERNELS_H
#define FF_KERNELS_KERNELS_H

#include <cstddef>
#include <cstdint>

#include "common/error.h"

namespace ff::kernels {

/// Device memory: exactly `bytes` of it.
struct Span {
  const void* data = nullptr;
  uint64_t bytes = 0;
};

/// Rows and columns of one call, as limits.h has them for a Program.
inline constexpr uint32_t kMaxExtent = 1u << 24;
/// Blocks of a grid before kernels stride: enough to fill any device many times over, and far below the limit 2^31 - 1.
inline constexpr uint32_t kMaxGrid = 1u << 20;

/// y = x / sqrt(mean(x²) + eps) · gain, row by row.
struct RmsNorm {
  Span x;    // float (rows, cols)
  Span gain; // float (cols)
  Span y;    // float (rows, cols), overlapping neither
  uint32_t rows, cols;
  float eps;
  uint32_t max_grid = kMaxGrid; // tests make it small, so that the stride is taken
};

/// Activations to blocks of 32 with one scale: BlockQ8_1.
struct QuantizeQ8_1 {
  Span x; // float (rows, cols)
  Span y; // BlockQ8_1 (rows, cols / 32)
  uint32_t rows, cols;
  uint32_t max_grid = kMaxGrid;
};

enum class WeightFormat : uint8_t { kQ4_1, kQ8_0 };

/// y = x · Wᵀ + bias, with quantised weights and activations.
struct MulMatVecQ {
  WeightFormat format;
  Span w;    // blocks of the format (rows, cols / 32)
  Span x;    // BlockQ8_1 (tokens, cols / 32)
  Span bias; // float (rows), or empty
  Span y;    // float (tokens, rows), overlapping none
  uint32_t rows, cols, tokens;
  uint32_t max_grid = kMaxGrid;
};

namespace fast {
Status rms_norm(const RmsNorm& a);
Status quantize_q8_1(const QuantizeQ8_1& a);
Status mul_mat_vec_q(const MulMatVecQ& a);
} // namespace fast

namespace naive {
Status rms_norm(const RmsNorm& a);
Status quantize_q8_1(const QuantizeQ8_1& a);
Status mul_mat_vec_q(const MulMatVecQ& a);
} // namespace naive

} // namespace ff::kernels

#endif
