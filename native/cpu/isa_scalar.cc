// Portable inner loops: no intrinsics. Written over eight lanes, as isa.h promises, which a compiler may vectorise.
#include <cstring>

#include "common/f16.h"
#include "cpu/isa.h"

namespace ff::cpu {

namespace {

constexpr uint32_t kLanes = 8;

/// A format: `kElements` elements in `kBytes` bytes, decoded to float32. Formats without blocks are cut into eights.
struct F32 {
  static constexpr uint32_t kElements = 8, kBytes = 32;
  static void decode(const uint8_t* block, uint32_t n, float* out) { std::memcpy(out, block, n * sizeof(float)); }
};

struct F16 {
  static constexpr uint32_t kElements = 8, kBytes = 16;
  static void decode(const uint8_t* block, uint32_t n, float* out) {
    for (uint32_t i = 0; i < n; i++)
      out[i] = load_f16(block + 2 * i);
  }
};

/// d and m in binary16, then 32 quants of 4 bits: element i in the low half of byte i, 16 + i in the high half.
struct Q4_1 {
  static constexpr uint32_t kElements = 32, kBytes = 20;
  static void decode(const uint8_t* block, uint32_t, float* out) {
    const float d = load_f16(block);
    const float m = load_f16(block + 2);
    for (uint32_t i = 0; i < 16; i++) {
      out[i] = d * static_cast<float>(block[4 + i] & 15) + m;
      out[16 + i] = d * static_cast<float>(block[4 + i] >> 4) + m;
    }
  }
};

/// d in binary16, then 32 signed bytes.
struct Q8_0 {
  static constexpr uint32_t kElements = 32, kBytes = 34;
  static void decode(const uint8_t* block, uint32_t, float* out) {
    const float d = load_f16(block);
    for (uint32_t i = 0; i < 32; i++)
      out[i] = d * static_cast<float>(static_cast<int8_t>(block[2 + i]));
  }
};

struct Lanes {
  float sum[kLanes] = {};

  void multiply_add(const float* a, const float* b, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
      sum[i] += a[i] * b[i];
  }

  float total() const { return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7])); }
};

template <typename Format> void dequantise(const uint8_t* row, uint32_t cols, float* out) {
  for (uint32_t i = 0; i < cols; i += Format::kElements, row += Format::kBytes) {
    const uint32_t n = cols - i < Format::kElements ? cols - i : Format::kElements;
    Format::decode(row, n, out + i);
  }
}

template <typename Format> float row_dot(const uint8_t* row, uint32_t cols, const float* x) {
  Lanes lanes;
  float w[Format::kElements];
  for (uint32_t i = 0; i < cols; i += Format::kElements, row += Format::kBytes) {
    const uint32_t n = cols - i < Format::kElements ? cols - i : Format::kElements;
    Format::decode(row, n, w);
    for (uint32_t j = 0; j < n; j += kLanes)
      lanes.multiply_add(w + j, x + i + j, n - j < kLanes ? n - j : kLanes);
  }
  return lanes.total();
}

template <typename Format>
void matvec(const uint8_t* w, uint64_t row_bytes, uint32_t rows, uint32_t cols, const float* x, float* y) {
  for (uint32_t r = 0; r < rows; r++)
    y[r] = row_dot<Format>(w + r * row_bytes, cols, x);
}

float dot(const float* a, const float* b, uint32_t n) {
  Lanes lanes;
  uint32_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    lanes.multiply_add(a + i, b + i, kLanes);
  lanes.multiply_add(a + i, b + i, n - i);
  return lanes.total();
}

void matmul(const float* w, uint32_t rows, uint32_t cols, const float* x, uint32_t tokens, float* y,
            uint64_t y_stride) {
  for (uint32_t t = 0; t < tokens; t++) {
    for (uint32_t r = 0; r < rows; r++)
      y[t * y_stride + r] = dot(w + uint64_t{r} * cols, x + uint64_t{t} * cols, cols);
  }
}

void add_scaled(float scale, const float* x, float* y, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    y[i] += scale * x[i];
}

} // namespace

extern const Isa kScalar = {
    "scalar",
    {dequantise<F32>, dequantise<F16>, dequantise<Q4_1>, dequantise<Q8_0>},
    {matvec<F32>, matvec<F16>, matvec<Q4_1>, matvec<Q8_0>},
    matmul,
    dot,
    add_scaled,
};

} // namespace ff::cpu
