#include <array>
#include <cstring>

#include "addon/arguments.h"
#include "addon/library.h"

namespace ff::addon {

namespace {

/// More than any op has; the library says what the right number is.
constexpr uint32_t kMaxOperands = 8;

/// The elements of an array, taken before any address is: an element may be a getter.
struct Elements {
  std::array<Napi::Value, kMaxOperands> values;
  uint32_t count = 0;

  bool take(const Napi::Value& value) {
    if (!value.IsArray())
      return false;
    const Napi::Array array = value.As<Napi::Array>();
    count = array.Length();
    if (count > kMaxOperands)
      return false;
    for (uint32_t i = 0; i < count; i++) {
      values[i] = array.Get(i);
      if (array.Env().IsExceptionPending())
        return false;
    }
    return true;
  }
};

using Table = std::array<ff_bytes, kMaxOperands>;

bool input_bytes(const Elements& elements, Table* table) {
  for (uint32_t i = 0; i < elements.count; i++) {
    View view;
    const Napi::Value& value = elements.values[i];
    if (!to_view(value, napi_float32_array, &view) && !to_view(value, napi_int32_array, &view))
      return false;
    (*table)[i] = {view.data, view.size};
  }
  return true;
}

bool weight_bytes(const Elements& elements, Table* table) {
  for (uint32_t i = 0; i < elements.count; i++) {
    View view;
    if (!to_view(elements.values[i], napi_uint8_array, &view))
      return false;
    (*table)[i] = {view.data, view.size};
  }
  return true;
}

bool float_bytes(const Napi::Value& value, ff_bytes* bytes) {
  View view;
  if (!to_view(value, napi_float32_array, &view))
    return false;
  *bytes = {view.data, view.size};
  return true;
}

} // namespace

Napi::Value run_op(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const LibraryRef library = library_of(info[0]);
  if (library == nullptr)
    return {};
  ff_op_case c;
  std::memset(&c, 0, sizeof c);
  c.struct_size = sizeof c;
  Elements inputs, weights;
  if (!to_uint32(info[2], &c.n_tokens) || !to_uint32(info[3], &c.n_past)) {
    return throw_argument(env, "runOp: expected nTokens and nPast as unsigned 32-bit integers");
  }
  if (!inputs.take(info[4]) || !weights.take(info[5])) {
    return throw_argument(env, "runOp: expected inputs and weights as arrays of at most 8");
  }
  // From here on no JavaScript runs, so that addresses stay good.
  View program, output;
  Table input_table{}, weight_table{};
  if (!to_view(info[1], napi_uint8_array, &program))
    return throw_argument(env, "runOp: expected a Program as Uint8Array");
  if (!input_bytes(inputs, &input_table))
    return throw_argument(env, "runOp: expected inputs as Float32Array or Int32Array");
  if (!weight_bytes(weights, &weight_table))
    return throw_argument(env, "runOp: expected weights as Uint8Array");
  if (!float_bytes(info[6], &c.past_k) || !float_bytes(info[7], &c.past_v)) {
    return throw_argument(env, "runOp: expected pastK and pastV as Float32Array");
  }
  if (!to_view(info[8], napi_float32_array, &output))
    return throw_argument(env, "runOp: expected an output as Float32Array");
  c.n_inputs = inputs.count;
  c.n_weights = weights.count;
  c.inputs = input_table.data();
  c.weights = weight_table.data();
  c.program = program.data;
  c.program_size = program.size;
  c.output = reinterpret_cast<float*>(output.data);
  c.output_size = output.size;
  const ff_status status = library->run_op(&c);
  if (status != FF_OK)
    return throw_status(env, *library, status);
  return Napi::String::New(env, c.kernel);
}

} // namespace ff::addon
