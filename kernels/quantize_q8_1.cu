// Activations to 8 bits, fast: one warp a block of 32, one lane an element.
//
//   d = max |x_i| / 127,  q_i = round(x_i / d),  s = d · Σ q_i
//
// The operand rounding of contract linear/q8_1@1: both divisions in binary32, to nearest; round takes halves away from
// zero; Σ q is exact, and its product with d is rounded once. d = 0 (a block of zeros, or one so small that d
// underflows) makes q = 0. Where d is subnormal x / d may pass 127: q saturates at ±127, an error of at most 2^-143.
// NaN gives q = 0; such input is outside the contract.
#include "common/check.cuh"
#include "common/convert.cuh"
#include "common/platform.cuh"
#include "common/reduce.cuh"

namespace ff::kernels::fast {

namespace {

constexpr uint32_t kWarps = 4;
constexpr uint32_t kThreads = kWarps * kWarp;

__global__ void quantize_q8_1_kernel(const float* __restrict__ x, // (n_blocks, 32)
                                     BlockQ8_1* __restrict__ y,   // (n_blocks)
                                     uint64_t n_blocks) {
  const uint32_t lane = threadIdx.x % kWarp;
  const uint64_t stride = uint64_t{gridDim.x} * kWarps;
  // The same for all lanes of a warp: they enter and leave the loop together.
  for (uint64_t block = uint64_t{blockIdx.x} * kWarps + threadIdx.x / kWarp; block < n_blocks; block += stride) {
    const float value = x[block * kBlockSize + lane];
    const float d = warp_max(fabsf(value)) / 127.0f;
    const float quotient = d != 0.0f ? value / d : 0.0f;
    const int32_t q = to_int8(roundf(quotient));
    const int32_t sum = warp_sum(q);
    auto* qs = reinterpret_cast<unsigned char*>(y[block].qs);
    qs[lane] = static_cast<unsigned char>(q & 0xff);
    if (lane == 0) {
      y[block].d = d;
      y[block].s = d * static_cast<float>(sum);
    }
  }
}

} // namespace

Status quantize_q8_1(const QuantizeQ8_1& a) {
  FF_TRY(check(a));
  const auto* x = static_cast<const float*>(a.x.data);
  auto* y = static_cast<BlockQ8_1*>(const_cast<void*>(a.y.data));
  const uint64_t n_blocks = uint64_t{a.rows} * (a.cols / kBlockSize);
  return FF_LAUNCH(quantize_q8_1_kernel, dim3(grid_of(n_blocks, kWarps, a.max_grid)), dim3(kThreads), x, y, n_blocks);
}

} // namespace ff::kernels::fast
