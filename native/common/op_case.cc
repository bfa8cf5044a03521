#include "common/op_case.h"

#include <cstdio>
#include <cstring>

#include "common/attrs.h"
#include "common/limits.h"
#include "common/types.h"

namespace ff {

namespace {

struct Range {
  uintptr_t begin, end;
};

bool overlap(const Range& a, const Range& b) { return a.begin < b.end && b.begin < a.end; }

/// [data, data + size), refused when it would wrap around the address space.
Status range_of(const char* what, uint32_t i, const void* data, uint64_t size, Range* range) {
  const auto begin = reinterpret_cast<uintptr_t>(data);
  if (size != 0 && data == nullptr) {
    return fail(FF_E_ARGUMENT, "%s %u: expected %llu bytes, found null", what, i,
                static_cast<unsigned long long>(size));
  }
  if (size > UINTPTR_MAX - begin)
    return fail(FF_E_EXTENT, "%s %u: size wraps around the address space", what, i);
  *range = {begin, begin + static_cast<uintptr_t>(size)};
  return {};
}

Status check_size(const char* what, uint32_t i, uint64_t found, uint64_t expected) {
  if (found == expected)
    return {};
  return fail(FF_E_EXTENT, "%s %u: expected %llu bytes, found %llu", what, i, static_cast<unsigned long long>(expected),
              static_cast<unsigned long long>(found));
}

Status check_alignment(const char* what, uint32_t i, const void* data) {
  if (reinterpret_cast<uintptr_t>(data) % alignof(float) == 0)
    return {};
  return fail(FF_E_ALIGNMENT, "%s %u: expected an address that is a multiple of 4", what, i);
}

Status check_head(const ff_op_case* c) {
  if (c->reserved != 0)
    return fail(FF_E_ARGUMENT, "op case: expected reserved to be 0, found %u", c->reserved);
  if (c->n_tokens == 0 || c->n_tokens > kMaxCaseTokens) {
    return fail(FF_E_ARGUMENT, "op case: expected 1 to %u tokens, found %u", kMaxCaseTokens, c->n_tokens);
  }
  if (c->n_past > kMaxContext - c->n_tokens) {
    return fail(FF_E_ARGUMENT, "op case: expected at most %u positions, found %u past and %u tokens", kMaxContext,
                c->n_past, c->n_tokens);
  }
  return {};
}

Status check_counts(const ff_op_case* c, const Program& program) {
  if (program.ops.size() != 1) {
    return fail(FF_E_PROGRAM, "op case: expected a Program of one op, found %zu", program.ops.size());
  }
  if (c->n_inputs != program.inputs.size() || c->n_weights != program.weights.size()) {
    return fail(FF_E_ARGUMENT, "op case: expected %zu inputs and %zu weights, found %u and %u", program.inputs.size(),
                program.weights.size(), c->n_inputs, c->n_weights);
  }
  if ((c->n_inputs != 0 && c->inputs == nullptr) || (c->n_weights != 0 && c->weights == nullptr)) {
    return fail(FF_E_ARGUMENT, "op case: expected tables of inputs and weights, found null");
  }
  return {};
}

/// One buffer of the case: its size, alignment, and that the output does not touch it.
Status check_buffer(const char* what, uint32_t i, const ff_bytes& bytes, uint64_t expected, bool floats,
                    const Range& output) {
  Range range{};
  FF_TRY(check_size(what, i, bytes.size, expected));
  FF_TRY(range_of(what, i, bytes.data, bytes.size, &range));
  if (floats)
    FF_TRY(check_alignment(what, i, bytes.data));
  if (overlap(range, output))
    return fail(FF_E_ALIAS, "%s %u: expected the output elsewhere, found them overlapping", what, i);
  return {};
}

Status check_output(const ff_op_case* c, CheckedCase* checked, Range* range) {
  checked->out_width = checked->program.values[checked->program.output].width;
  FF_TRY(check_size("output", 0, c->output_size, uint64_t{c->n_tokens} * checked->out_width * sizeof(float)));
  FF_TRY(range_of("output", 0, c->output, c->output_size, range));
  FF_TRY(check_alignment("output", 0, c->output));
  checked->output = c->output;
  return {};
}

/// The case itself, its tables and its Program: written to by nobody while the op runs.
Status check_own_memory(const ff_op_case* c, const Range& output) {
  Range ranges[4]{};
  FF_TRY(range_of("op case", 0, c, sizeof *c, &ranges[0]));
  FF_TRY(range_of("program", 0, c->program, c->program_size, &ranges[1]));
  FF_TRY(range_of("inputs", 0, c->inputs, c->n_inputs * sizeof(ff_bytes), &ranges[2]));
  FF_TRY(range_of("weights", 0, c->weights, c->n_weights * sizeof(ff_bytes), &ranges[3]));
  for (const Range& range : ranges) {
    if (overlap(range, output))
      return fail(FF_E_ALIAS, "output: overlaps the op case, its tables or its Program");
  }
  return {};
}

Status check_inputs(const ff_op_case* c, const Range& output, CheckedCase* checked) {
  const Program& program = checked->program;
  for (uint32_t i = 0; i < c->n_inputs; i++) {
    const uint32_t value = program.inputs[i];
    const uint64_t expected = uint64_t{c->n_tokens} * program.values[value].width * sizeof(float);
    FF_TRY(check_buffer("input", i, c->inputs[i], expected, true, output));
    if (program.is_token_ids[value]) {
      checked->tokens = static_cast<const int32_t*>(c->inputs[i].data);
      continue;
    }
    for (uint32_t slot = 0; slot < checked->op().n_inputs; slot++) {
      if (checked->op().inputs[slot] == value)
        checked->inputs[slot] = static_cast<const float*>(c->inputs[i].data);
    }
  }
  return {};
}

Status check_weights(const ff_op_case* c, const Range& output, CheckedCase* checked) {
  for (uint32_t i = 0; i < c->n_weights; i++) {
    const ffp1_weight& weight = checked->program.weights[i];
    FF_TRY(check_buffer("weight", i, c->weights[i], weight.bytes, weight.type == kTypeF32, output));
    for (uint32_t slot = 0; slot < checked->op().n_weights; slot++) {
      if (checked->op().weights[slot] == i)
        checked->weights[slot] = static_cast<const uint8_t*>(c->weights[i].data);
    }
  }
  return {};
}

Status check_past(const ff_op_case* c, const Range& output, CheckedCase* checked) {
  uint64_t expected = 0;
  if (checked->op().kind == FFP1_ATTENTION) {
    const AttentionAttrs a = attention_attrs(checked->op());
    expected = uint64_t{c->n_past} * a.n_head_kv * a.head_dim * sizeof(float);
  }
  FF_TRY(check_buffer("past_k", 0, c->past_k, expected, true, output));
  FF_TRY(check_buffer("past_v", 0, c->past_v, expected, true, output));
  checked->past_k = static_cast<const float*>(c->past_k.data);
  checked->past_v = static_cast<const float*>(c->past_v.data);
  return {};
}

Status check_tokens(const CheckedCase& checked) {
  if (checked.tokens == nullptr)
    return {};
  const uint32_t rows = checked.weight(0).rows;
  for (uint32_t t = 0; t < checked.n_tokens; t++) {
    const int32_t token = checked.tokens[t];
    if (token < 0 || static_cast<uint32_t>(token) >= rows) {
      return fail(FF_E_TOKEN, "token %u: expected an id from 0 to %u, found %d", t, rows - 1, token);
    }
  }
  return {};
}

} // namespace

Status check_op_case(ff_op_case* c, CheckedCase* checked) {
  if (c == nullptr)
    return fail(FF_E_ARGUMENT, "op case: expected a pointer, found null");
  if (c->struct_size != sizeof *c) {
    return fail(FF_E_ARGUMENT, "op case: expected a struct of %zu bytes, found %u", sizeof *c, c->struct_size);
  }
  c->kernel[0] = '\0';
  FF_TRY(check_head(c));
  FF_TRY(decode_program(c->program, c->program_size, &checked->program));
  FF_TRY(check_counts(c, checked->program));
  checked->n_tokens = c->n_tokens;
  checked->n_past = c->n_past;
  Range output{};
  FF_TRY(check_output(c, checked, &output));
  FF_TRY(check_own_memory(c, output));
  FF_TRY(check_inputs(c, output, checked));
  FF_TRY(check_weights(c, output, checked));
  FF_TRY(check_past(c, output, checked));
  return check_tokens(*checked);
}

void set_kernel(ff_op_case* op_case, const char* kernel) {
  std::snprintf(op_case->kernel, sizeof op_case->kernel, "%s", kernel);
}

} // namespace ff
