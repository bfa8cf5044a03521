// Attributes and shapes of each op kind, as src/model/ops/KIND.ts declares them.
#include <bit>
#include <cfloat>
#include <cmath>

#include "common/attrs.h"
#include "common/limits.h"
#include "common/program.h"
#include "common/types.h"

namespace ff {

namespace {

/// An op with its operands looked up.
struct Operands {
  const Program& program;
  const ffp1_op& op;
  uint32_t label;

  uint32_t width(uint32_t slot) const { return program.values[op.inputs[slot]].width; }
  uint32_t out_width() const { return program.values[op.output].width; }
  const ffp1_weight& weight(uint32_t slot) const { return program.weights[op.weights[slot]]; }
};

Status expect_out(const Operands& o, uint64_t width) {
  if (o.out_width() == width)
    return {};
  return fail(FF_E_PROGRAM, "op %u (%s): expected an output of width %llu, found %u", o.label, kind_name(o.op.kind),
              static_cast<unsigned long long>(width), o.out_width());
}

Status expect_in(const Operands& o, uint32_t slot, uint64_t width) {
  if (o.width(slot) == width)
    return {};
  return fail(FF_E_PROGRAM, "op %u (%s): expected input %u of width %llu, found %u", o.label, kind_name(o.op.kind),
              slot, static_cast<unsigned long long>(width), o.width(slot));
}

Status expect_weight(const Operands& o, uint32_t slot, uint32_t rows, uint32_t cols) {
  const ffp1_weight& w = o.weight(slot);
  if (w.rows == rows && w.cols == cols)
    return {};
  return fail(FF_E_PROGRAM, "op %u (%s): expected weight %u of shape (%u, %u), found (%u, %u)", o.label,
              kind_name(o.op.kind), slot, rows, cols, w.rows, w.cols);
}

Status expect_int(const Operands& o, const char* name, uint32_t slot, uint32_t low, uint32_t high) {
  const uint32_t value = o.op.ints[slot];
  if (value >= low && value <= high)
    return {};
  return fail(FF_E_PROGRAM, "op %u (%s): expected %s from %u to %u, found %u", o.label, kind_name(o.op.kind), name, low,
              high, value);
}

/// Kernels hold attributes in float32: one that rounds to zero or to infinity there is refused here.
Status expect_normal(const Operands& o, const char* name, uint32_t slot) {
  const double value = o.op.floats[slot];
  if (value >= static_cast<double>(FLT_MIN) && value <= static_cast<double>(FLT_MAX))
    return {};
  return fail(FF_E_PROGRAM, "op %u (%s): expected %s to be positive and normal in float32, found %g", o.label,
              kind_name(o.op.kind), name, value);
}

Status check_embed(const Operands& o) {
  FF_TRY(expect_in(o, 0, 1));
  return expect_out(o, o.weight(0).cols);
}

Status check_norm(const Operands& o) {
  FF_TRY(expect_int(o, "variant", 0, 0, 0));
  FF_TRY(expect_normal(o, "eps", 0));
  FF_TRY(expect_weight(o, 0, 1, o.width(0)));
  return expect_out(o, o.width(0));
}

Status check_linear(const Operands& o) {
  const ffp1_weight& w = o.weight(0);
  FF_TRY(expect_in(o, 0, w.cols));
  if (o.op.n_weights == 2)
    FF_TRY(expect_weight(o, 1, 1, w.rows));
  return expect_out(o, w.rows);
}

Status check_add(const Operands& o) {
  FF_TRY(expect_in(o, 1, o.width(0)));
  return expect_out(o, o.width(0));
}

Status check_glu(const Operands& o) {
  FF_TRY(expect_int(o, "activation", 0, 0, 0));
  return check_add(o);
}

Status check_rope(const Operands& o) {
  const RopeAttrs a = rope_attrs(o.op);
  FF_TRY(expect_int(o, "pairing", 0, 0, 1));
  FF_TRY(expect_int(o, "n_head", 1, 1, kMaxHeads));
  FF_TRY(expect_int(o, "head_dim", 2, 1, kMaxHeadDim));
  FF_TRY(expect_int(o, "n_rot", 3, 2, a.head_dim));
  if (a.n_rot % 2 != 0)
    return fail(FF_E_PROGRAM, "op %u (rope): expected an even n_rot, found %u", o.label, a.n_rot);
  FF_TRY(expect_normal(o, "freq_base", 0));
  FF_TRY(expect_normal(o, "freq_scale", 1));
  FF_TRY(expect_in(o, 0, uint64_t{a.n_head} * a.head_dim));
  if (o.op.n_weights == 1)
    FF_TRY(expect_weight(o, 0, 1, a.n_rot / 2));
  return expect_out(o, o.width(0));
}

Status check_cache(const Operands& o, const AttentionAttrs& a) {
  if (a.cache >= o.program.caches.size()) {
    return fail(FF_E_PROGRAM, "op %u (attention): expected a cache below %zu, found %u", o.label,
                o.program.caches.size(), a.cache);
  }
  const ffp1_cache& cache = o.program.caches[a.cache];
  if (cache.n_head_kv == a.n_head_kv && cache.head_dim == a.head_dim)
    return {};
  return fail(FF_E_PROGRAM, "op %u (attention): expected cache %u of %u heads of %u, found %u of %u", o.label, a.cache,
              a.n_head_kv, a.head_dim, cache.n_head_kv, cache.head_dim);
}

Status check_attention(const Operands& o) {
  const AttentionAttrs a = attention_attrs(o.op);
  FF_TRY(expect_int(o, "n_head", 0, 1, kMaxHeads));
  FF_TRY(expect_int(o, "n_head_kv", 1, 1, a.n_head));
  FF_TRY(expect_int(o, "head_dim", 2, 1, kMaxHeadDim));
  if (a.n_head % a.n_head_kv != 0) {
    return fail(FF_E_PROGRAM, "op %u (attention): expected n_head to be a multiple of n_head_kv, found %u and %u",
                o.label, a.n_head, a.n_head_kv);
  }
  if (!std::isfinite(a.scale) || std::fabs(a.scale) > static_cast<double>(FLT_MAX)) {
    return fail(FF_E_PROGRAM, "op %u (attention): expected a scale that is finite in float32, found %g", o.label,
                a.scale);
  }
  FF_TRY(check_cache(o, a));
  FF_TRY(expect_in(o, 0, uint64_t{a.n_head} * a.head_dim));
  FF_TRY(expect_in(o, 1, uint64_t{a.n_head_kv} * a.head_dim));
  FF_TRY(expect_in(o, 2, uint64_t{a.n_head_kv} * a.head_dim));
  return expect_out(o, o.width(0));
}

struct KindSpec {
  const char* name;
  uint32_t n_inputs, min_weights, max_weights, n_ints, n_floats;
  Status (*check)(const Operands&);
};

/// In the order of ffp1_kind.
constexpr KindSpec kKinds[] = {
    {"embed", 1, 1, 1, 0, 0, check_embed},
    {"norm", 1, 1, 1, 1, 1, check_norm},
    {"linear", 1, 1, 2, 0, 0, check_linear},
    {"add", 2, 0, 0, 0, 0, check_add},
    {"glu", 2, 0, 0, 1, 0, check_glu},
    {"rope", 1, 0, 1, 4, 2, check_rope},
    {"attention", 3, 0, 0, 4, 1, check_attention},
};
constexpr uint32_t kKindCount = sizeof kKinds / sizeof kKinds[0];

Status check_unused_attrs(const KindSpec& spec, const ffp1_op& op, uint32_t label) {
  for (uint32_t i = spec.n_ints; i < FFP1_MAX_INTS; i++) {
    if (op.ints[i] != 0)
      return fail(FF_E_PROGRAM, "op %u (%s): expected ints[%u] to be 0", label, spec.name, i);
  }
  for (uint32_t i = spec.n_floats; i < FFP1_MAX_FLOATS; i++) {
    if (std::bit_cast<uint64_t>(op.floats[i]) != 0) {
      return fail(FF_E_PROGRAM, "op %u (%s): expected floats[%u] to be 0", label, spec.name, i);
    }
  }
  return {};
}

} // namespace

const char* kind_name(uint32_t kind) { return kind < kKindCount ? kKinds[kind].name : "unknown"; }

Status check_op_shapes(const Program& program, const ffp1_op& op, uint32_t label) {
  if (op.kind >= kKindCount) {
    return fail(FF_E_PROGRAM, "op %u: expected a kind below %u, found %u", label, kKindCount, op.kind);
  }
  const KindSpec& spec = kKinds[op.kind];
  if (op.n_inputs != spec.n_inputs) {
    return fail(FF_E_PROGRAM, "op %u (%s): expected %u inputs, found %u", label, spec.name, spec.n_inputs, op.n_inputs);
  }
  if (op.n_weights < spec.min_weights || op.n_weights > spec.max_weights) {
    return fail(FF_E_PROGRAM, "op %u (%s): expected %u to %u weights, found %u", label, spec.name, spec.min_weights,
                spec.max_weights, op.n_weights);
  }
  FF_TRY(check_unused_attrs(spec, op, label));
  return spec.check({program, op, label});
}

} // namespace ff
