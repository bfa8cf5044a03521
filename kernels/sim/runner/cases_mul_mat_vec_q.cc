#include <cmath>
#include <cstring>

#include "abi/device_buffer.h"
#include "common/blocks.cuh"
#include "sim/runner/cases.h"
#include "sim/runtime.h"

namespace ff::sim {

namespace {

using kernels::BlockQ8_1;
using kernels::kBlockSize;
using kernels::WeightFormat;

struct Case {
  WeightFormat format;
  uint32_t rows, tokens, n_blocks;
  bool has_bias;
  uint32_t max_grid;

  bool q4() const { return format == WeightFormat::kQ4_1; }
  uint64_t block_bytes() const { return q4() ? sizeof(kernels::BlockQ4_1) : sizeof(kernels::BlockQ8_0); }
};

struct Data {
  std::vector<uint8_t> w; // (rows, n_blocks), as in a file
  std::vector<BlockQ8_1> x;
  std::vector<float> bias;
};

/// Arbitrary bytes, but no infinite scale: those are not the kernel's to judge.
std::vector<uint8_t> make_weights(const Case& c, Random& random) {
  std::vector<uint8_t> w(c.rows * c.n_blocks * c.block_bytes());
  for (uint8_t& byte : w)
    byte = static_cast<uint8_t>(random.below(256));
  for (size_t at = 0; at < w.size(); at += c.block_bytes()) {
    w[at + 1] &= 0xbb; // exponents of d and m below 24: binary16's own range is not the subject
    if (c.q4())
      w[at + 3] &= 0xbb;
  }
  return w;
}

Data make(const Case& c) {
  Random random(c.rows * 31u + c.tokens * 37u + c.n_blocks * 41u + (c.q4() ? 1u : 0u));
  Data data{make_weights(c, random), std::vector<BlockQ8_1>(uint64_t{c.tokens} * c.n_blocks), {}};
  for (BlockQ8_1& b : data.x) {
    int sum = 0;
    auto* qs = reinterpret_cast<unsigned char*>(b.qs);
    for (uint32_t i = 0; i < kBlockSize; i++) {
      const int q = static_cast<int>(random.below(255)) - 127;
      qs[i] = static_cast<unsigned char>(q & 0xff);
      sum += q;
    }
    b.d = std::fabs(random.unit()) + 0.01f;
    b.s = b.d * static_cast<float>(sum);
  }
  for (uint32_t r = 0; c.has_bias && r < c.rows; r++)
    data.bias.push_back(1000.0f * random.unit());
  return data;
}

Status run(const KernelSet& set, const Case& c, const Data& data, std::vector<float>* out) {
  out->resize(uint64_t{c.tokens} * c.rows);
  kernels::DeviceBuffer w("w"), x("x"), bias("bias"), y("y");
  FF_TRY(w.upload(data.w.data(), bytes_of(data.w)));
  FF_TRY(x.upload(data.x.data(), bytes_of(data.x)));
  if (c.has_bias)
    FF_TRY(bias.upload(data.bias.data(), bytes_of(data.bias)));
  FF_TRY(y.allocate(bytes_of(*out)));
  FF_TRY(set.mul_mat_vec_q(
      {c.format, w.span(), x.span(), bias.span(), y.span(), c.rows, c.n_blocks * kBlockSize, c.tokens, c.max_grid}));
  FF_TRY(w.check_untouched("mul_mat_vec_q", data.w.data()));
  FF_TRY(x.check_untouched("mul_mat_vec_q", data.x.data()));
  FF_TRY(y.check_untouched("mul_mat_vec_q", nullptr));
  return y.download(out->data());
}

/// One weight block taken apart, byte by byte.
struct Decoded {
  double d, m;
  int q[kBlockSize];
};

Decoded decode(const Case& c, const uint8_t* at) {
  Decoded block{static_cast<double>(load_f16(at)), c.q4() ? static_cast<double>(load_f16(at + 2)) : 0.0, {}};
  for (uint32_t i = 0; i < kBlockSize; i++) {
    if (c.q4()) {
      block.q[i] = i < 16 ? at[4 + i] % 16 : at[4 + i - 16] / 16;
    } else {
      block.q[i] = at[2 + i] < 128 ? at[2 + i] : at[2 + i] - 256;
    }
  }
  return block;
}

/// |y - mid| ≤ γ_{n+4} Σ(|d_w d_x Σ| + |m s|) + |bias| roundings, per output.
bool is_right(const Case& c, const Data& data, uint32_t token, uint32_t row, float y) {
  double mid = 0, magnitude = 0;
  for (uint32_t b = 0; b < c.n_blocks; b++) {
    const Decoded w = decode(c, &data.w[(uint64_t{row} * c.n_blocks + b) * c.block_bytes()]);
    const BlockQ8_1& x = data.x[uint64_t{token} * c.n_blocks + b];
    const auto* qs = reinterpret_cast<const unsigned char*>(x.qs);
    int dot = 0;
    for (uint32_t i = 0; i < kBlockSize; i++)
      dot += w.q[i] * (qs[i] < 128 ? qs[i] : qs[i] - 256);
    const double scaled = w.d * static_cast<double>(x.d) * dot;
    const double offset = w.m * static_cast<double>(x.s);
    mid += scaled + offset;
    magnitude += std::fabs(scaled) + std::fabs(offset);
  }
  if (c.has_bias) {
    mid += static_cast<double>(data.bias[row]);
    magnitude += std::fabs(static_cast<double>(data.bias[row]));
  }
  const double roundings = (c.n_blocks + 4) * kU;
  return std::fabs(static_cast<double>(y) - mid) <= roundings / (1 - roundings) * magnitude;
}

void run_case(const KernelSet& set, const Case& c, Tally& tally) {
  const Data data = make(c);
  const char* format = c.q4() ? "q4_1" : "q8_0";
  std::vector<float> first, again;
  for (const uint64_t seed : kSeeds) {
    options().seed = seed;
    const auto line = static_cast<unsigned long long>(seed);
    const Status status = run(set, c, data, &again);
    tally.expect(status.ok(), "mul_mat_vec_q.%s.%s rows %u tokens %u blocks %u seed %llu: %s", format, set.name, c.rows,
                 c.tokens, c.n_blocks, line, last_error());
    if (!status.ok())
      continue;
    if (first.empty())
      first = again;
    uint64_t wrong = 0;
    for (uint32_t t = 0; t < c.tokens; t++) {
      for (uint32_t r = 0; r < c.rows; r++)
        wrong += is_right(c, data, t, r, again[uint64_t{t} * c.rows + r]) ? 0 : 1;
    }
    tally.expect(wrong == 0, "mul_mat_vec_q.%s.%s rows %u tokens %u blocks %u seed %llu: %llu outputs wrong", format,
                 set.name, c.rows, c.tokens, c.n_blocks, line, static_cast<unsigned long long>(wrong));
    tally.expect(std::memcmp(first.data(), again.data(), bytes_of(first)) == 0,
                 "mul_mat_vec_q.%s.%s rows %u tokens %u blocks %u seed %llu: not the bits of the first schedule",
                 format, set.name, c.rows, c.tokens, c.n_blocks, line);
  }
}

} // namespace

void mul_mat_vec_q_cases(const KernelSet& set, Tally& tally) {
  for (const WeightFormat format : {WeightFormat::kQ4_1, WeightFormat::kQ8_0}) {
    for (const uint32_t n_blocks : {1u, 2u, 8u, 18u, 31u, 32u, 33u, 65u}) { // 32: the fast kernel's step
      run_case(set, {format, 1, 1, n_blocks, false, kernels::kMaxGrid}, tally);
      run_case(set, {format, 3, 2, n_blocks, true, 4}, tally); // blocks stride over the rest
      run_case(set, {format, 5, 3, n_blocks, true, kernels::kMaxGrid}, tally);
    }
    for (const uint32_t rows : {21u, 32u, 33u}) { // with two tokens around the naive kernel's tile of 64
      if (!kTsan || set.name[0] == 'n')
        run_case(set, {format, rows, 2, 3, false, kernels::kMaxGrid}, tally);
    }
  }
}

} // namespace ff::sim
