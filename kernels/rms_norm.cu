// RMSNorm, fast: one block a row.
//
//   y_i = x_i · s · g_i,  s = 1 / sqrt(Σ x_j² / n + eps)            (Zhang and Sennrich, 2019)
//
// Numeric contract norm/f32-rsqrt@1: Σ x² in binary32, in any order, fused or not; the division by n, the addition of
// eps (rounded to binary32) and the two products each rounded once; rsqrt within 2 ulp. Inputs are finite, at most 2^40
// in magnitude: no square or sum overflows. Squares below 2^-149 vanish: absolutely, at most n · 2^-150 of Σ x².
// Bitwise the same in every run: no atomics, and a fixed tree.
#include "common/check.cuh"
#include "common/convert.cuh"
#include "common/platform.cuh"
#include "common/reduce.cuh"

namespace ff::kernels::fast {

namespace {

constexpr uint32_t kThreads = 256;
constexpr uint32_t kWarps = kThreads / kWarp;

__global__ void rms_norm_kernel(const float* __restrict__ x,    // (rows, cols)
                                const float* __restrict__ gain, // (cols)
                                float* __restrict__ y,          // (rows, cols)
                                uint32_t rows, uint32_t cols, float eps) {
  FF_SHARED(float, partial, kWarps);
  const uint32_t summed = FF_MUTATED(101) ? cols / kThreads * kThreads : cols;
  const uint32_t end = FF_MUTATED(109) ? cols + 1 : cols;
  for (uint32_t row = blockIdx.x; row < rows; row += gridDim.x) {
    if (FF_MUTATED(108) && row + 1 >= rows && rows > 1)
      return;
    if (FF_MUTATED(112) && threadIdx.x >= cols)
      return;
    const float* x_row = x + uint64_t{row} * cols;
    float sum = 0.0f;
    for (uint32_t i = threadIdx.x; i < summed; i += kThreads)
      sum = fmaf(x_row[i], x_row[i], sum);
    if (FF_MUTATED(111) && threadIdx.x == 0)
      sum = fmaf(x_row[cols], 0.0f, sum);
    const float mean =
        block_sum<!FF_MUTATED(105)>(sum, partial) / static_cast<float>(FF_MUTATED(103) ? cols + 1 : cols);
    const float scale = FF_MUTATED(110) ? 1.0f / (mean + eps) : rsqrt_f32(FF_MUTATED(102) ? mean : mean + eps);
    float* y_row = y + uint64_t{row} * cols;
    for (uint32_t i = threadIdx.x; i < end; i += kThreads) {
      y_row[i] = x_row[i] * scale * gain[FF_MUTATED(107) && i + 1 == cols ? 0 : i];
    }
    if (!FF_MUTATED(106))
      __syncthreads(); // `partial` is written again for the next row
  }
}

} // namespace

Status rms_norm(const RmsNorm& a) {
  FF_TRY(check(a));
  const auto* x = static_cast<const float*>(a.x.data);
  const auto* gain = static_cast<const float*>(a.gain.data);
  auto* y = static_cast<float*>(const_cast<void*>(a.y.data));
  return FF_LAUNCH(rms_norm_kernel, dim3(grid_of(a.rows, 1, a.max_grid)), dim3(kThreads), x, gain, y, a.rows, a.cols,
                   a.eps);
}

} // namespace ff::kernels::fast
