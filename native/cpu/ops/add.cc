// y = a + b, element by element.
//
// Contract add/f32@1: one rounding to nearest for each element.
#include "cpu/kernels.h"

namespace ff::cpu {

void run_add(const Env&, const OpArgs& args) {
  const float* a = args.inputs[0];
  const float* b = args.inputs[1];
  const uint64_t n = uint64_t{args.n_tokens} * args.out_width;
  for (uint64_t i = 0; i < n; i++)
    args.output[i] = a[i] + b[i];
}

} // namespace ff::cpu
