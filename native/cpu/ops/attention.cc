// Causal attention with grouped key-value heads (Vaswani et al., 2017; Ainslie et al., 2023): this step's k and v go to
// the cache at positions past … past + tokens − 1; head h of token t attends over positions 0 … past + t.
//
// Contract attention/f32@1, all in float32, cache in float32: s_j = scale · (q · k_j), the dot as in isa.h, scale
// rounded to float32 and the product rounded; two passes: m = max s_j, then p_j = expf(s_j − m) (glibc: 1 ulp) and
// their sum in order of j; o = Σ p_j v_j in order of j, products rounded or fused (isa.h); y = o / Σ p_j, one rounding.
// The sums see every position in order whoever computes them: results are the same bits for every number of threads and
// cut into steps.
#include <cmath>
#include <cstring>

#include "common/attrs.h"
#include "cpu/kernels.h"

namespace ff::cpu {

namespace {

/// One head of one token over n positions. k and v: (n, stride) from this head's first element; scores: (n).
struct Head {
  const float* q;
  const float* k;
  const float* v;
  uint64_t stride;
  uint32_t n, dim;
  float scale;
};

/// p_j = e^(s_j − max), into scores. Returns their sum.
float softmax_weights(const Isa& isa, const Head& h, float* scores) {
  float max = -INFINITY;
  for (uint32_t j = 0; j < h.n; j++) {
    scores[j] = h.scale * isa.dot(h.q, h.k + j * h.stride, h.dim);
    if (scores[j] > max)
      max = scores[j];
  }
  float sum = 0;
  for (uint32_t j = 0; j < h.n; j++) {
    scores[j] = std::exp(scores[j] - max);
    sum += scores[j];
  }
  return sum;
}

void attend(const Isa& isa, const Head& h, float* scores, float* y) {
  const float sum = softmax_weights(isa, h, scores);
  std::memset(y, 0, h.dim * sizeof(float));
  for (uint32_t j = 0; j < h.n; j++)
    isa.add_scaled(scores[j], h.v + j * h.stride, y, h.dim);
  for (uint32_t i = 0; i < h.dim; i++)
    y[i] /= sum;
}

} // namespace

void run_attention(const Env& env, const OpArgs& args) {
  const AttentionAttrs a = attention_attrs(*args.op);
  const uint64_t kv_width = uint64_t{a.n_head_kv} * a.head_dim;
  const uint64_t step_bytes = args.n_tokens * kv_width * sizeof(float);
  std::memcpy(args.cache_k + args.n_past * kv_width, args.inputs[1], step_bytes);
  std::memcpy(args.cache_v + args.n_past * kv_width, args.inputs[2], step_bytes);
  const uint32_t group = a.n_head / a.n_head_kv;
  env.pool.run(uint64_t{args.n_tokens} * a.n_head, 1, [&](uint64_t begin, uint64_t end, uint32_t thread) {
    for (uint64_t item = begin; item < end; item++) {
      const auto t = static_cast<uint32_t>(item / a.n_head);
      const auto h = static_cast<uint32_t>(item % a.n_head);
      const uint64_t kv = uint64_t{h / group} * a.head_dim;
      const Head head = {args.inputs[0] + item * a.head_dim,
                         args.cache_k + kv,
                         args.cache_v + kv,
                         kv_width,
                         args.n_past + t + 1,
                         a.head_dim,
                         static_cast<float>(a.scale)};
      attend(env.isa, head, env.scratch + thread * env.scratch_stride, args.output + item * a.head_dim);
    }
  });
}

} // namespace ff::cpu
