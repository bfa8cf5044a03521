// y = x · Wᵀ + b. x (tokens, cols), W (rows, cols), b (1, rows), y (tokens, rows).
//
// Contract linear/f32@1: activations stay float32. Weights become float32 with no rounding (F32, F16, Q8_0) or one
// (Q4_1: d * q is exact, + m rounds). The dot product is summed in float32 over eight lanes, products rounded or fused
// (isa.h): an error of at most γ_n Σ|w x| with n = cols, beyond the rounding of w. The bias is added to the finished
// sum, one rounding. One order of summation for every number of tokens and threads: results are the same bits.
//
// One token: rows straight from their blocks. Several: a panel of rows is dequantised once, then meets every token.
#include "cpu/kernels.h"
#include "cpu/ops/tiles.h"

namespace ff::cpu {

namespace {

/// Rows [begin, end) for one token.
void one_token(const Env& env, const OpArgs& args, uint32_t begin, uint32_t end) {
  const Weight& w = args.weights[0];
  env.isa.matvec[w.format](w.data + begin * w.row_bytes, w.row_bytes, end - begin, w.cols, args.inputs[0],
                           args.output + begin);
}

/// Rows [begin, end), at most a panel, for all tokens.
void panel(const Env& env, const OpArgs& args, uint32_t begin, uint32_t end, float* rows /* (kPanelRows, cols) */) {
  const Weight& w = args.weights[0];
  for (uint32_t r = begin; r < end; r++) {
    env.isa.dequantise[w.format](w.data + r * w.row_bytes, w.cols, rows + uint64_t{r - begin} * w.cols);
  }
  env.isa.matmul(rows, end - begin, w.cols, args.inputs[0], args.n_tokens, args.output + begin, w.rows);
}

void add_bias(const OpArgs& args, uint32_t begin, uint32_t end) {
  if (args.op->n_weights < 2)
    return;
  const float* bias = args.weights[1].floats(); // (rows)
  for (uint32_t t = 0; t < args.n_tokens; t++) {
    float* y = args.output + uint64_t{t} * args.out_width;
    for (uint32_t r = begin; r < end; r++)
      y[r] += bias[r];
  }
}

} // namespace

void run_linear(const Env& env, const OpArgs& args) {
  const Weight& w = args.weights[0];
  const uint32_t tile = args.n_tokens == 1 ? kRowGrain : kPanelRows;
  const uint64_t tiles = (uint64_t{w.rows} + tile - 1) / tile;
  const uint64_t products = uint64_t{w.rows} * w.cols * args.n_tokens;
  const uint64_t grain = products < kMinParallelProducts ? tiles : 1;
  env.pool.run(tiles, grain, [&](uint64_t first, uint64_t last, uint32_t thread) {
    for (uint64_t i = first; i < last; i++) {
      const auto begin = static_cast<uint32_t>(i * tile);
      const uint32_t end = w.rows - begin < tile ? w.rows : begin + tile;
      if (args.n_tokens == 1) {
        one_token(env, args, begin, end);
      } else {
        panel(env, args, begin, end, env.scratch + thread * env.scratch_stride);
      }
      add_bias(args, begin, end);
    }
  });
}

} // namespace ff::cpu
