// y = silu(gate) · up, silu(x) = x / (1 + e^−x) (Shazeer, 2020).
//
// Contract glu/f32@1, all in float32: e^−x by the C library's expf (glibc documents 1 ulp on x86-64; infinite below
// x = −88.7, which makes silu −0), one rounding each for 1 + e, for the division and for the product.
#include <cmath>

#include "cpu/kernels.h"

namespace ff::cpu {

namespace {
/// Elements that a thread takes at a time: about 10 µs.
constexpr uint64_t kGrain = 2048;
} // namespace

void run_glu(const Env& env, const OpArgs& args) {
  const float* gate = args.inputs[0];
  const float* up = args.inputs[1];
  const uint64_t n = uint64_t{args.n_tokens} * args.out_width;
  env.pool.run(n, kGrain, [&](uint64_t begin, uint64_t end, uint32_t) {
    for (uint64_t i = begin; i < end; i++)
      args.output[i] = gate[i] / (1.0f + std::exp(-gate[i])) * up[i];
  });
}

} // namespace ff::cpu
