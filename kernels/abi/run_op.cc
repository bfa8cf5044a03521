#include "abi/run_op.h"

#include <cmath>
#include <cstring>

#include "abi/device_buffer.h"
#include "abi/schedule.h"
#include "common/attrs.h"
#include "common/blocks.cuh"
#include "common/op_case.h"
#include "common/types.h"
#include "kernels.h"

#define FF_TEXT_OF(x) #x
#define FF_TEXT(x) FF_TEXT_OF(x)
#define FF_KERNEL_NAME(stem) stem "." FF_TEXT(FF_KERNEL_SET)

namespace ff::kernels {

namespace {

namespace chosen = FF_KERNEL_SET; // fast or naive

struct Entry {
  ffp1_kind kind;
  const char* kind_name;
  uint32_t type;
  const char* type_name;
  const char* contract;
  const char* kernel;
  Status (*run)(const CheckedCase&, const char* kernel);
};

/// `domain.maxAbsInput` of both contracts (src/oracle/contracts): far from where 2^24 squares or terms overflow.
constexpr float kMaxAbsInput = 0x1p40f;

uint64_t float_bytes(uint64_t n) { return n * sizeof(float); }

Status run_norm(const CheckedCase& c, const char* kernel) {
  const uint32_t cols = c.out_width;
  DeviceBuffer x("x"), gain("gain"), y("y");
  FF_TRY(x.upload(c.inputs[0], float_bytes(uint64_t{c.n_tokens} * cols)));
  FF_TRY(gain.upload(c.weights[0], float_bytes(cols)));
  FF_TRY(y.upload(c.output, x.span().bytes)); // what a kernel leaves unwritten stays as the caller filled it
  const auto eps = static_cast<float>(norm_attrs(c.op()).eps);
  FF_TRY(chosen::rms_norm({x.span(), gain.span(), y.span(), c.n_tokens, cols, eps}));
  FF_TRY(x.check_untouched(kernel, c.inputs[0]));
  FF_TRY(gain.check_untouched(kernel, c.weights[0]));
  FF_TRY(y.check_untouched(kernel, nullptr));
  return y.download(c.output);
}

Status run_linear(const CheckedCase& c, const char* kernel) {
  const ffp1_weight& weight = c.weight(0);
  const uint64_t n_blocks = uint64_t{c.n_tokens} * (weight.cols / kBlockSize);
  const bool has_bias = c.op().n_weights == 2;
  DeviceBuffer x("x"), blocks("x as q8_1"), w("w"), bias("bias"), y("y");
  FF_TRY(x.upload(c.inputs[0], float_bytes(uint64_t{c.n_tokens} * weight.cols)));
  FF_TRY(w.upload(c.weights[0], weight.bytes));
  if (has_bias)
    FF_TRY(bias.upload(c.weights[1], float_bytes(weight.rows)));
  FF_TRY(blocks.allocate(n_blocks * sizeof(BlockQ8_1)));
  FF_TRY(y.upload(c.output, float_bytes(uint64_t{c.n_tokens} * weight.rows))); // as in run_norm
  FF_TRY(chosen::quantize_q8_1({x.span(), blocks.span(), c.n_tokens, weight.cols}));
  const WeightFormat format = weight.type == kTypeQ4_1 ? WeightFormat::kQ4_1 : WeightFormat::kQ8_0;
  FF_TRY(chosen::mul_mat_vec_q(
      {format, w.span(), blocks.span(), bias.span(), y.span(), weight.rows, weight.cols, c.n_tokens}));
  FF_TRY(x.check_untouched(kernel, c.inputs[0]));
  FF_TRY(blocks.check_untouched(kernel, nullptr));
  FF_TRY(w.check_untouched(kernel, c.weights[0]));
  if (has_bias)
    FF_TRY(bias.check_untouched(kernel, c.weights[1]));
  FF_TRY(y.check_untouched(kernel, nullptr));
  return y.download(c.output);
}

constexpr Entry kEntries[] = {
    {FFP1_NORM, "norm", kTypeF32, "F32", "norm/f32-rsqrt@1", FF_KERNEL_NAME("rms_norm"), run_norm},
    {FFP1_LINEAR, "linear", kTypeQ4_1, "Q4_1", "linear/q8_1@1", FF_KERNEL_NAME("mul_mat_vec_q.q4_1"), run_linear},
    {FFP1_LINEAR, "linear", kTypeQ8_0, "Q8_0", "linear/q8_1@1", FF_KERNEL_NAME("mul_mat_vec_q.q8_0"), run_linear},
};

Status find_entry(const CheckedCase& c, const Entry** found) {
  const char* kind = kind_name(c.op().kind);
  bool kind_known = false;
  for (const Entry& e : kEntries) {
    if (static_cast<uint32_t>(e.kind) != c.op().kind)
      continue;
    kind_known = true;
    if (c.weight(0).type != e.type)
      continue;
    *found = &e;
    return {};
  }
  if (!kind_known)
    return fail(FF_E_UNSUPPORTED, "%s: expected norm or linear: no other op has a kernel here", kind);
  return fail(FF_E_TYPE, "%s: no kernel takes %s", kind, tensor_type(c.weight(0).type)->name);
}

Status check_bias(const CheckedCase& c) {
  if (c.op().n_weights < 2 || c.weight(1).type == kTypeF32)
    return {};
  return fail(FF_E_TYPE, "%s: expected weight 1 in F32, found %s", kind_name(c.op().kind),
              tensor_type(c.weight(1).type)->name);
}

/// Input outside the contract's domain is refused: neither skipped nor computed.
Status check_domain(const CheckedCase& c) {
  const uint64_t n = uint64_t{c.n_tokens} * c.width(0);
  for (uint64_t i = 0; i < n; i++) {
    const float x = c.inputs[0][i];
    if (std::fabs(x) <= kMaxAbsInput)
      continue; // false for NaN
    return fail(FF_E_ARGUMENT, "input 0, element %llu: expected a magnitude of at most %g, found %g",
                static_cast<unsigned long long>(i), static_cast<double>(kMaxAbsInput), static_cast<double>(x));
  }
  return {};
}

} // namespace

Status run_op_case(ff_op_case* op_case) {
  CheckedCase c;
  FF_TRY(check_op_case(op_case, &c));
  const Entry* entry = nullptr;
  FF_TRY(find_entry(c, &entry));
  FF_TRY(check_bias(c));
  FF_TRY(check_domain(c));
  use_schedule_of_environment();
  FF_TRY(entry->run(c, entry->kernel));
  set_kernel(op_case, entry->kernel);
  return {};
}

std::string describe() {
  std::string json = "{\"engine\":\"" FF_ENGINE_NAME "\",\"version\":\"1\",\"device\":\"" FF_DEVICE_NAME
                     "\",\"sessions\":false,\"ops\":[";
  const char* separator = "";
  for (const Entry& e : kEntries) {
    json += std::string(separator) + "{\"kind\":\"" + e.kind_name + "\",\"type\":\"" + e.type_name +
            "\",\"contract\":\"" + e.contract + "\",\"kernel\":\"" + e.kernel + "\"}";
    separator = ",";
  }
  return json + "]}";
}

} // namespace ff::kernels
