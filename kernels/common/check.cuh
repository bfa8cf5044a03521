// Argument checks of each op, shared by its fast and its naive launcher.
#ifndef FF_KERNELS_COMMON_CHECK_CUH
#define FF_KERNELS_COMMON_CHECK_CUH

#include "common/blocks.cuh"
#include "common/launch.cuh"

namespace ff::kernels {

inline Status check(const RmsNorm& a) {
  constexpr const char* kName = "rms_norm";
  FF_TRY(check_extent(kName, "rows", a.rows, kMaxExtent));
  FF_TRY(check_extent(kName, "cols", a.cols, kMaxExtent));
  FF_TRY(check_extent(kName, "max_grid", a.max_grid, kMaxGrid));
  const uint64_t row = uint64_t{a.cols} * sizeof(float);
  FF_TRY(check_span(kName, "x", a.x, a.rows * row, alignof(float)));
  FF_TRY(check_span(kName, "gain", a.gain, row, alignof(float)));
  FF_TRY(check_span(kName, "y", a.y, a.rows * row, alignof(float)));
  FF_TRY(check_apart(kName, "x", a.x, a.y));
  return check_apart(kName, "gain", a.gain, a.y);
}

inline Status check_cols(const char* kernel, uint32_t cols) {
  FF_TRY(check_extent(kernel, "cols", cols, kMaxExtent));
  if (cols % kBlockSize == 0)
    return {};
  return fail(FF_E_EXTENT, "%s: expected columns in blocks of %u, found %u", kernel, kBlockSize, cols);
}

inline Status check(const QuantizeQ8_1& a) {
  constexpr const char* kName = "quantize_q8_1";
  FF_TRY(check_extent(kName, "rows", a.rows, kMaxExtent));
  FF_TRY(check_cols(kName, a.cols));
  FF_TRY(check_extent(kName, "max_grid", a.max_grid, kMaxGrid));
  const uint64_t n_blocks = uint64_t{a.rows} * (a.cols / kBlockSize);
  FF_TRY(check_span(kName, "x", a.x, n_blocks * kBlockSize * sizeof(float), alignof(float)));
  FF_TRY(check_span(kName, "y", a.y, n_blocks * sizeof(BlockQ8_1), alignof(BlockQ8_1)));
  return check_apart(kName, "x", a.x, a.y);
}

inline Status check(const MulMatVecQ& a) {
  constexpr const char* kName = "mul_mat_vec_q";
  const bool q4 = a.format == WeightFormat::kQ4_1;
  const size_t block_bytes = q4 ? sizeof(BlockQ4_1) : sizeof(BlockQ8_0);
  FF_TRY(check_extent(kName, "rows", a.rows, kMaxExtent));
  FF_TRY(check_extent(kName, "tokens", a.tokens, kMaxExtent));
  FF_TRY(check_cols(kName, a.cols));
  FF_TRY(check_extent(kName, "max_grid", a.max_grid, kMaxGrid));
  const uint64_t n_blocks = a.cols / kBlockSize;
  FF_TRY(check_span(kName, "w", a.w, a.rows * n_blocks * block_bytes, q4 ? alignof(BlockQ4_1) : alignof(BlockQ8_0)));
  FF_TRY(check_span(kName, "x", a.x, a.tokens * n_blocks * sizeof(BlockQ8_1), alignof(BlockQ8_1)));
  if (a.bias.data != nullptr)
    FF_TRY(check_span(kName, "bias", a.bias, a.rows * sizeof(float), alignof(float)));
  FF_TRY(check_span(kName, "y", a.y, uint64_t{a.tokens} * a.rows * sizeof(float), alignof(float)));
  FF_TRY(check_apart(kName, "w", a.w, a.y));
  FF_TRY(check_apart(kName, "x", a.x, a.y));
  return check_apart(kName, "bias", a.bias, a.y);
}

} // namespace ff::kernels

#endif
