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
  for (uint32_t row = blockIdx.x; row < rows; row += gridDim.x) {
    const float* x_row = x + uint64_t{row} * cols;
    float sum = 0.0f;
    for (uint32_t i = threadIdx.x; i < cols; i += kThreads)
      sum = fmaf(x_row[i], x_row[i], sum);
    const float mean = block_sum(sum, partial) / static_cast<float>(cols);
    const float scale = rsqrt_f32(mean + eps);
    float* y_row = y + uint64_t{row} * cols;
    for (uint32_t i = threadIdx.x; i < cols; i += kThreads)
      y_row[i] = x_row[i] * scale * gain[i];
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
