#include "addon/session.h"

#include <cstring>

#include "addon/arguments.h"

namespace ff::addon {

namespace {

constexpr napi_type_tag kSessionTag = {0x73657373696f6e31ull, 0xff5e55edc0de0002ull};

/// What the read callback works with while a session opens.
struct Reader {
  napi_env env;
  napi_value read;
};

/// Lets JavaScript fill an array of its own, then copies out of it: JavaScript never holds the address of our memory,
/// and an array that it detached or shrank in the meantime is noticed.
int32_t read_weight(void* user, uint32_t weight, uint64_t offset, void* dst, uint64_t size) {
  const auto* reader = static_cast<const Reader*>(user);
  const napi_env env = reader->env;
  const Napi::HandleScope scope(env);
  napi_value number = nullptr, at = nullptr;
  napi_value const into = new_array(env, "Uint8Array", size);
  if (into == nullptr || napi_create_uint32(env, weight, &number) != napi_ok)
    return 1;
  if (napi_create_double(env, static_cast<double>(offset), &at) != napi_ok)
    return 1;
  if (!call(env, reader->read, {number, at, into}))
    return 1;
  View filled;
  if (!to_view(Napi::Value(env, into), napi_uint8_array, &filled) || filled.size != size)
    return 2;
  std::memcpy(dst, filled.data, size);
  return 0;
}

} // namespace

SessionRef session_of(const Napi::Value& handle) {
  const auto* session = unwrap_tagged<SessionRef>(handle, kSessionTag);
  if (session != nullptr)
    return *session;
  throw_argument(handle.Env(), "expected a handle from openSession");
  return nullptr;
}

SessionRef idle_session_of(const Napi::Value& handle) {
  SessionRef state = session_of(handle);
  if (state == nullptr)
    return nullptr;
  if (state->busy) {
    throw_error(handle.Env(), kBusy, "expected an idle session, found a step in flight");
    return nullptr;
  }
  if (state->session == nullptr) {
    throw_error(handle.Env(), kClosed, "expected an open session, found it closed");
    return nullptr;
  }
  return state;
}

Napi::Value open_session(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const LibraryRef library = library_of(info[0]);
  if (library == nullptr)
    return {};
  ff_session_options options;
  std::memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  View program;
  if (!to_view(info[1], napi_uint8_array, &program))
    return throw_argument(env, "openSession: expected a Program as Uint8Array");
  if (!to_uint32(info[2], &options.n_ctx) || !to_uint32(info[3], &options.n_threads)) {
    return throw_argument(env, "openSession: expected nCtx and threads as unsigned 32-bit integers");
  }
  if (!info[4].IsFunction())
    return throw_argument(env, "openSession: expected a function that reads weights");
  // The callback runs JavaScript, which could change or detach the Program's buffer: validate and run a copy.
  const std::string copy(reinterpret_cast<const char*>(program.data), program.size);
  Reader reader{env, info[4]};
  options.program = reinterpret_cast<const uint8_t*>(copy.data());
  options.program_size = copy.size();
  options.read_weight = read_weight;
  options.user = &reader;
  auto state = std::make_shared<SessionState>(library);
  const ff_status status = library->session_open(&options, &state->session);
  if (env.IsExceptionPending())
    return {};
  if (status != FF_OK)
    return throw_status(env, *library, status);
  return wrap_tagged(env, kSessionTag, std::make_unique<SessionRef>(std::move(state)));
}

Napi::Value truncate_session(const Napi::CallbackInfo& info) {
  const SessionRef state = idle_session_of(info[0]);
  if (state == nullptr)
    return {};
  uint32_t past = 0;
  if (!to_uint32(info[1], &past))
    return throw_argument(info.Env(), "truncate: expected an unsigned 32-bit integer");
  const ff_status status = state->library->session_truncate(state->session, past);
  if (status != FF_OK)
    return throw_status(info.Env(), *state->library, status);
  return info.Env().Undefined();
}

Napi::Value usage(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SessionRef state = idle_session_of(info[0]);
  if (state == nullptr)
    return {};
  ff_usage usage;
  std::memset(&usage, 0, sizeof usage);
  usage.struct_size = sizeof usage;
  const ff_status status = state->library->session_usage(state->session, &usage);
  if (status != FF_OK)
    return throw_status(env, *state->library, status);
  Napi::Object result = Napi::Object::New(env);
  result.Set("past", Napi::Number::New(env, usage.n_past));
  result.Set("weightBytes", Napi::Number::New(env, static_cast<double>(usage.weight_bytes)));
  result.Set("cacheBytes", Napi::Number::New(env, static_cast<double>(usage.cache_bytes)));
  result.Set("scratchBytes", Napi::Number::New(env, static_cast<double>(usage.scratch_bytes)));
  return result;
}

Napi::Value close_session(const Napi::CallbackInfo& info) {
  const SessionRef state = session_of(info[0]);
  if (state == nullptr)
    return {};
  if (state->busy)
    return throw_error(info.Env(), kBusy, "close: expected an idle session, found a step in flight");
  state->close();
  return info.Env().Undefined();
}

} // namespace ff::addon
