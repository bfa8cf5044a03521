// RMSNorm, naive: one thread a row, columns in order. Mathematics and contract: ../rms_norm.cu.
#include "common/check.cuh"
#include "common/convert.cuh"
#include "common/platform.cuh"

namespace ff::kernels::naive {

namespace {

constexpr uint32_t kThreads = 64;

__global__ void rms_norm_kernel(const float* __restrict__ x,    // (rows, cols)
                                const float* __restrict__ gain, // (cols)
                                float* __restrict__ y,          // (rows, cols)
                                uint32_t rows, uint32_t cols, float eps) {
  for (uint64_t row = uint64_t{blockIdx.x} * kThreads + threadIdx.x; row < rows;
       row += uint64_t{gridDim.x} * kThreads) {
    const float* x_row = x + row * cols;
    float sum = 0.0f;
    for (uint32_t i = 0; i < cols; i++)
      sum += x_row[i] * x_row[i];
    const float scale = rsqrt_f32(sum / static_cast<float>(cols) + eps);
    for (uint32_t i = 0; i < cols; i++)
      y[row * cols + i] = x_row[i] * scale * gain[i];
  }
}

} // namespace

Status rms_norm(const RmsNorm& a) {
  FF_TRY(check(a));
  const auto* x = static_cast<const float*>(a.x.data);
  const auto* gain = static_cast<const float*>(a.gain.data);
  auto* y = static_cast<float*>(const_cast<void*>(a.y.data));
  return FF_LAUNCH(rms_norm_kernel, dim3(grid_of(a.rows, kThreads, a.max_grid)), dim3(kThreads), x, gain, y, a.rows,
                   a.cols, a.eps);
}

} // namespace ff::kernels::naive
