// y = x / sqrt(mean(x²) + eps) · w over each row (Zhang and Sennrich, 2019).
//
// Contract norm/f32@1, all in float32, each step rounded to nearest: the sum of squares (eight partial sums, isa.h),
// divided by n; plus eps, itself rounded to float32; sqrtf and 1 / sqrt, both correctly rounded; then (x · r) · w, two
// roundings. x² must not overflow: |x| below 2^63 / sqrt(n).
#include <cmath>

#include "common/attrs.h"
#include "cpu/kernels.h"

namespace ff::cpu {

void run_norm(const Env& env, const OpArgs& args) {
  const uint32_t n = args.out_width;
  const float* gain = args.weights[0].floats(); // (n)
  const float eps = static_cast<float>(norm_attrs(*args.op).eps);
  for (uint32_t t = 0; t < args.n_tokens; t++) {
    const float* x = args.inputs[0] + uint64_t{t} * n;
    float* y = args.output + uint64_t{t} * n;
    const float mean = env.isa.dot(x, x, n) / static_cast<float>(n);
    const float r = 1.0f / std::sqrt(mean + eps);
    for (uint32_t i = 0; i < n; i++)
      y[i] = (x[i] * r) * gain[i];
  }
}

} // namespace ff::cpu
