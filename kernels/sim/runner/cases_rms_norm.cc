#include <cmath>
#include <cstring>

#include "abi/device_buffer.h"
#include "sim/runner/cases.h"
#include "sim/runtime.h"

namespace ff::sim {

namespace {

struct Case {
  uint32_t rows, cols, max_grid;
  float magnitude, eps;
};

struct Data {
  std::vector<float> x, gain;
};

Data make(const Case& c) {
  Random random(c.rows * 1000003u + c.cols);
  Data data{std::vector<float>(uint64_t{c.rows} * c.cols), std::vector<float>(c.cols)};
  for (float& v : data.x)
    v = random.unit() * c.magnitude;
  for (float& v : data.gain)
    v = 1.0f + random.unit() * 0.5f;
  return data;
}

Status run(const KernelSet& set, const Case& c, const Data& data, std::vector<float>* out) {
  kernels::DeviceBuffer x("x"), gain("gain"), y("y");
  FF_TRY(x.upload(data.x.data(), bytes_of(data.x)));
  FF_TRY(gain.upload(data.gain.data(), bytes_of(data.gain)));
  FF_TRY(y.allocate(bytes_of(data.x)));
  FF_TRY(set.rms_norm({x.span(), gain.span(), y.span(), c.rows, c.cols, c.eps, c.max_grid}));
  FF_TRY(x.check_untouched("rms_norm", data.x.data()));
  FF_TRY(gain.check_untouched("rms_norm", data.gain.data()));
  FF_TRY(y.check_untouched("rms_norm", nullptr));
  out->resize(data.x.size());
  return y.download(out->data());
}

/// Every element within (n + 3)u/2 + 2 ulp of rsqrt + 2u, relative, of the binary64 formula.
bool within_bound(const Case& c, const Data& data, const std::vector<float>& y) {
  const double relative = 0.5 * (c.cols + 3) * kU + 2 * 2 * kU + 2 * kU;
  for (uint64_t row = 0; row < c.rows; row++) {
    const float* x = &data.x[row * c.cols];
    double sum = 0;
    for (uint32_t i = 0; i < c.cols; i++)
      sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    const double scale = 1 / std::sqrt(sum / c.cols + static_cast<double>(c.eps));
    for (uint32_t i = 0; i < c.cols; i++) {
      const double expected = static_cast<double>(x[i]) * scale * static_cast<double>(data.gain[i]);
      const double error = std::fabs(static_cast<double>(y[row * c.cols + i]) - expected);
      if (!(error <= std::fabs(expected) * relative + 0x1p-148))
        return false;
    }
  }
  return true;
}

void run_case(const KernelSet& set, const Case& c, Tally& tally) {
  const Data data = make(c);
  std::vector<float> first, again;
  for (const uint64_t seed : kSeeds) {
    options().seed = seed;
    const Status status = run(set, c, data, &again);
    const auto line = static_cast<unsigned long long>(seed);
    tally.expect(status.ok(), "rms_norm.%s (%u,%u) grid %u seed %llu: %s", set.name, c.rows, c.cols, c.max_grid, line,
                 last_error());
    if (!status.ok())
      continue;
    if (first.empty()) {
      first = again;
      tally.expect(within_bound(c, data, first), "rms_norm.%s (%u,%u) grid %u seed %llu: outside the bound", set.name,
                   c.rows, c.cols, c.max_grid, line);
    }
    tally.expect(std::memcmp(first.data(), again.data(), bytes_of(first)) == 0,
                 "rms_norm.%s (%u,%u) seed %llu: not the bits of the first schedule", set.name, c.rows, c.cols, line);
  }
}

} // namespace

void rms_norm_cases(const KernelSet& set, Tally& tally) {
  for (const uint32_t cols : {1u, 31u, 32u, 33u, 255u, 256u, 257u, 600u}) {
    run_case(set, {1, cols, kernels::kMaxGrid, 1.0f, 1e-5f}, tally);
    run_case(set, {3, cols, 2, 100.0f, 1e-6f}, tally);                // the second block strides to a third row
    run_case(set, {2, cols, kernels::kMaxGrid, 1e-4f, 1e-5f}, tally); // eps decides
  }
  for (const uint32_t rows : {63u, 64u, 65u}) { // around the naive kernel's tile
    if (!kTsan || rows * 256u * 2u < 8000u || set.name[0] == 'n')
      run_case(set, {rows, 5, kernels::kMaxGrid, 1.0f, 1e-5f}, tally);
  }
  run_case(set, {1, 100, kernels::kMaxGrid, 0x1p50f, 1e-5f}, tally); // the domain's edge
  run_case(set, {1, 100, kernels::kMaxGrid, 0.0f, 1e-5f}, tally);
}

} // namespace ff::sim
