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

/// What the 32 values of a block are like.
enum class Kind : uint32_t { kOrdinary, kZeros, kTies, kOnePeak, kSubnormal, kHuge, kNegative, kCount };

float value_of(Kind kind, uint32_t i, Random& random) {
  switch (kind) {
  case Kind::kZeros:
    return i % 2 == 0 ? 0.0f : -0.0f;
  case Kind::kTies: // d = 2 exactly: every other value lies between two integers
    return i == 5 ? 254.0f : static_cast<float>(static_cast<int>(i) - 16) * 2.0f + 1.0f;
  case Kind::kOnePeak:
    return i == 31 ? -3.0f : 0.0f;
  case Kind::kSubnormal: // d rounds to 2^-149, and x / d passes 127
    return random.unit() * 178.0f * 0x1p-149f;
  case Kind::kHuge:
    return random.unit() * 0x1p64f;
  case Kind::kNegative:
    return -1.0f - std::fabs(random.unit());
  default:
    return random.unit() * 8.0f;
  }
}

std::vector<float> make(uint32_t rows, uint32_t cols) {
  Random random(rows * 7919u + cols);
  std::vector<float> x(uint64_t{rows} * cols);
  for (size_t i = 0; i < x.size(); i++) {
    const auto kind = static_cast<Kind>(i / kBlockSize % static_cast<uint32_t>(Kind::kCount));
    x[i] = value_of(kind, static_cast<uint32_t>(i % kBlockSize), random);
  }
  return x;
}

/// The block as the contract has it: both divisions in binary32, halves away from zero.
bool is_right(const float* x, const BlockQ8_1& got) {
  float greatest = 0;
  for (uint32_t i = 0; i < kBlockSize; i++)
    greatest = std::fmax(greatest, std::fabs(x[i]));
  const float d = greatest / 127.0f;
  int sum = 0;
  const auto* qs = reinterpret_cast<const unsigned char*>(got.qs);
  for (uint32_t i = 0; i < kBlockSize; i++) {
    const float exact = d == 0.0f ? 0.0f : std::round(x[i] / d);
    const int q = static_cast<int>(std::fmin(127.0f, std::fmax(-127.0f, exact)));
    if ((q & 0xff) != qs[i])
      return false;
    sum += q;
  }
  return got.d == d && got.s == d * static_cast<float>(sum);
}

Status run(const KernelSet& set, uint32_t rows, uint32_t cols, uint32_t max_grid, const std::vector<float>& x,
           std::vector<BlockQ8_1>* out) {
  out->resize(x.size() / kBlockSize);
  kernels::DeviceBuffer in("x"), y("y");
  FF_TRY(in.upload(x.data(), bytes_of(x)));
  FF_TRY(y.allocate(bytes_of(*out)));
  FF_TRY(set.quantize_q8_1({in.span(), y.span(), rows, cols, max_grid}));
  FF_TRY(in.check_untouched("quantize_q8_1", x.data()));
  FF_TRY(y.check_untouched("quantize_q8_1", nullptr));
  return y.download(out->data());
}

void run_case(const KernelSet& set, uint32_t rows, uint32_t cols, uint32_t max_grid, Tally& tally) {
  const std::vector<float> x = make(rows, cols);
  std::vector<BlockQ8_1> y;
  for (const uint64_t seed : kSeeds) {
    options().seed = seed;
    const auto line = static_cast<unsigned long long>(seed);
    const Status status = run(set, rows, cols, max_grid, x, &y);
    tally.expect(status.ok(), "quantize_q8_1.%s (%u,%u) seed %llu: %s", set.name, rows, cols, line, last_error());
    if (!status.ok())
      continue;
    uint64_t wrong = 0;
    for (size_t b = 0; b < y.size(); b++)
      wrong += is_right(&x[b * kBlockSize], y[b]) ? 0 : 1;
    tally.expect(wrong == 0, "quantize_q8_1.%s (%u,%u) seed %llu: %llu of %zu blocks wrong", set.name, rows, cols, line,
                 static_cast<unsigned long long>(wrong), y.size());
  }
}

} // namespace

void quantize_q8_1_cases(const KernelSet& set, Tally& tally) {
  for (const uint32_t blocks : {1u, 3u, 4u, 5u, 63u, 64u, 65u}) {
    run_case(set, 1, blocks * kBlockSize, kernels::kMaxGrid, tally);
  }
  run_case(set, 7, 5 * kBlockSize, 2, tally); // blocks stride over the rest
}

} // namespace ff::sim
