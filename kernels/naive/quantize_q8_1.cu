// Activations to 8 bits, naive: one thread a block. Mathematics and contract: ../quantize_q8_1.cu.
#include "common/check.cuh"
#include "common/convert.cuh"
#include "common/platform.cuh"

namespace ff::kernels::naive {

namespace {

constexpr uint32_t kThreads = 64;

__global__ void quantize_q8_1_kernel(const float* __restrict__ x, // (n_blocks, 32)
                                     BlockQ8_1* __restrict__ y,   // (n_blocks)
                                     uint64_t n_blocks) {
  const uint64_t block = uint64_t{blockIdx.x} * kThreads + threadIdx.x;
  for (uint64_t b = block; b < n_blocks; b += uint64_t{gridDim.x} * kThreads) {
    const float* in = x + b * kBlockSize;
    float greatest = 0.0f;
    for (uint32_t i = 0; i < kBlockSize; i++)
      greatest = fmaxf(greatest, fabsf(in[i]));
    const float d = greatest / 127.0f;
    auto* qs = reinterpret_cast<unsigned char*>(y[b].qs);
    int32_t sum = 0;
    for (uint32_t i = 0; i < kBlockSize; i++) {
      const int32_t q = d != 0.0f ? to_int8(roundf(in[i] / d)) : 0;
      qs[i] = static_cast<unsigned char>(q & 0xff);
      sum += q;
    }
    y[b].d = d;
    y[b].s = d * static_cast<float>(sum);
  }
}

} // namespace

Status quantize_q8_1(const QuantizeQ8_1& a) {
  FF_TRY(check(a));
  const auto* x = static_cast<const float*>(a.x.data);
  auto* y = static_cast<BlockQ8_1*>(const_cast<void*>(a.y.data));
  const uint64_t n_blocks = uint64_t{a.rows} * (a.cols / kBlockSize);
  return FF_LAUNCH(quantize_q8_1_kernel, dim3(grid_of(n_blocks, kThreads, a.max_grid)), dim3(kThreads), x, y, n_blocks);
}

} // namespace ff::kernels::naive
