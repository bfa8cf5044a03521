// Inner loops for AVX2, FMA and F16C, as isa.h promises. The only file compiled with those flags: it includes nothing
// that defines inline functions of the C++ library, so that no AVX2 copy of one can be linked into code for other CPUs.
#include <immintrin.h>
#include <string.h>

#include "cpu/isa.h"

namespace ff::cpu {

namespace {

constexpr uint32_t kLanes = 8;

/// ((0+4)+(2+6)) + ((1+5)+(3+7)).
inline float total(__m256 lanes) {
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(lanes), _mm256_extractf128_ps(lanes, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

/// The first n of 8 lanes; loads nothing beyond them.
inline __m256i mask_of(uint32_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

inline __m256 load_tail(const float* from, uint32_t n) { return _mm256_maskload_ps(from, mask_of(n)); }

/// A format: blocks of `kVectors` times 8 elements in `kBytes` bytes, each decoded into vectors in order.
struct F32 {
  static constexpr uint32_t kVectors = 1, kBytes = 32;
  static void decode(const uint8_t* block, __m256* w) { w[0] = _mm256_loadu_ps(reinterpret_cast<const float*>(block)); }
};

struct F16 {
  static constexpr uint32_t kVectors = 1, kBytes = 16;
  static void decode(const uint8_t* block, __m256* w) {
    w[0] = _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block)));
  }
};

/// Eight bytes widened to eight int32.
inline __m256i widen_unsigned(const uint8_t* from) {
  return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
}

struct Q4_1 {
  static constexpr uint32_t kVectors = 4, kBytes = 20;
  static void decode(const uint8_t* block, __m256* w) {
    int32_t both;
    memcpy(&both, block, sizeof both);
    const __m128 scales = _mm_cvtph_ps(_mm_cvtsi32_si128(both));
    const __m256 d = _mm256_broadcastss_ps(scales);
    const __m256 m = _mm256_broadcastss_ps(_mm_movehdup_ps(scales));
    const __m256i low = _mm256_set1_epi32(15);
    for (uint32_t i = 0; i < 2; i++) {
      const __m256i quants = widen_unsigned(block + 4 + 8 * i);
      w[i] = _mm256_fmadd_ps(d, _mm256_cvtepi32_ps(_mm256_and_si256(quants, low)), m);
      w[2 + i] = _mm256_fmadd_ps(d, _mm256_cvtepi32_ps(_mm256_srli_epi32(quants, 4)), m);
    }
  }
};

struct Q8_0 {
  static constexpr uint32_t kVectors = 4, kBytes = 34;
  static void decode(const uint8_t* block, __m256* w) {
    uint16_t half;
    memcpy(&half, block, sizeof half);
    const __m256 d = _mm256_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(half)));
    for (uint32_t i = 0; i < 4; i++) {
      const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(block + 2 + 8 * i));
      w[i] = _mm256_mul_ps(d, _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)));
    }
  }
};

/// The last n < 8 elements of a row without blocks, zero beyond: through a buffer, since there are no 16-bit masked
/// loads.
template <typename Format> __m256 decode_tail(const uint8_t* from, uint32_t n) {
  uint8_t padded[Format::kBytes] = {};
  memcpy(padded, from, n * Format::kBytes / kLanes);
  __m256 w;
  Format::decode(padded, &w);
  return w;
}

template <typename Format> void dequantise(const uint8_t* row, uint32_t cols, float* out) {
  __m256 w[Format::kVectors];
  uint32_t i = 0;
  for (; i + Format::kVectors * kLanes <= cols; i += Format::kVectors * kLanes, row += Format::kBytes) {
    Format::decode(row, w);
    for (uint32_t v = 0; v < Format::kVectors; v++)
      _mm256_storeu_ps(out + i + v * kLanes, w[v]);
  }
  if constexpr (Format::kVectors == 1) {
    if (i < cols)
      _mm256_maskstore_ps(out + i, mask_of(cols - i), decode_tail<Format>(row, cols - i));
  }
}

/// y[0, R): R rows at once, for as many independent chains of additions.
template <typename Format, uint32_t R>
void matvec_rows(const uint8_t* w, uint64_t row_bytes, uint32_t cols, const float* x, float* y) {
  __m256 sum[R];
  for (uint32_t r = 0; r < R; r++)
    sum[r] = _mm256_setzero_ps();
  uint32_t i = 0;
  for (; i + Format::kVectors * kLanes <= cols; i += Format::kVectors * kLanes, w += Format::kBytes) {
    __m256 block[Format::kVectors];
    for (uint32_t r = 0; r < R; r++) {
      Format::decode(w + r * row_bytes, block);
      for (uint32_t v = 0; v < Format::kVectors; v++) {
        sum[r] = _mm256_fmadd_ps(block[v], _mm256_loadu_ps(x + i + v * kLanes), sum[r]);
      }
    }
  }
  if constexpr (Format::kVectors == 1) {
    if (i < cols) {
      const __m256 rest = load_tail(x + i, cols - i);
      for (uint32_t r = 0; r < R; r++) {
        sum[r] = _mm256_fmadd_ps(decode_tail<Format>(w + r * row_bytes, cols - i), rest, sum[r]);
      }
    }
  }
  for (uint32_t r = 0; r < R; r++)
    y[r] = total(sum[r]);
}

template <typename Format>
void matvec(const uint8_t* w, uint64_t row_bytes, uint32_t rows, uint32_t cols, const float* x, float* y) {
  uint32_t r = 0;
  for (; r + 4 <= rows; r += 4)
    matvec_rows<Format, 4>(w + r * row_bytes, row_bytes, cols, x, y + r);
  for (; r < rows; r++)
    matvec_rows<Format, 1>(w + r * row_bytes, row_bytes, cols, x, y + r);
}

/// R rows by T tokens: R · T chains, R + T loads for R · T multiply-adds.
template <uint32_t R, uint32_t T>
void matmul_tile(const float* w, uint32_t cols, const float* x, float* y, uint64_t y_stride) {
  __m256 sum[R][T];
  for (uint32_t r = 0; r < R; r++) {
    for (uint32_t t = 0; t < T; t++)
      sum[r][t] = _mm256_setzero_ps();
  }
  const auto step = [&](auto load) {
    __m256 token[T];
    for (uint32_t t = 0; t < T; t++)
      token[t] = load(x + uint64_t{t} * cols);
    for (uint32_t r = 0; r < R; r++) {
      const __m256 row = load(w + uint64_t{r} * cols);
      for (uint32_t t = 0; t < T; t++)
        sum[r][t] = _mm256_fmadd_ps(row, token[t], sum[r][t]);
    }
  };
  uint32_t i = 0;
  for (; i + kLanes <= cols; i += kLanes)
    step([i](const float* from) { return _mm256_loadu_ps(from + i); });
  if (i < cols)
    step([i, cols](const float* from) { return load_tail(from + i, cols - i); });
  for (uint32_t r = 0; r < R; r++) {
    for (uint32_t t = 0; t < T; t++)
      y[t * y_stride + r] = total(sum[r][t]);
  }
}

template <uint32_t T>
void matmul_rows(const float* w, uint32_t rows, uint32_t cols, const float* x, float* y, uint64_t y_stride) {
  uint32_t r = 0;
  for (; r + 4 <= rows; r += 4)
    matmul_tile<4, T>(w + uint64_t{r} * cols, cols, x, y + r, y_stride);
  for (; r < rows; r++)
    matmul_tile<1, T>(w + uint64_t{r} * cols, cols, x, y + r, y_stride);
}

void matmul(const float* w, uint32_t rows, uint32_t cols, const float* x, uint32_t tokens, float* y,
            uint64_t y_stride) {
  uint32_t t = 0;
  for (; t + 3 <= tokens; t += 3)
    matmul_rows<3>(w, rows, cols, x + uint64_t{t} * cols, y + t * y_stride, y_stride);
  for (; t < tokens; t++)
    matmul_rows<1>(w, rows, cols, x + uint64_t{t} * cols, y + t * y_stride, y_stride);
}

float dot(const float* a, const float* b, uint32_t n) {
  __m256 sum = _mm256_setzero_ps();
  uint32_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    sum = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), sum);
  if (i < n)
    sum = _mm256_fmadd_ps(load_tail(a + i, n - i), load_tail(b + i, n - i), sum);
  return total(sum);
}

void add_scaled(float scale, const float* x, float* y, uint32_t n) {
  const __m256 factor = _mm256_set1_ps(scale);
  uint32_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    _mm256_storeu_ps(y + i, _mm256_fmadd_ps(factor, _mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i)));
  }
  if (i == n)
    return;
  const __m256 rest = _mm256_fmadd_ps(factor, load_tail(x + i, n - i), load_tail(y + i, n - i));
  _mm256_maskstore_ps(y + i, mask_of(n - i), rest);
}

} // namespace

extern const Isa kAvx2 = {
    "avx2",
    {dequantise<F32>, dequantise<F16>, dequantise<Q4_1>, dequantise<Q8_0>},
    {matvec<F32>, matvec<F16>, matvec<Q4_1>, matvec<Q8_0>},
    matmul,
    dot,
    add_scaled,
};

} // namespace ff::cpu
