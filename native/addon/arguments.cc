#include "addon/arguments.h"

#include <cmath>

namespace ff::addon {

const char* status_name(ff_status status) {
  switch (status) {
  case FF_OK:
    return "FF_OK";
  case FF_E_ARGUMENT:
    return "FF_E_ARGUMENT";
  case FF_E_PROGRAM:
    return "FF_E_PROGRAM";
  case FF_E_EXTENT:
    return "FF_E_EXTENT";
  case FF_E_TYPE:
    return "FF_E_TYPE";
  case FF_E_ALIGNMENT:
    return "FF_E_ALIGNMENT";
  case FF_E_ALIAS:
    return "FF_E_ALIAS";
  case FF_E_UNSUPPORTED:
    return "FF_E_UNSUPPORTED";
  case FF_E_MEMORY:
    return "FF_E_MEMORY";
  case FF_E_READ:
    return "FF_E_READ";
  case FF_E_STATE:
    return "FF_E_STATE";
  case FF_E_TOKEN:
    return "FF_E_TOKEN";
  case FF_E_NONFINITE:
    return "FF_E_NONFINITE";
  case FF_E_DEFECT:
    return "FF_E_DEFECT";
  }
  return "FF_E_UNSUPPORTED";
}

napi_value make_error(napi_env env, const char* code, const char* message) {
  napi_value code_value = nullptr, text = nullptr, error = nullptr;
  if (napi_create_string_utf8(env, code, NAPI_AUTO_LENGTH, &code_value) != napi_ok)
    return nullptr;
  if (napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text) != napi_ok)
    return nullptr;
  return napi_create_error(env, code_value, text, &error) == napi_ok ? error : nullptr;
}

void reject(napi_env env, napi_deferred deferred, const Outcome& outcome) {
  napi_value error = make_error(env, status_name(outcome.status), outcome.message);
  if (error != nullptr)
    napi_reject_deferred(env, deferred, error);
}

Napi::Value throw_error(Napi::Env env, const char* code, const std::string& message) {
  // Fails where the environment is about to end: then nobody would catch it.
  napi_throw_error(env, code, message.c_str());
  return {};
}

Napi::Value throw_argument(Napi::Env env, const std::string& message) {
  if (env.IsExceptionPending())
    return {};
  return throw_error(env, status_name(FF_E_ARGUMENT), message);
}

bool to_uint32(const Napi::Value& value, uint32_t* number) {
  if (!value.IsNumber())
    return false;
  const double wide = value.As<Napi::Number>().DoubleValue();
  if (!(wide >= 0 && wide <= UINT32_MAX) || std::floor(wide) != wide)
    return false;
  *number = static_cast<uint32_t>(wide);
  return true;
}

bool to_view(const Napi::Value& value, napi_typedarray_type type, View* view) {
  if (!value.IsTypedArray())
    return false;
  napi_typedarray_type found;
  size_t length = 0;
  void* data = nullptr;
  napi_value buffer = nullptr;
  bool is_private = false;
  const napi_env env = value.Env();
  if (napi_get_typedarray_info(env, value, &found, &length, &data, &buffer, nullptr) != napi_ok)
    return false;
  if (found != type || napi_is_arraybuffer(env, buffer, &is_private) != napi_ok || !is_private)
    return false;
  const size_t width = type == napi_uint8_array ? 1 : type == napi_float64_array ? 8 : 4;
  *view = {length != 0 ? static_cast<uint8_t*>(data) : nullptr, length * width, length};
  return true;
}

napi_value new_array(napi_env env, const char* constructor, uint64_t length) {
  napi_value global = nullptr, make = nullptr, count = nullptr, array = nullptr;
  if (napi_get_global(env, &global) != napi_ok || napi_get_named_property(env, global, constructor, &make) != napi_ok)
    return nullptr;
  if (napi_create_double(env, static_cast<double>(length), &count) != napi_ok)
    return nullptr;
  return napi_new_instance(env, make, 1, &count, &array) == napi_ok ? array : nullptr;
}

bool call(napi_env env, napi_value function, std::initializer_list<napi_value> arguments) {
  napi_value receiver = nullptr, result = nullptr;
  if (napi_get_undefined(env, &receiver) != napi_ok)
    return false;
  return napi_call_function(env, receiver, function, arguments.size(), arguments.begin(), &result) == napi_ok;
}

} // namespace ff::addon
