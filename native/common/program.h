// A Program, decoded from FFP1 and validated completely. Whoever holds one may index by any number in it.
#ifndef FF_COMMON_PROGRAM_H
#define FF_COMMON_PROGRAM_H

#include <cstdint>
#include <vector>

#include "common/error.h"
#include "ff/ffp1.h"

namespace ff {

struct Program {
  std::vector<ffp1_value> values;
  std::vector<ffp1_weight> weights;
  std::vector<ffp1_cache> caches;
  std::vector<ffp1_op> ops;
  std::vector<uint32_t> inputs;   // values of role INPUT, in order
  std::vector<bool> is_token_ids; // for each value: int32 token ids, read by EMBED alone; otherwise float32
  uint32_t output = FFP1_NONE;    // the one value of role OUTPUT, read by no op
};

/// Decodes and validates all of FFP1:
///  - the magic, version, counts and lengths, before anything is allocated; reserved fields and unused slots are
///  canonical;
///  - every weight's type, extents and bytes; no weight, cache or input is left unused;
///  - ops read only inputs and values written earlier, each value is written once, and there is one output;
///  - shapes and attributes of every op, as in src/model/ops/KIND.ts.
/// FF_E_PROGRAM, or FF_E_MEMORY, on failure: `program` is then unspecified.
Status decode_program(const uint8_t* bytes, uint64_t size, Program* program);

/// What a session needs beyond that: one input, which is token ids.
Status check_session_program(const Program& program);

/// One op's attributes and shapes. `label` is its index, for messages. References are already known to be in range.
Status check_op_shapes(const Program& program, const ffp1_op& op, uint32_t label);

/// `norm`, `linear`, …: for messages and kernel names.
const char* kind_name(uint32_t kind);

/// Bytes of one row of a weight.
uint64_t row_bytes(const ffp1_weight& weight);

} // namespace ff

#endif
