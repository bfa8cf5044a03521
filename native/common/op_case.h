// ff_op_case, checked completely against its one-op Program: what kernels and launchers assume afterwards.
#ifndef FF_COMMON_OP_CASE_H
#define FF_COMMON_OP_CASE_H

#include "common/program.h"

namespace ff {

/// A case whose every extent, alignment and token id is right. Pointers are the caller's.
struct CheckedCase {
  Program program; // of exactly one op
  uint32_t n_tokens = 0;
  uint32_t n_past = 0;
  const float* inputs[FFP1_MAX_INPUTS] = {};     // by the op's input slot, (n_tokens, width); null for token ids
  const int32_t* tokens = nullptr;               // (n_tokens), each in [0, rows of the table); EMBED only
  const uint8_t* weights[FFP1_MAX_WEIGHTS] = {}; // by the op's weight slot, `bytes` of the Program's weight
  const float* past_k = nullptr;                 // (n_past, n_head_kv * head_dim); ATTENTION with n_past > 0 only
  const float* past_v = nullptr;
  float* output = nullptr; // (n_tokens, out_width), overlapping none of the above
  uint32_t out_width = 0;

  const ffp1_op& op() const { return program.ops[0]; }
  uint32_t width(uint32_t slot) const { return program.values[op().inputs[slot]].width; }
  const ffp1_weight& weight(uint32_t slot) const { return program.weights[op().weights[slot]]; }
};

/// Checks everything and fills `checked`, or fails: FF_E_ARGUMENT (null, size of the struct, counts), FF_E_PROGRAM,
/// FF_E_EXTENT, FF_E_ALIGNMENT, FF_E_ALIAS, FF_E_TOKEN, FF_E_MEMORY. Never writes to the case, except that a failure
/// after the struct's size was right leaves `kernel` empty.
Status check_op_case(ff_op_case* op_case, CheckedCase* checked);

/// Copies the name of the kernel that ran into the case, cut to its size.
void set_kernel(ff_op_case* op_case, const char* kernel);

} // namespace ff

#endif
