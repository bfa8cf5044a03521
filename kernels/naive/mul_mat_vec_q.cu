// Matrix times vector with quantised weights and activations, naive: one thread an output, elements in order, no words.
// Mathematics and contract: ../mul_mat_vec_q.cu.
#include "common/blocks.cuh"
#include "common/check.cuh"
#include "common/convert.cuh"
#include "common/platform.cuh"

namespace ff::kernels::naive {

namespace {

constexpr uint32_t kThreads = 64;

/// Byte i of packed words, as the little-endian memory that they are.
template <typename Word> FF_DEVICE uint32_t byte_of(const Word* words, uint32_t i) {
  return reinterpret_cast<const unsigned char*>(words)[i];
}

FF_DEVICE int32_t signed_byte(uint32_t byte) {
  return byte >= 128 ? static_cast<int32_t>(byte) - 256 : static_cast<int32_t>(byte);
}

struct Q4_1 {
  using Block = BlockQ4_1;
  static FF_MEMBER int32_t quant(const BlockQ4_1& w, uint32_t i) {
    return static_cast<int32_t>(i < 16 ? byte_of(w.qs, i) & 15u : byte_of(w.qs, i - 16) >> 4);
  }
  static FF_MEMBER float min(const BlockQ4_1& w) { return half_to_float(w.m); }
};

struct Q8_0 {
  using Block = BlockQ8_0;
  static FF_MEMBER int32_t quant(const BlockQ8_0& w, uint32_t i) { return signed_byte(byte_of(w.qs, i)); }
  static FF_MEMBER float min(const BlockQ8_0&) { return 0.0f; }
};

template <typename Format>
__global__ void mul_mat_vec_q_kernel(const typename Format::Block* __restrict__ w, // (rows, n_blocks)
                                     const BlockQ8_1* __restrict__ x,              // (tokens, n_blocks)
                                     const float* __restrict__ bias,               // (rows), or null
                                     float* __restrict__ y,                        // (tokens, rows)
                                     uint32_t rows, uint32_t tokens, uint32_t n_blocks) {
  const uint64_t n_outputs = uint64_t{rows} * tokens;
  const uint64_t first = uint64_t{blockIdx.x} * kThreads + threadIdx.x;
  for (uint64_t output = first; output < n_outputs; output += uint64_t{gridDim.x} * kThreads) {
    const uint64_t row = output % rows;
    float total = 0.0f;
    for (uint32_t b = 0; b < n_blocks; b++) {
      const auto& wb = w[row * n_blocks + b];
      const BlockQ8_1& xb = x[output / rows * n_blocks + b];
      int32_t dot = 0;
      for (uint32_t i = 0; i < kBlockSize; i++)
        dot += Format::quant(wb, i) * signed_byte(byte_of(xb.qs, i));
      total += half_to_float(wb.d) * (xb.d * static_cast<float>(dot)) + Format::min(wb) * xb.s;
    }
    y[output] = bias == nullptr ? total : total + bias[row];
  }
}

template <typename Format> Status launch_mul_mat_vec_q(const MulMatVecQ& a) {
  const auto* w = static_cast<const typename Format::Block*>(a.w.data);
  const auto* x = static_cast<const BlockQ8_1*>(a.x.data);
  const auto* bias = static_cast<const float*>(a.bias.data);
  auto* y = static_cast<float*>(const_cast<void*>(a.y.data));
  const dim3 grid(grid_of(uint64_t{a.rows} * a.tokens, kThreads, a.max_grid));
  return FF_LAUNCH(mul_mat_vec_q_kernel<Format>, grid, dim3(kThreads), w, x, bias, y, a.rows, a.tokens,
                   a.cols / kBlockSize);
}

} // namespace

Status mul_mat_vec_q(const MulMatVecQ& a) {
  FF_TRY(check(a));
  return a.format == WeightFormat::kQ4_1 ? launch_mul_mat_vec_q<Q4_1>(a) : launch_mul_mat_vec_q<Q8_0>(a);
}

} // namespace ff::kernels::naive
