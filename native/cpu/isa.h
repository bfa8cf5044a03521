// What differs between instruction sets: a table of inner loops over weights and float32 rows.
//
// Shared contract of all of them. A weight element becomes float32 first: F32, F16 and Q8_0 (d * q, 11 + 8 bits)
// exactly, Q4_1 (d * q + m; the product is exact, 11 + 4 bits) with one rounding to nearest, the same bits in every
// table. Element i of a row goes into lane i mod 8 of eight float32 partial sums, in increasing i; `avx2` uses fused
// multiply-add, `scalar` rounds the product. The lanes are added as ((0+4)+(2+6)) + ((1+5)+(3+7)). So a result depends
// on the row and the activations alone: not on the number of tokens, rows or threads.
#ifndef FF_CPU_ISA_H
#define FF_CPU_ISA_H

#include <stdint.h>

namespace ff::cpu {

/// Weight formats that kernels here take.
enum Format : uint32_t { kF32, kF16, kQ4_1, kQ8_0, kFormatCount };

struct Isa {
  const char* name;

  /// out[0, cols) = the weight row in float32.
  void (*dequantise[kFormatCount])(const uint8_t* row, uint32_t cols, float* out);

  /// y[r] = row r · x for `rows` rows of `row_bytes` each. x: (cols).
  void (*matvec[kFormatCount])(const uint8_t* w, uint64_t row_bytes, uint32_t rows, uint32_t cols, const float* x,
                               float* y);

  /// y[t * y_stride + r] = w[r] · x[t]. w: (rows, cols), x: (tokens, cols).
  void (*matmul)(const float* w, uint32_t rows, uint32_t cols, const float* x, uint32_t tokens, float* y,
                 uint64_t y_stride);

  /// a · b.
  float (*dot)(const float* a, const float* b, uint32_t n);

  /// y[i] += scale * x[i], element by element.
  void (*add_scaled)(float scale, const float* x, float* y, uint32_t n);
};

extern const Isa kScalar;
extern const Isa kAvx2;

/// The best table for this CPU among those built in.
const Isa& best_isa();

} // namespace ff::cpu

#endif
