// y[t] = W[token[t]]: a row of the table, dequantised.
//
// Contract embed/f32@1. F32, F16 and Q8_0 rows are exact. A Q4_1 element is d * q + m with an exact product and one
// rounding to nearest. Token ids have been checked against the table's rows.
#include "cpu/kernels.h"

namespace ff::cpu {

void run_embed(const Env& env, const OpArgs& args) {
  const Weight& table = args.weights[0];
  for (uint32_t t = 0; t < args.n_tokens; t++) {
    const uint8_t* row = table.data + static_cast<uint64_t>(args.tokens[t]) * table.row_bytes;
    env.isa.dequantise[table.format](row, table.cols, args.output + uint64_t{t} * table.cols);
  }
}

} // namespace ff::cpu
