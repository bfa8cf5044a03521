#include "cpu/kernels.h"

#include <algorithm>
#include <cstring>

#include "common/attrs.h"
#include "common/types.h"
#include "cpu/ops/tiles.h"

namespace ff::cpu {

namespace {

constexpr Kernel kKernels[] = {
    {FFP1_EMBED, "F32", "embed/f32@1", "embed.f32", run_embed},
    {FFP1_EMBED, "F16", "embed/f32@1", "embed.f16", run_embed},
    {FFP1_EMBED, "Q4_1", "embed/f32@1", "embed.q4_1", run_embed},
    {FFP1_EMBED, "Q8_0", "embed/f32@1", "embed.q8_0", run_embed},
    {FFP1_NORM, "F32", "norm/f32@1", "norm.f32", run_norm},
    {FFP1_LINEAR, "F32", "linear/f32@1", "linear.f32", run_linear},
    {FFP1_LINEAR, "F16", "linear/f32@1", "linear.f16", run_linear},
    {FFP1_LINEAR, "Q4_1", "linear/f32@1", "linear.q4_1", run_linear},
    {FFP1_LINEAR, "Q8_0", "linear/f32@1", "linear.q8_0", run_linear},
    {FFP1_ADD, "-", "add/f32@1", "add", run_add},
    {FFP1_GLU, "-", "glu/f32@1", "glu", run_glu},
    {FFP1_ROPE, "-", "rope/f32@1", "rope", run_rope},
    {FFP1_ROPE, "F32", "rope/f32@1", "rope.f32", run_rope},
    {FFP1_ATTENTION, "-", "attention/f32@1", "attention", run_attention},
};

const char* type_name(const Program& program, const ffp1_op& op, uint32_t slot) {
  return slot < op.n_weights ? tensor_type(program.weights[op.weights[slot]].type)->name : "-";
}

} // namespace

Status find_kernel(const Program& program, const ffp1_op& op, const Kernel** kernel) {
  const char* type = type_name(program, op, 0);
  const auto* found = std::find_if(std::begin(kKernels), std::end(kKernels), [&](const Kernel& k) {
    return k.kind == op.kind && std::strcmp(k.type, type) == 0;
  });
  if (found == std::end(kKernels))
    return fail(FF_E_TYPE, "%s: no kernel takes %s", kind_name(op.kind), type);
  for (uint32_t slot = 1; slot < op.n_weights; slot++) {
    const char* other = type_name(program, op, slot);
    if (std::strcmp(other, "F32") != 0) {
      return fail(FF_E_TYPE, "%s: expected weight %u in F32, found %s", kind_name(op.kind), slot, other);
    }
  }
  *kernel = found;
  return {};
}

std::string kernel_name(const Kernel& kernel, const Isa& isa) { return std::string(kernel.stem) + "." + isa.name; }

std::string describe(const Isa& isa) {
  std::string json = std::string("{\"engine\":\"") + FF_ENGINE_NAME + "\",\"version\":\"1\",\"device\":\"" + isa.name +
                     "\",\"sessions\":true,\"ops\":[";
  const char* separator = "";
  for (const Kernel& kernel : kKernels) {
    json += std::string(separator) + "{\"kind\":\"" + kind_name(kernel.kind) + "\",\"type\":\"" + kernel.type +
            "\",\"contract\":\"" + kernel.contract + "\",\"kernel\":\"" + kernel_name(kernel, isa) + "\"}";
    separator = ",";
  }
  return json + "]}";
}

uint64_t scratch_floats(const Program& program, uint64_t n_ctx) {
  uint64_t floats = 16;
  for (const ffp1_op& op : program.ops) {
    uint64_t needed = 0;
    if (op.kind == FFP1_LINEAR)
      needed = uint64_t{kPanelRows} * program.weights[op.weights[0]].cols;
    if (op.kind == FFP1_ROPE)
      needed = rope_attrs(op).n_rot;
    if (op.kind == FFP1_ATTENTION)
      needed = n_ctx;
    floats = std::max(floats, needed);
  }
  return (floats + 15) / 16 * 16; // whole cache lines: no two threads share one
}

Format format_of(uint32_t type) {
  switch (type) {
  case kTypeF16:
    return kF16;
  case kTypeQ4_1:
    return kQ4_1;
  case kTypeQ8_0:
    return kQ8_0;
  default:
    return kF32;
  }
}

Weight weight_over(const ffp1_weight& weight, const uint8_t* data) {
  return {data, format_of(weight.type), weight.rows, weight.cols, row_bytes(weight)};
}

const Isa& best_isa() {
#if defined(FF_HAVE_AVX2)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"))
    return kAvx2;
#endif
  return kScalar;
}

} // namespace ff::cpu
