// Matrix times vector with quantised weights and activations, fast: one block of four warps an output, four lanes a
// block of 32, dp4a for the integers.
//
//   y[t][r] = Σ_b ( d_w · (d_x · Σ_i q_w,i q_x,i) + m_b · s_b ) + bias[r]
//
// over the blocks b of 32 columns; d_w, m_b of W's row r, d_x, s_b of token t's activations; Q8_0 has no m.
// Numeric contract linear/q8_1@1: activations rounded as quantize_q8_1.cu says; the integer sum is exact; terms and
// their sum in binary32, in any order, fused or not. d_x · Σ never underflows (d_x is a multiple of 2^-149, the sum an
// integer), so that a term loses at most 2^-150 to underflow by each of its two last products. Inputs are at most 2^40
// in magnitude: nothing overflows with finite weights. Bitwise the same in every run.
//
// Four lanes share a block (a quad): lane k of it reads words k and k + 4 of the activations, and the nibbles or bytes
// that belong to them. Their sums are added as integers before anything is scaled, so that the terms are those of the
// formula and its bound.
#include "common/blocks.cuh"
#include "common/check.cuh"
#include "common/convert.cuh"
#include "common/dot.cuh"
#include "common/platform.cuh"
#include "common/reduce.cuh"

namespace ff::kernels::fast {

namespace {

constexpr uint32_t kWarps = 4;
constexpr uint32_t kThreads = kWarps * kWarp;
constexpr uint32_t kQuad = 4;
constexpr uint32_t kBlocksAtOnce = kThreads / kQuad;

struct Q4_1 {
  using Block = BlockQ4_1;

  /// Lane k's share of Σ q_w q_x: elements 4k … 4k+3 and 16+4k … 16+4k+3.
  static FF_MEMBER int32_t dot(const BlockQ4_1& w, const BlockQ8_1& x, uint32_t k) {
    const uint32_t low = w.qs[k] & 0x0f0f0f0fu;
    const uint32_t high = w.qs[k] >> 4 & 0x0f0f0f0fu;
    return dot4(low, x.qs[k], dot4(high, x.qs[k + 4], 0));
  }

  static FF_MEMBER float term(const BlockQ4_1& w, const BlockQ8_1& x, int32_t sum) {
    const float scaled = half_to_float(w.d) * (x.d * static_cast<float>(sum));
    return fmaf(half_to_float(w.m), x.s, scaled);
  }
};

struct Q8_0 {
  using Block = BlockQ8_0;

  /// Word k of the quants, in two halves: a block of 34 bytes is only aligned to 2.
  static FF_MEMBER uint32_t word(const BlockQ8_0& w, uint32_t k) {
    return w.qs[2 * k] | uint32_t{w.qs[2 * k + 1]} << 16;
  }

  static FF_MEMBER int32_t dot(const BlockQ8_0& w, const BlockQ8_1& x, uint32_t k) {
    return dot4(word(w, k), x.qs[k], dot4(word(w, k + 4), x.qs[k + 4], 0));
  }

  static FF_MEMBER float term(const BlockQ8_0& w, const BlockQ8_1& x, int32_t sum) {
    return half_to_float(w.d) * (x.d * static_cast<float>(sum));
  }
};

template <typename Format>
__global__ void mul_mat_vec_q_kernel(const typename Format::Block* __restrict__ w, // (rows, n_blocks)
                                     const BlockQ8_1* __restrict__ x,              // (tokens, n_blocks)
                                     const float* __restrict__ bias,               // (rows), or null
                                     float* __restrict__ y,                        // (tokens, rows)
                                     uint32_t rows, uint32_t tokens, uint32_t n_blocks) {
  FF_SHARED(float, partial, kWarps);
  const uint32_t k = threadIdx.x % kQuad;
  const uint64_t n_outputs = uint64_t{rows} * tokens;
  for (uint64_t output = blockIdx.x; output < n_outputs; output += gridDim.x) {
    const auto row = static_cast<uint32_t>(output % rows);
    const uint64_t token = output / rows;
    const typename Format::Block* w_row = w + uint64_t{row} * n_blocks;
    const BlockQ8_1* x_row = x + token * n_blocks;
    float sum = 0.0f;
    for (uint32_t first = 0; first < n_blocks; first += kBlocksAtOnce) {
      const uint32_t b = first + threadIdx.x / kQuad;
      const bool inside = b < n_blocks; // a quad outside still takes part in the shuffles
      int32_t dot = inside ? Format::dot(w_row[b], x_row[b], k) : 0;
      dot += __shfl_xor_sync(kFullMask, dot, 1);
      dot += __shfl_xor_sync(kFullMask, dot, 2);
      if (inside && k == 0)
        sum += Format::term(w_row[b], x_row[b], dot);
    }
    const float total = block_sum(sum, partial);
    if (threadIdx.x == 0)
      y[output] = bias == nullptr ? total : total + bias[row];
    __syncthreads(); // `partial` is written again for the next output
  }
}

template <typename Format> Status launch_mul_mat_vec_q(const MulMatVecQ& a) {
  const auto* w = static_cast<const typename Format::Block*>(a.w.data);
  const auto* x = static_cast<const BlockQ8_1*>(a.x.data);
  const auto* bias = static_cast<const float*>(a.bias.data);
  auto* y = static_cast<float*>(const_cast<void*>(a.y.data));
  const dim3 grid(grid_of(uint64_t{a.rows} * a.tokens, 1, a.max_grid));
  return FF_LAUNCH(mul_mat_vec_q_kernel<Format>, grid, dim3(kThreads), w, x, bias, y, a.rows, a.tokens,
                   a.cols / kBlockSize);
}

} // namespace

Status mul_mat_vec_q(const MulMatVecQ& a) {
  FF_TRY(check(a));
  return a.format == WeightFormat::kQ4_1 ? launch_mul_mat_vec_q<Q4_1>(a) : launch_mul_mat_vec_q<Q8_0>(a);
}

} // namespace ff::kernels::fast
