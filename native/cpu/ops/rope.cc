// Turns pair i of each head by θ = position · f[i], f[i] = freq_scale · freq_base^(−2i / n_rot) / factor[i] (Su et al.,
// 2021). Elements from n_rot on pass unchanged.
//
// Contract rope/f32@1: f and θ in float64 (pow of the C library, 1 ulp; |Δθ| ≤ |θ| · 2^-50), sin and cos in float64 (1
// ulp) rounded once to float32. Then x1·cos − x2·sin and x1·sin + x2·cos in float32, every product and sum rounded.
#include <cmath>
#include <cstring>

#include "common/attrs.h"
#include "cpu/kernels.h"

namespace ff::cpu {

namespace {

/// turns: (n_rot / 2) pairs of cos and sin.
void turn_head(const RopeAttrs& a, const float* turns, const float* x, float* y) {
  const uint32_t half = a.n_rot / 2;
  for (uint32_t i = 0; i < half; i++) {
    const uint32_t first = a.half ? i : 2 * i;
    const uint32_t second = a.half ? i + half : 2 * i + 1;
    const float c = turns[2 * i];
    const float s = turns[2 * i + 1];
    y[first] = x[first] * c - x[second] * s;
    y[second] = x[first] * s + x[second] * c;
  }
  std::memcpy(y + a.n_rot, x + a.n_rot, (a.head_dim - a.n_rot) * sizeof(float));
}

} // namespace

void rope_frequencies(const ffp1_op& op, const float* factors, double* frequencies) {
  const RopeAttrs a = rope_attrs(op);
  for (uint32_t i = 0; i < a.n_rot / 2; i++) {
    const double exponent = -2.0 * static_cast<double>(i) / static_cast<double>(a.n_rot);
    const double frequency = a.freq_scale * std::pow(a.freq_base, exponent);
    frequencies[i] = factors == nullptr ? frequency : frequency / static_cast<double>(factors[i]);
  }
}

void run_rope(const Env& env, const OpArgs& args) {
  const RopeAttrs a = rope_attrs(*args.op);
  env.pool.run(args.n_tokens, 1, [&](uint64_t begin, uint64_t end, uint32_t thread) {
    float* turns = env.scratch + thread * env.scratch_stride; // (n_rot)
    for (uint64_t t = begin; t < end; t++) {
      const auto position = static_cast<double>(args.n_past + t);
      for (uint32_t i = 0; i < a.n_rot / 2; i++) {
        const double theta = position * args.frequencies[i];
        turns[2 * i] = static_cast<float>(std::cos(theta));
        turns[2 * i + 1] = static_cast<float>(std::sin(theta));
      }
      for (uint32_t h = 0; h < a.n_head; h++) {
        const uint64_t at = t * args.out_width + uint64_t{h} * a.head_dim;
        turn_head(a, turns, args.inputs[0] + at, args.output + at);
      }
    }
  });
}

} // namespace ff::cpu
