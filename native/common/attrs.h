// An op's attributes by name, out of the ints[] and floats[] of its FFP1 record. Meaningful after decode_program.
#ifndef FF_COMMON_ATTRS_H
#define FF_COMMON_ATTRS_H

#include "ff/ffp1.h"

namespace ff {

struct NormAttrs {
  double eps;
};

struct RopeAttrs {
  bool half; // pairs (i, i + n_rot / 2); otherwise adjacent (2i, 2i + 1)
  uint32_t n_head, head_dim, n_rot;
  double freq_base, freq_scale;
};

struct AttentionAttrs {
  uint32_t n_head, n_head_kv, head_dim, cache;
  double scale;
};

inline NormAttrs norm_attrs(const ffp1_op& op) { return {op.floats[0]}; }

inline RopeAttrs rope_attrs(const ffp1_op& op) {
  return {op.ints[0] == 1, op.ints[1], op.ints[2], op.ints[3], op.floats[0], op.floats[1]};
}

inline AttentionAttrs attention_attrs(const ffp1_op& op) {
  return {op.ints[0], op.ints[1], op.ints[2], op.ints[3], op.floats[0]};
}

} // namespace ff

#endif
