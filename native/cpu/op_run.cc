#include "cpu/op_run.h"

#include <cstring>
#include <vector>

#include "common/attrs.h"
#include "common/op_case.h"
#include "cpu/buffer.h"
#include "cpu/kernels.h"

namespace ff::cpu {

namespace {

/// A cache for past and step, with the case's past in it. Its size is at most that of the inputs, which are all there.
Status fill_cache(const CheckedCase& c, const float* past, Buffer* cache) {
  const AttentionAttrs a = attention_attrs(c.op());
  const uint64_t row = uint64_t{a.n_head_kv} * a.head_dim * sizeof(float);
  FF_TRY(cache->allocate("cache", row * (uint64_t{c.n_past} + c.n_tokens)));
  if (c.n_past != 0)
    std::memcpy(cache->data(), past, row * c.n_past);
  return {};
}

OpArgs bind(const CheckedCase& c) {
  OpArgs args;
  args.op = &c.op();
  args.n_tokens = c.n_tokens;
  args.n_past = c.n_past;
  args.tokens = c.tokens;
  args.output = c.output;
  args.out_width = c.out_width;
  for (uint32_t i = 0; i < c.op().n_inputs; i++) {
    args.inputs[i] = c.inputs[i];
    args.in_width[i] = c.width(i);
  }
  for (uint32_t i = 0; i < c.op().n_weights; i++)
    args.weights[i] = weight_over(c.weight(i), c.weights[i]);
  return args;
}

} // namespace

Status run_op_case(ff_op_case* op_case) {
  CheckedCase c;
  FF_TRY(check_op_case(op_case, &c));
  const Kernel* kernel = nullptr;
  FF_TRY(find_kernel(c.program, c.op(), &kernel));
  OpArgs args = bind(c);
  Buffer keys, values;
  std::vector<double> frequencies;
  if (c.op().kind == FFP1_ATTENTION) {
    FF_TRY(fill_cache(c, c.past_k, &keys));
    FF_TRY(fill_cache(c, c.past_v, &values));
    args.cache_k = keys.floats();
    args.cache_v = values.floats();
  }
  if (c.op().kind == FFP1_ROPE) {
    frequencies.resize(rope_attrs(c.op()).n_rot / 2);
    rope_frequencies(c.op(), args.op->n_weights != 0 ? args.weights[0].floats() : nullptr, frequencies.data());
    args.frequencies = frequencies.data();
  }
  ThreadPool alone(1);
  Buffer scratch;
  const uint64_t stride = scratch_floats(c.program, uint64_t{c.n_past} + c.n_tokens);
  FF_TRY(scratch.allocate("scratch", stride * sizeof(float)));
  const Isa& isa = best_isa();
  kernel->run({isa, alone, scratch.floats(), stride}, args);
  set_kernel(op_case, kernel_name(*kernel, isa).c_str());
  return {};
}

} // namespace ff::cpu
